import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  checkProject,
  createSandbox,
  type Project,
  ProjectError,
  parseProject,
  projectFile,
  projectFileBytes,
  runProject,
  sandboxOptionsOf,
  writeProject,
} from "../../src/index.ts";

const LEAST: Project = { format: "ngxbox-project", version: 1, files: { "main.lua": "print(1)" }, main: "main.lua" };

function refusal(value: unknown): ProjectError {
  try {
    parseProject(typeof value === "string" ? value : JSON.stringify(value));
  } catch (thrown) {
    assert.instance(thrown, ProjectError);
    const { message } = thrown as ProjectError;
    assert.not.match(message, /[\n\r\u2028\u2029]/);
    assert.ok(message.length < 400, message);
    return thrown as ProjectError;
  }
  throw new Error(`taken: ${JSON.stringify(value)}`);
}

const name = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text !== "__proto__");
/** No path lies in another: they have different first letters, or as many parts. */
const path = fc
  .array(fc.string({ minLength: 1, maxLength: 8, unit: "binary" }), { minLength: 2, maxLength: 2 })
  .map((parts) => parts.map((part) => part.replaceAll(/[/\0]/g, "_")).join("/"))
  .filter((text) => !text.split("/").some((part) => part === "." || part === ".."));
const file = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.uint8Array().map((bytes) => projectFile(bytes)),
);

const projects: fc.Arbitrary<Project> = fc
  .record(
    {
      format: fc.constant("ngxbox-project" as const),
      version: fc.constant(1 as const),
      files: fc.dictionary(path, file, { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
      main: fc.constant(""),
      args: fc.array(fc.string()),
      stdin: fc.string({ unit: "binary" }),
      env: fc.dictionary(name, fc.string(), { maxKeys: 3, noNullPrototype: true }),
      dicts: fc.dictionary(name, fc.constantFrom("12k", "1m", "64M"), { maxKeys: 3, noNullPrototype: true }),
      workers: fc.integer({ min: 1, max: 64 }),
      privilegedAgent: fc.boolean(),
      init: fc.string(),
      initWorker: fc.string(),
      seed: fc.maxSafeInteger(),
      peers: fc.dictionary(
        fc.integer({ min: 1, max: 65535 }).map((port) => `peer:${port}`),
        fc.constantFrom("redis" as const, "echo" as const),
        { maxKeys: 3, noNullPrototype: true },
      ),
      spawn: fc.array(fc.constantFrom("sh", "sleep", "cat")),
      pendingTimers: fc.integer({ min: 1 }),
      runningTimers: fc.integer({ min: 1 }),
      runMs: fc.nat(),
    },
    { requiredKeys: ["format", "version", "files", "main", "workers"], noNullPrototype: true },
  )
  .map((project) => ({ ...project, main: Object.keys(project.files)[0] ?? "" }));

test("a project that is written and read is the same", () => {
  fc.assert(
    fc.property(projects, (project) => {
      const text = writeProject(project);
      const read = parseProject(text);
      assert.equal(read, project);
      assert.is(writeProject(read), text);
    }),
    { numRuns: 100 },
  );
});

test("whatever text is given is a project or refused in a line", () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string(), damaged()), (text) => {
      try {
        parseProject(text);
      } catch (thrown) {
        assert.instance(thrown, ProjectError);
        assert.not.match((thrown as Error).message, /[\n\r\u2028\u2029]/);
      }
    }),
    { numRuns: 500 },
  );
});

/** A project with any value in the place of one of its fields. */
function damaged(): fc.Arbitrary<string> {
  return fc
    .tuple(
      projects,
      fc.constantFrom(...Object.keys(parseProject(writeProject(LEAST))), "args", "env", "dicts"),
      fc.jsonValue(),
    )
    .map(([project, field, value]) => JSON.stringify({ ...project, [field]: value }));
}

test("the order in which a project was made does not matter for its text", () => {
  const one: Project = { ...LEAST, files: { "main.lua": "", "a.lua": "" }, env: { B: "", A: "" }, runMs: 5 };
  const other: Project = { runMs: 5, env: { A: "", B: "" }, ...LEAST, files: { "a.lua": "", "main.lua": "" } };
  assert.is(writeProject(one), writeProject(other));
  assert.is(
    writeProject(one),
    `{
  "format": "ngxbox-project",
  "version": 1,
  "main": "main.lua",
  "env": {
    "A": "",
    "B": ""
  },
  "runMs": 5,
  "files": {
    "a.lua": "",
    "main.lua": ""
  }
}
`,
  );
});

test("a file is text where it is UTF-8, and keeps its bytes where it is not", () => {
  assert.is(projectFile(new TextEncoder().encode("\ufeffgrün")), "\ufeffgrün");
  assert.equal(projectFile(Uint8Array.of(0xff, 0)), { base64: "/wA=" });
  assert.equal(projectFileBytes({ base64: "/wA=" }), Uint8Array.of(0xff, 0));
});

test("what is no project is told apart from what is damaged", () => {
  const codes = (text: unknown) => [refusal(text).code, refusal(text).message];
  assert.equal(codes(""), ["syntax", "this is no project: it is no JSON, but empty"]);
  assert.equal(codes("{\n  oops"), ["syntax", "this is no project: it is no JSON (line 2, column 3)"]);
  for (const value of [null, 1, [], {}, { format: "zip" }, "ngxbox-project"]) {
    const text = JSON.stringify(value);
    assert.equal(codes(text), ["format", 'this is no project: it has no "format": "ngxbox-project"'], text);
  }
  assert.equal(codes({ ...LEAST, version: 2 }), [
    "newer",
    "the project is of version 2, and this ngxbox knows 1: a newer one is needed",
  ]);
  assert.equal(codes(" ".repeat(33 * 1024 ** 2)), ["size", "the project is too large: 33 MB, of at most 32"]);
});

const LOW = String.fromCharCode(0x2028);
const REFUSALS: readonly (readonly [given: object, message: string, field: string])[] = [
  [{ version: "1" }, 'version: takes 1, not "1"', "version"],
  [{ version: 0.5 }, "version: takes 1, not 0.5", "version"],
  [{ main: "other.lua" }, 'main: takes the path of one of the files, not "other.lua"', "main"],
  [{ main: "constructor" }, 'main: takes the path of one of the files, not "constructor"', "main"],
  [{ main: undefined }, "main: takes the path of one of the files, not nothing", "main"],
  [{ files: [] }, "files: takes an object, not a list", "files"],
  [{ files: { a: 1 } }, 'files["a"]: takes text or { "base64": … }, not 1', 'files["a"]'],
  [{ files: { a: { base64: "", b: 1 } } }, 'files["a"]: takes text or { "base64": … }, not an object', 'files["a"]'],
  [{ files: { a: { base64: "QQ=" } } }, 'files["a"]: takes base64, and this is none', 'files["a"]'],
  [{ files: { a: { base64: "Q=Q=" } } }, 'files["a"]: takes base64, and this is none', 'files["a"]'],
  [
    { files: { "/etc/passwd": "" } },
    'files["/etc/passwd"]: takes a path inside of the project, not an absolute one',
    "",
  ],
  [{ files: { "a/../../b": "" } }, 'files["a/../../b"]: takes a path inside of the project, without ".."', ""],
  [{ files: { "a//b": "" } }, 'files["a//b"]: takes a path such as lib/jobs.lua', ""],
  [{ files: { "./a": "" } }, 'files["./a"]: takes a path such as lib/jobs.lua', ""],
  [{ files: { "a\0": "" } }, 'files["a\\u0000"]: takes a path such as lib/jobs.lua', ""],
  [{ files: { [`a${LOW}`]: 1 } }, 'files["a "]: takes text or { "base64": … }, not 1', ""],
  [{ files: { a: "", "a/b": "" } }, 'files["a/b"]: lies in "a", which is a file', ""],
  [{ args: "x" }, "args: takes a list of strings", "args"],
  [{ stdin: 1 }, "stdin: takes text, not 1", "stdin"],
  [{ env: { A: null } }, "env.A: takes a string, not null", "env.A"],
  [{ dicts: { d: 12 } }, 'dicts["d"]: takes a size such as "1m", not 12', 'dicts["d"]'],
  [{ dicts: { d: "1g" } }, 'dicts.d: takes a size from "8k" to "1024m", not "1g"', "dicts.d"],
  [{ workers: 65 }, "workers: takes a whole number up to 64, not 65", "workers"],
  [{ privilegedAgent: true }, "privilegedAgent: there is none without workers", "privilegedAgent"],
  [{ init: 1 }, "init: takes Lua code, not 1", "init"],
  [{ seed: 0.5 }, "seed: takes a whole number, not 0.5", "seed"],
  [{ peers: { "a:1": "http" } }, 'peers["a:1"]: takes "redis" or "echo", not "http"', 'peers["a:1"]'],
  [{ peers: { a: "echo" } }, 'peers: "a" is no address; takes "name:port", "ip:port" or "unix:/path"', "peers"],
  [{ spawn: true }, "spawn: takes a list of names of programs, not true", "spawn"],
  [{ spawn: ["/bin/sh"] }, 'spawn: "/bin/sh" is wrong; takes a list of names of programs', "spawn"],
  [{ pendingTimers: 0 }, "pendingTimers: takes a whole number above 0, not 0", "pendingTimers"],
  [{ runMs: -1 }, "runMs: takes milliseconds, from 0 to 31536000000 (a year), not -1", "runMs"],
  [{ runs: 1 }, '"runs": there is no such field; the fields are format, version, main,', '"runs"'],
];

test("a field that is wrong is named, with what it takes", () => {
  for (const [given, message, field] of REFUSALS) {
    const error = refusal({ ...LEAST, ...given });
    assert.is(error.code, "field");
    assert.is(error.message.slice(0, message.length), message);
    if (field !== "") assert.is(error.field, field);
  }
});

test("the name __proto__ is refused, and changes nothing", () => {
  for (const [field, value] of [
    ["files", '""'],
    ["env", '""'],
    ["dicts", '"1m"'],
    ["peers", '"echo"'],
  ]) {
    const own = field === "files" ? "" : `"files": { "main.lua": "" },`;
    const text = `{ "format": "ngxbox-project", "version": 1, ${own} "${field}": { "__proto__": ${value} }, "main": "main.lua" }`;
    assert.is(refusal(text).message, `${field}["__proto__"]: this name cannot be used`);
  }
  assert.match(
    refusal('{ "format": "ngxbox-project", "version": 1, "__proto__": {} }').message,
    "there is no such field",
  );
  assert.is(({} as { base64?: string }).base64, undefined);
});

test("a large file in base64 is read, and damage in it found", () => {
  const base64 = "AAAA".repeat(5e6);
  assert.is(checkProject({ ...LEAST, files: { "main.lua": "", data: { base64 } } }).main, "main.lua");
  assert.match(
    refusal({ ...LEAST, files: { "main.lua": "", data: { base64: `${base64}A*==` } } }).message,
    "this is none",
  );
});

async function ran(fields: Partial<Project>, isolation: "none" | "worker" = "none") {
  const project = { ...LEAST, ...fields };
  const box = await createSandbox({ ...sandboxOptionsOf(project), isolation });
  const printed = { stdout: "", stderr: "" };
  const result = await runProject(box, project, {
    heard: ({ stdout, stderr }) => {
      printed.stdout += stdout;
      printed.stderr += stderr;
    },
  });
  return { ...result, ...printed };
}

test("a project is run with all that belongs to it", async () => {
  const main = `local redis = require("resty.redis"):new()
    assert(redis:connect("db", 6379))
    assert(redis:set("k", io.read("*a")))
    ngx.shared.d:set("k", redis:get("k"))
    print(arg[0], " ", arg[1], " ", os.getenv("A"), " ", ngx.shared.d:get("k"), " ", require("lib.two"), " ", #io.open("data"):read("*a"))
    print(require("ngx.process").type(), " ", ngx.worker.count(), " ", started, " ", io.popen("echo hi"):read("*l"))`;
  const { exitCode, stdout, stderr } = await ran({
    files: { "src/main.lua": main, "lib/two.lua": "return 2", data: { base64: "/wA=" } },
    main: "src/main.lua",
    args: ["one"],
    env: { A: "a" },
    stdin: "typed",
    dicts: { d: "1m" },
    workers: 2,
    init: "started = 'init'",
    initWorker: "started = started .. ' and init_worker'",
    peers: { "db:6379": "redis" },
    spawn: ["sh", "echo"],
  });
  assert.equal(
    { exitCode, stdout, stderr },
    { exitCode: 0, stdout: "src/main.lua one a typed 2 2\nworker 2 init and init_worker hi\n", stderr: "" },
  );
});

test("a project runs the same in a thread of its own", async () => {
  const main = `local redis = require("resty.redis"):new() assert(redis:connect("db", 6379)) print(redis:ping())
    ngx.timer.at(1, function(premature) print("later ", premature) end)`;
  const fields: Partial<Project> = { files: { "main.lua": main }, peers: { "db:6379": "redis" }, runMs: 1000 };
  const results = [await ran(fields), await ran(fields, "worker")];
  for (const result of results) assert.equal(result, { exitCode: 0, stdout: "PONG\nlater false\n", stderr: "" });
});

test("after the main script runMs pass, and what is pending then runs as premature", async () => {
  const main = `ngx.timer.every(1, function(premature) print(ngx.now() - began, " ", premature) end) began = ngx.now()`;
  const files = { "main.lua": `rawset(_G, "began", 0) ${main}` };
  assert.is((await ran({ files })).stdout, "0 true\n");
  assert.is((await ran({ files, runMs: 2500 })).stdout, "1 false\n2 false\n2.5 true\n");
});

test("an error ends a single process at once, but no master's workers", async () => {
  const files = { "main.lua": `ngx.timer.at(1, function() print("later") end) error("now")` };
  const single = await ran({ files, runMs: 2000 });
  assert.equal([single.exitCode, single.stdout, single.error?.message], [1, "", "main.lua:1: now"]);
  const served = await ran({ files, runMs: 2000, workers: 1 });
  assert.equal([served.exitCode, served.stdout, served.error?.message], [1, "later\n", "main.lua:1: now"]);
});

test("who looks on is told how the script ended, and may linger", async () => {
  const main = `ngx.timer.every(1, function(premature) print(premature) end) print("script")`;
  const project: Project = { ...LEAST, files: { "main.lua": main }, runMs: 1000 };
  const box = await createSandbox({ ...sandboxOptionsOf(project), isolation: "none" });
  const told: string[] = [];
  let events = 0;
  await runProject(box, project, {
    heard: ({ stdout }) => void told.push(stdout.trimEnd()),
    scriptEnded: ({ exitCode }) => void told.push(`ended ${exitCode}`),
    lingers: () => events++ < 2,
    ending: () => void told.push("ending"),
  });
  assert.equal(told, ["script", "ended 0", "false", "false", "false", "ending", "true"]);
});

test("how a run ends is told as of a script", async () => {
  const exit = async (main: string, fields: Partial<Project> = {}) => {
    const { exitCode, error } = await ran({ files: { "main.lua": main }, ...fields });
    return [exitCode, error?.code];
  };
  assert.equal(await exit("os.exit(7)"), [7, undefined]);
  assert.equal(await exit("x ="), [1, "error"]);
  assert.equal(await exit("while true do print(('x'):rep(1e6)) end"), [124, "outputBytes"]);
  const timer = "ngx.timer.at(1, function() while true do print(('x'):rep(1e6)) end end)";
  assert.equal(await exit(timer, { runMs: 2000 }), [124, "outputBytes"]);
});

test("a file in the way of nginx's own is told of", async () => {
  await ran({ files: { "main.lua": "", logs: "" } }).then(
    () => assert.unreachable(),
    (error) => assert.is(error.message, 'createSandbox: files: there can be no file at "/work/logs/nginx.pid"'),
  );
});

test("limits on timers are those of the project", async () => {
  const main = `for n = 1, 3 do print(n, " ", ngx.timer.at(n, function() ngx.sleep(10) end)) end`;
  const { stdout, stderr } = await ran({
    files: { "main.lua": main },
    pendingTimers: 2,
    runningTimers: 1,
    runMs: 3000,
  });
  assert.is(stdout, "1 1\n2 1\n3 niltoo many pending timers\n");
  assert.match(stderr, "1 lua_max_running_timers are not enough");
});

test.run();

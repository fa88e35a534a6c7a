import { test } from "uvu";
import * as assert from "uvu/assert";
import { createSandbox as makeSandbox, type SandboxOptions } from "../../src/index.ts";

/** In this thread: isolated-globals.test.ts has the others. */
const createSandbox = (options: SandboxOptions = {}) => makeSandbox({ isolation: "none", ...options });

type Globals = NonNullable<SandboxOptions["globals"]>;

/** What a script prints, with some globals. */
async function printed(globals: Globals, code: string): Promise<string> {
  const box = await createSandbox({ globals });
  const { stdout, stderr, error } = await box.run(code);
  assert.equal([stderr, error], ["", undefined], code);
  await box.close();
  return stdout;
}

/** What a function of the host is given. */
async function given(args: string): Promise<unknown[]> {
  const calls: unknown[][] = [];
  await printed({ take: (...values: unknown[]) => void calls.push(values) }, `take(${args})`);
  assert.is(calls.length, 1);
  return calls[0] as unknown[];
}

/** Why Lua refuses to give that to the host. */
const refusal = (args: string) => printed({ take: () => {} }, `local _, err = pcall(take, ${args}) ngx.say(err)`);

/** Why `createSandbox` refuses. */
const refused = (globals: unknown) =>
  createSandbox({ globals } as SandboxOptions).then(
    () => "nothing",
    (error) => {
      assert.instance(error, TypeError);
      return error.message;
    },
  );

const untilLater = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("scripts have values and functions of the host as globals, without a warning", async () => {
  const globals = { add: (a: number, b: number) => a + b, config: { name: "ü", list: [1, "two", { three: 3 }] } };
  const code = `ngx.say(add(1, 2), " ", config.name, #config.name, " ", #config.list, " ", config.list[3].three) config = 1`;
  assert.is(await printed(globals, code), "3 ü2 3 3\n");
});

test("values of the host cross as copies", async () => {
  const values = {
    nothing: undefined,
    none: null,
    flag: true,
    big: 2n ** 40n,
    text: "héé",
    lone: "\ud800",
    bytes: new Uint8Array([0, 255, 128]),
    list: [1, null, 3],
    instance: new (class {
      own = 1;
      get computed() {
        return 2;
      }
      method() {}
    })(),
    hidden: Object.defineProperty({ seen: 1 }, "unseen", { value: 2 }),
    bare: Object.assign(Object.create(null), { x: 1 }),
    parsed: JSON.parse('{"__proto__": 5, "1": "one"}'),
  };
  const code = `
    ngx.say(v.nothing, v.none, v.flag, v.big)
    ngx.say(#v.text, v.lone == "\\239\\191\\189", v.bytes == "\\0\\255\\128", v.list[1], v.list[2], v.list[3])
    ngx.say(v.instance.own, tostring(v.instance.computed), tostring(v.instance.method), tostring(v.instance.constructor))
    ngx.say(v.hidden.seen, v.hidden.unseen, v.bare.x, v.parsed.__proto__, v.parsed["1"], tostring(v.parsed[1]))`;
  assert.is(await printed({ v: values }, code), "nilniltrue1099511627776\n5truetrue1nil3\n1nilnilnil\n1nil15onenil\n");
});

test("what a module exports can be given as it is", async () => {
  const module: object = await import("../../src/vm/byte-text.ts");
  assert.is(await printed({ m: module }, `ngx.say(m.cString("a\\0b"))`), "a\n");
});

test("values of Lua cross as copies", async () => {
  assert.equal(await given("nil, true, 1.5, 'text', nil"), [undefined, true, 1.5, "text", undefined]);
  assert.equal(await given("'h\\195\\188', 'h\\252', '\\239\\187\\191x'"), [
    "hü",
    new Uint8Array([104, 252]),
    "\ufeffx",
  ]);
  assert.equal(await given("{ 1, { 2 } }, {}, { a = { b = 1 } }"), [[1, [2]], {}, { a: { b: 1 } }]);
  assert.equal(await given("{ 'x', name = 'y' }, { [1] = 1, [3] = 3 }"), [
    { "1": "x", name: "y" },
    { "1": 1, "3": 3 },
  ]);
  assert.equal(await given("ngx.null, require('cjson').null, { ngx.null }"), [null, null, [null]]);
  assert.equal(await given("setmetatable({ 1 }, { __index = error, __pairs = error })"), [[1]]);
  const [object] = (await given("{ toString = 1, constructor = 'c' }")) as [object];
  assert.equal(Object.entries(object), [
    ["toString", 1],
    ["constructor", "c"],
  ]);
});

test("what does not cross to the host is refused by name", async () => {
  assert.is(await refusal("print"), "bad argument #1 to 'take' (a function does not cross to the host)\n");
  assert.is(
    await refusal("1, { a = { print } }"),
    "bad argument #2 to 'take' (a: 1: a function does not cross to the host)\n",
  );
  assert.match(await refusal("coroutine.create(print)"), "a thread does not cross");
  assert.match(await refusal("io.stdout"), "a userdata does not cross");
  assert.match(await refusal("{ [true] = 1 }"), "a key that is a boolean does not cross");
  assert.match(await refusal("{ ['\\255'] = 1 }"), "a key that is no UTF-8 does not cross");
  assert.match(await refusal("{ x = 1, ['__proto__'] = 1 }"), 'the key "__proto__" does not cross');
  assert.match(await refusal("{ [5] = 1, ['5'] = 1 }"), "the key 5 is there as a number and as a string");
  const deep = "local t = {} for _ = 1, 100 do t = { t } end";
  assert.match(await printed({ take: () => {} }, `${deep} ngx.say(pcall(take, t))`), "nested deeper than 64");
  const cycle = "local t = { x = {} } t.x.y = t";
  assert.match(
    await printed({ take: () => {} }, `${cycle} ngx.say(pcall(take, t))`),
    "x: y: a table that is part of itself",
  );
  const shared = "local t = { 1 } for _ = 1, 30 do t = { t, t } end";
  assert.match(await printed({ take: () => {} }, `${shared} ngx.say(pcall(take, t))`), "too many values");
});

test("options that do not cross are a TypeError that names them", async () => {
  assert.is(await refused(5), "createSandbox: globals: takes an object, not 5");
  assert.is(await refused({ a: { b: Symbol("s") } }), "createSandbox: globals.a.b: a symbol does not cross");
  assert.is(await refused({ at: new Date(0) }), "createSandbox: globals.at: a value of the kind Date does not cross");
  assert.is(await refused({ m: [new Map()] }), "createSandbox: globals.m[0]: a value of the kind Map does not cross");
  assert.match(await refused({ e: new Error("x") }), "globals.e: a value of the kind Error");
  assert.match(await refused({ p: Promise.resolve() }), "globals.p: a value of the kind Promise");
  assert.match(await refused({ n: 2n ** 64n + 1n }), "globals.n: a bigint that is no number of Lua");
  assert.match(
    await refused({
      get g() {
        return assert.unreachable("a getter was run");
      },
    }),
    "globals.g: a getter is not run",
  );
  const cycle: { self?: unknown } = {};
  cycle.self = { cycle };
  assert.match(await refused({ cycle }), "globals.cycle.self.cycle: refers to what it is part of");
  let deep: unknown = 1;
  for (let depth = 0; depth < 100; depth++) deep = [deep];
  assert.match(await refused({ deep }), "nested too deep");
  assert.match(await refused({ many: new Array(200_000) }), "too many values");
});

test("what a function returns crosses, or is an error where it was called", async () => {
  const globals = {
    list: () => [1, 2],
    when: () => ({ at: new Date(0) }),
    api: () => ({ twice: (n: number) => 2 * n }),
    self: function (this: unknown) {
      return String(this);
    },
  };
  assert.is(await printed(globals, "ngx.say(#list(), api().twice(4), self())"), "28undefined\n");
  assert.is(
    await printed(globals, "ngx.say(select(2, pcall(function() local x = when() end)))"),
    "main.lua:1: the result of 'when'.at: a value of the kind Date does not cross\n",
  );
});

test("an async function lets the light thread wait, while virtual time stands still", async () => {
  const waiting: (() => void)[] = [];
  const fetchUser = (id: number) =>
    new Promise((resolve) => {
      waiting.push(() => resolve({ id }));
      // none is answered before all have been asked for, and the last one first
      if (waiting.length === 3) setTimeout(() => waiting.reverse().forEach((answer) => void answer()), 5);
    });
  const code = `
    ngx.timer.at(1, function() ngx.say("timer") end)
    local began, threads = ngx.now(), {}
    for id = 3, 1, -1 do threads[#threads + 1] = ngx.thread.spawn(fetchUser, id) end
    ngx.thread.spawn(function() ngx.say("others run") end)
    for _, thread in ipairs(threads) do ngx.say(select(2, ngx.thread.wait(thread)).id) end
    ngx.say(ngx.now() - began)
    ngx.sleep(2)`;
  assert.is(await printed({ fetchUser }, code), "others run\n3\n2\n1\n0\ntimer\n");
});

test("what the host throws is an error of Lua, and its stack is for the host", async () => {
  const globals = {
    boom: () => {
      throw new TypeError("bad thing");
    },
    reject: async () => {
      throw new Error("no such ü");
    },
    words: () => {
      throw "just words";
    },
    nothing: () => Promise.reject(undefined),
    odd: () => {
      throw { toString: () => assert.unreachable() };
    },
  };
  const code = `
    for _, f in ipairs { boom, reject, words, nothing, odd } do
      local ok, err = pcall(function() local x = f() return x end)
      ngx.say(tostring(ok), " ", type(err), " ", err)
    end`;
  assert.is(
    await printed(globals, code),
    `false string main.lua:3: bad thing
false string main.lua:3: no such ü
false string main.lua:3: just words
false string main.lua:3: undefined
false string main.lua:3: a function of the host failed
`,
  );
  for (const [call, text] of [
    ["boom", "bad thing"],
    ["reject", "no such ü"],
  ]) {
    const box = await createSandbox({ globals });
    const { error, stdout, stderr, exitCode } = await box.run(`local function f() return (${call}()) end\nf()`);
    assert.equal([stdout, stderr, exitCode, error?.code], ["", "", 1, "error"]);
    assert.is(error?.message, `main.lua:1: ${text}`);
    assert.match(error?.traceback ?? "", "main.lua:2: in function 'file_gen'");
    assert.match(error?.hostStack ?? "", `${text}\n    at ${call}`);
    assert.is((await box.run("error('x')")).error?.hostStack, undefined);
  }
});

test("where nothing can wait an async function is refused", async () => {
  let calls = 0;
  const globals = {
    later: async () => calls++,
    promise: () => Promise.reject(new Error("lost")),
  };
  const code = `
    ngx.say(select(2, pcall(table.sort, { 2, 1 }, function() local x = later() return x end)))
    ngx.say(select(2, pcall(string.gsub, "x", "x", later)))
    ngx.say(select(2, pcall(string.gsub, "x", "x", promise)))`;
  const text = (name: string) => `'${name}' has to wait for the host, and nothing can wait here\n`;
  assert.is(await printed(globals, code), `main.lua:2: ${text("later")}${text("later")}${text("promise")}`);
  assert.is(calls, 0, "it was not even called");
  await createSandbox({ globals, init: "later()" }).then(
    () => assert.unreachable(),
    (error) => assert.match(error.message, text("later").trim()),
  );
  const box = await createSandbox({ globals, initWorker: "later()" });
  assert.match((await box.run("")).stderr, text("later").trim());
});

test("a function of the host can be used in init, and in a callback that cannot wait", async () => {
  const box = await createSandbox({ globals: { before: (a: number, b: number) => a > b }, init: "big = before(2, 1)" });
  assert.is(
    (await box.run("local t = { 1, 3, 2 } table.sort(t, before) ngx.say(big, table.concat(t))")).stdout,
    "true321\n",
  );
});

test("every worker has the globals, and so has the one that takes its place", async () => {
  const seen: unknown[] = [];
  const box = await createSandbox({
    workers: 2,
    privilegedAgent: true,
    globals: { note: (...args: unknown[]) => void seen.push(args) },
    initWorker: "note(ngx.worker.id() or 'agent')",
  });
  await box.clock.advance(0);
  await box.cluster.kill(1);
  assert.equal(seen, [[0], [1], ["agent"], [1]]);
  await box.close();
});

test("a function that never answers ends the run at wallMs", async () => {
  const box = await createSandbox({ limits: { wallMs: 400 }, globals: { never: () => new Promise(() => {}) } });
  const { error, exitCode } = await box.run("never()");
  assert.equal([error?.code, exitCode], ["wallMs", 124]);
  assert.is((await box.run("ngx.sleep(100) ngx.say(1)")).stdout, "1\n", "time goes on");
  await box.run("ngx.timer.at(1, function() never() end)");
  assert.is((await box.clock.advance(5000)).error?.code, "wallMs");
});

test("an answer that comes too late is dropped", async () => {
  const rejections: unknown[] = [];
  const note = (error: unknown) => void rejections.push(error);
  process.on("unhandledRejection", note);
  const waiting: { resolve: (value: unknown) => void; reject: (error: unknown) => void }[] = [];
  const later = () => new Promise((resolve, reject) => void waiting.push({ resolve, reject }));
  const box = await createSandbox({ limits: { wallMs: 400 }, globals: { later } });
  const spawned = `local t = ngx.thread.spawn(function() later() ngx.say("late") end)`;
  assert.is((await box.run(`${spawned} ngx.sleep(0) ngx.thread.kill(t) ngx.sleep(1) ngx.say("on")`)).stdout, "on\n");
  assert.is((await box.run("later()")).error?.code, "wallMs");
  await box.run("later() ngx.say('late')");
  await box.close();
  for (const [index, { resolve, reject }] of waiting.entries()) {
    if (index % 2 === 0) resolve({ value: 1 });
    else reject(new Error("late"));
  }
  await untilLater(5);
  process.off("unhandledRejection", note);
  assert.equal([waiting.length, rejections], [3, []]);
});

test("a worker that exits gracefully waits for the host", async () => {
  const globals = { later: () => untilLater(10).then(() => "done") };
  const box = await createSandbox({ globals });
  await box.run("ngx.timer.at(0, function() ngx.say(later()) end)");
  await box.clock.advance(0).then(({ stdout }) => assert.is(stdout, "done\n"));
  await box.run("ngx.timer.at(100, function(premature) ngx.say(premature, later()) end)");
  assert.is((await box.close()).stdout, "truedone\n");
});

test("with real time others go on while one waits for the host", async () => {
  const globals = { later: () => untilLater(40).then(() => "done") };
  const box = await createSandbox({ globals, time: "real" });
  const code = "ngx.timer.at(0.005, function() ngx.say('timer') end) ngx.say(later())";
  assert.is((await box.run(code)).stdout, "timer\ndone\n");
  await box.close();
});

test("the host may change what it gave, and what it was given: nobody else sees it", async () => {
  const config = { a: 1 };
  const globals = {
    config,
    change: (value: { x: number }) => {
      value.x = 2;
      return value;
    },
  };
  const box = await createSandbox({ globals });
  config.a = 2;
  assert.is((await box.run("local t = { x = 1 } ngx.say(config.a, change(t).x, t.x)")).stdout, "121\n");
});

test.run();

import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseRestyCommandLine, type RestyRun } from "../../src/cli/options/resty-options.ts";

function run(...argv: string[]): RestyRun {
  const command = parseRestyCommandLine(argv);
  if (command.kind !== "run") throw new Error(`no run: ${command.stderr}`);
  return command;
}

function exit(...argv: string[]) {
  const command = parseRestyCommandLine(argv);
  if (command.kind !== "exit") throw new Error("it runs");
  return command;
}

test("-e takes its code as the next word, attached or after =, and several share one chunk", () => {
  assert.is(run("-e", "a").inline, "a");
  assert.is(run("-ea").inline, "a");
  assert.is(run("-e=a").inline, "a");
  assert.is(run("-e", "a", "-e", "b", "-ec").inline, "a; b; c");
  assert.is(run("-e", "").inline, "");
  assert.is(run("script.lua").inline, undefined);
});

test("attached code ends with its first line, code of its own does not", () => {
  assert.is(run("-ea\nb").inline, "a");
  assert.is(run("-e", "a\nb").inline, "a\nb");
});

test("-l requires a library in front of what follows, whatever its name holds", () => {
  assert.is(run("-l", "greet", "-e", "x()").inline, "require([=[greet]=]); x()");
  assert.is(run("-lgreet").inline, "require([=[greet]=])");
  assert.is(run("-l", "a]=]b]==").inline, "require([===[a]=]b]==]===])");
});

test("-j off turns the compiler off, v and dump are enough to run, and a second one is refused", () => {
  assert.is(run("-j", "off", "-e", "x()").inline, 'require "jit".off(); x()');
  assert.is(run("-jv").inline, "");
  assert.is(run("-j", "dump", "-e", "x()").inline, "x()");
  assert.is(exit("-j", "v", "-j", "v").stderr, "duplicate -j option found.\n");
  const unknown = exit("-j", "fast", "-e", "x()");
  assert.is(unknown.status, 1);
  assert.match(unknown.stderr, /^ERROR: unknown -j option value: fast\.\nUsage: resty-box /);
});

test("--vm says how functions are executed, and takes no other word", () => {
  assert.is(run("s.lua").vm, "auto");
  assert.is(run("--vm=interpreter", "s.lua").vm, "interpreter");
  assert.is(run("--vm", "auto", "s.lua").vm, "auto");
  assert.is(run("--vm=compiler", "s.lua").vm, "compiler");
  for (const value of ["jit", "", "Interpreter", "constructor"]) {
    const { status, stderr } = exit(`--vm=${value}`, "s.lua");
    assert.is(status, 1);
    assert.is(stderr, `ERROR: unknown --vm option value: ${value}.\n  (expecting auto, interpreter or compiler)\n`);
  }
});

test("options end at the first word that is none, and all that follows belongs to the script", () => {
  const command = run("--errlog-level", "info", "s.lua", "-e", "--", "--help");
  assert.is(command.script, "s.lua");
  assert.equal(command.args, ["-e", "--", "--help"]);
  assert.is(command.errlogLevel, "info");
});

test("-- ends the options", () => {
  const command = run("-c", "8", "--", "-s.lua", "x");
  assert.is(command.script, "-s.lua");
  assert.equal(command.args, ["x"]);
});

test("-I is kept in order", () => {
  assert.equal(run("-Ione", "-I", "two", "-I=three", "s").includeDirs, ["one", "two", "three"]);
});

test("-c is 64 unless it says more than 0", () => {
  assert.is(run("s").connections, 64);
  assert.is(run("-c", "0", "s").connections, 64);
  assert.is(run("-c128", "s").connections, 128);
});

test("long options take their value as the next word or after =, and may be repeated", () => {
  const command = run(
    ..."--shdict=cats\t1m --http-conf a; --http-conf=b; --main-conf c; --stream-conf d; --http-include e".split(" "),
    ..."--main-include=f --ns 1.2.3.4 --ns=[::1] --nginx /x --resolve-ipv6 --no-stream --dump-nginx-conf s".split(" "),
  );
  assert.equal(command.sharedDicts, ["cats\t1m"]);
  assert.equal(command.httpConf, ["a;", "b;"]);
  assert.equal(command.mainConf, ["c;"]);
  assert.equal(command.streamConf, ["d;"]);
  assert.equal(command.httpIncludes, ["e"]);
  assert.equal(command.mainIncludes, ["f"]);
  assert.equal(command.nameservers, ["1.2.3.4", "[::1]"]);
  assert.ok(command.resolveIpv6 && command.noStream && command.dumpNginxConf);
});

test("an option without its value is told with status 255", () => {
  for (const option of ["-e", "-I", "-l", "-j", "-c", "--ns", "--shdict", "--http-conf", "--nginx", "--gdb-opts"]) {
    const { status, stderr } = exit(option);
    assert.is(stderr, `option ${option} takes an argument but found none.\n`);
    assert.is(status, 255);
  }
});

test("bad values are told in resty's words", () => {
  assert.equal(exit("-c", "many", "s"), {
    kind: "exit",
    status: 255,
    stdout: "",
    stderr: "option -c value must be a number but found 'many'.\n",
  });
  assert.is(
    exit("--shdict", "dogs", "s").stderr,
    "ERROR: invalid --shdict option value: dogs\n  (expecting NAME SIZE)\n",
  );
  assert.is(exit("--ns", "x", "s").stderr, "ERROR: Invalid --ns option value: x\n  (expecting an IP address)\n");
  assert.match(exit("--errlog-level", "NOPE", "s").stderr, /^bad --errlog-level option value: NOPE /);
  assert.is(exit("--errlog-level", "NOPE", "s").status, 255);
  assert.is(run("--errlog-level", "nope", "s").errlogLevel, "nope", "a word is for nginx to refuse");
});

test("an unknown option is told with the usage and status 1", () => {
  for (const option of ["--no-such-option", "-Z", "-", "--http", "--constructor", "-vV"]) {
    const { status, stderr, stdout } = exit(option, "-e", "x");
    assert.is(status, 1);
    assert.is(stdout, "");
    assert.ok(stderr.startsWith(`ERROR: unknown option ${option}\n\nUsage: `), stderr);
  }
});

test("ngxbox run tells of an unknown option in a few lines, with what may be meant", () => {
  const said = (option: string) => {
    const command = parseRestyCommandLine([option, "s.lua"], "ngxbox run");
    return command.kind === "exit" ? command.stderr : "";
  };
  const help = "ngxbox run --help shows the options.\n";
  for (const [option, meant] of [
    ["--tiemrs", "--timers"],
    ["--shdcit=x 1m", "--shdict"],
    ["--alow-read=/x", "--allow-read"],
  ] as const) {
    assert.is(said(option), `ERROR: unknown option ${option}\nDid you mean ${meant}?\n${help}`);
  }
  assert.is(said("--no-such-thing-at-all"), `ERROR: unknown option --no-such-thing-at-all\n${help}`);
});

test("help goes to standard output as soon as it is met", () => {
  for (const option of ["-h", "--help"]) {
    const { status, stderr, stdout } = exit("-c", "bad", option, "--no-such-option");
    assert.is(status, 0);
    assert.is(stderr, "");
    assert.match(stdout, /^Usage: resty-box /);
  }
});

test("-v and -V print versions on standard error, without a script and before it is looked for", () => {
  for (const option of ["-v", "-V"]) {
    const { status, stderr, stdout } = exit(option);
    assert.is(status, 0);
    assert.is(stdout, "");
    assert.match(stderr, /^resty 0\.29\nnginx version: nginx\/1\.31\.3\n/);
  }
});

test("nothing to run is told with status 255", () => {
  for (const argv of [[], ["--errlog-level", "warn"], ["--"]]) {
    const { status, stderr } = exit(...argv);
    assert.is(stderr, 'Neither Lua input file nor -e "" option specified.\n');
    assert.is(status, 255);
  }
});

test("what needs an nginx process is refused in a sentence", () => {
  for (const option of [
    "--gdb",
    "--rr",
    "--valgrind",
    "--stap",
    "--user-runner=x",
    "--load-module=x",
    "--gdb-opts=x",
  ]) {
    const { status, stderr } = exit(option, "-e", "x");
    assert.is(status, 1);
    assert.match(stderr, new RegExp(`^ERROR: ${option.split("=")[0]} cannot be had here: [^\n]+\\.\n$`));
  }
});

test("no command line makes the parser throw, and what it runs has code or a script", () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom("-e", "-l", "-j", "-I", "-c", "-v", "--", "--ns", "--shdict", "--gdb", "off", "1", "s.lua"),
  );
  fc.assert(
    fc.property(fc.array(word), (argv) => {
      const command = parseRestyCommandLine(argv);
      if (command.kind === "run") return command.inline !== undefined || command.script !== undefined;
      return Number.isInteger(command.status) && command.stdout + command.stderr !== "";
    }),
  );
});

test.run();

import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { explain } from "../../src/cli/explain.ts";
import { lessonFor, lessons, teach } from "../../src/cli/lessons.ts";
import { executable, ngxbox, run } from "./processes.ts";

/** Real messages, each with the lesson that it should lead to. */
const MESSAGES: readonly (readonly [string, string])[] = [
  ["ERROR: t.lua:2: attempt to index global 'glob' (a nil value)", "NB101"],
  ["t.lua:2: attempt to index field 'b' (a nil value)", "NB102"],
  ["t.lua:2: attempt to index local 'x' (a nil value)", "NB102"],
  ["t.lua:2: attempt to index upvalue 'x' (a nil value)", "NB102"],
  ["t.lua:2: attempt to index a nil value", "NB102"],
  ["(command line -e):2: attempt to index local 'a' (a number value)", "NB103"],
  ["t.lua:4: attempt to index a number value", "NB103"],
  ["t.lua:2: attempt to call method 'b' (a nil value)", "NB104"],
  ["t.lua:2: attempt to call global 'f' (a nil value)", "NB104"],
  ["t.lua:1: 'struct 538' has no member named 'close'", "NB104"],
  ["attempt to call a table value", "NB105"],
  ["t.lua:2: attempt to perform arithmetic on upvalue 's' (a string value)", "NB106"],
  ["t.lua:4: attempt to concatenate upvalue 'n' (a nil value)", "NB107"],
  ["t.lua:4: attempt to compare two table values", "NB108"],
  ["t.lua:1: attempt to compare number with nil", "NB108"],
  ["t.lua:1: attempt to get length of local 'x' (a nil value)", "NB109"],
  ["bad argument #1 to '?' (number expected, got no value)", "NB110"],
  ["t.lua:1: calling 'at' on bad self (number expected, got table)", "NB110"],
  ["t.lua:2: not a process instance", "NB110"],
  ["t.lua:1: bad signal arg: number expected, got TERM", "NB110"],
  ["bad argument #2 to 'at' (Lua function expected)", "NB111"],
  ["t.lua:1: table index is nil", "NB112"],
  ["t.lua:1: bad argument #2 to 'send' (non-array table found)", "NB113"],
  ["t.lua:1: bad argument #2 to 'log' (expected table to have __tostring metamethod)", "NB113"],
  ["API disabled in the context of ngx.timer", "NB201"],
  ["t.lua:1: API disabled in the current context", "NB201"],
  ["too many pending timers", "NB202"],
  [
    "[alert] 1#1: lua failed to run timer with function defined at @t.lua:2: 2 lua_max_running_timers are not enough",
    "NB203",
  ],
  ["[alert] 1#1: 64 worker_connections are not enough", "NB204"],
  ["attempt to yield across C-call boundary", "NB205"],
  ["cannot resume dead coroutine", "NB206"],
  ["cannot resume running coroutine", "NB207"],
  ["already waited or killed", "NB208"],
  ["only the parent coroutine can wait on the thread", "NB209"],
  ["process exiting", "NB210"],
  ["delay cannot be zero", "NB211"],
  [
    "[warn] 1#1: *2 [lua] _G write guard:12: __newindex(): writing a global Lua variable ('x') which may lead to",
    "NB212",
  ],
  ["t.lua:1: module 'no_such_lib' not found:\n\tno file './no_such_lib.lua'", "NB213"],
  ["t.lua:1: module 'ffi' not found:", "NB303"],
  ["loop or previous error loading module 'a'", "NB214"],
  ["[error] 1#1: *2 lua user thread aborted: runtime error: t.lua:2: bad thing", "NB215"],
  [
    "[error] 1#1: *2 lua entry thread aborted: runtime error: t.lua:1: attempt to index field 'x' (a nil value)",
    "NB102",
  ],
  ["no memory", "NB216"],
  ["t.lua:1: attempt to wait on a coroutine that is not a user thread", "NB217"],
  ["[error] 1#1: lua pipe child execvp() failed while executing lss (2: No such file or directory)", "NB218"],
  ["t.lua:1: stack overflow", "NB301"],
  ["not enough memory", "NB302"],
  ["Lua input file no_such_file.lua not found.", "NB304"],
  ['Neither Lua input file nor -e "" option specified.', "NB305"],
  ['nginx: [emerg] unknown directive "x" in /p/conf/nginx.conf:71', "NB306"],
  ['nginx: [emerg] "lua_socket_log_errors" directive is duplicate in /p/conf/nginx.conf:71', "NB307"],
  ['nginx: [emerg] invalid log level "nope" in /p/conf/nginx.conf:51', "NB308"],
  ['nginx: [emerg] invalid lua shared dict size "1k" in /p/conf/nginx.conf:66', "NB309"],
  ["ngxbox: denied read: /etc/passwd (--allow-read=/etc/passwd would allow it)", "NB310"],
  ["ngxbox: the script was stopped: it ran for more than 100 ms (--limit cpuMs=N)", "NB311"],
  ["t.lua:1: too many light threads", "NB312"],
  ["t.lua:5: 'end' expected (to close 'if' at line 2) near '<eof>'", "NB401"],
  ["t.lua:2: ')' expected (to close '(' at line 1) near 'local'", "NB402"],
  ["t.lua:1: unfinished string near '\"abc'", "NB403"],
  ["t.lua:1: unfinished long comment near '<eof>'", "NB404"],
  ["t.lua:1: unexpected symbol near '='", "NB405"],
  ["t.lua:1: '=' expected near '+'", "NB406"],
  ["t.lua:1: 'then' expected near '='", "NB407"],
  ["t.lua:1: '<eof>' expected near 'end'", "NB408"],
  ["t.lua:1: '<name>' expected near 'goto'", "NB409"],
  ["t.lua:1: malformed number near '3x'", "NB410"],
  ["t.lua:1: undefined label 'x'", "NB411"],
  ["t.lua:1: cannot use '...' outside a vararg function near '...'", "NB412"],
  ["t.lua:1: '(' expected near 'x'", "NB413"],
];

test("each error leads to its lesson", () => {
  for (const [message, code] of MESSAGES) assert.is(lessonFor(message)?.code, code, message);
});

test("every lesson is reached by some error", () => {
  const reached = new Set(MESSAGES.map(([, code]) => code));
  const missing = lessons.map(({ code }) => code).filter((code) => !reached.has(code));
  assert.equal(missing, []);
  assert.is(lessonFor("invalid callback (Lua function expected)")?.code, "NB111");
});

test("an error's text that tells a mistyped name is answered with what may be meant", () => {
  const last = (text: string) => explain([text]).stdout.trimEnd().split("\n").at(-1) ?? "";
  assert.is(
    last("t.lua:2: attempt to call field 'sayy' (a nil value)"),
    "Here: If ngx.say is meant, write it so: there is no sayy.",
  );
  assert.is(last("t.lua:1: module 'cjosn' not found:"), "Here: If cjson is meant, write it so: there is no cjosn.");
  assert.not.match(last("attempt to call global 'my_own' (a nil value)"), /^Here/);
});

test("codes are unique and in order, and sentences are short enough to read", () => {
  const codes = lessons.map(({ code }) => code);
  assert.equal(codes, [...new Set(codes)].sort());
  for (const { code, title, means, doThis, more } of lessons) {
    assert.match(means, /\.$/, code);
    assert.match(doThis, /\.$/, code);
    assert.ok(title.length <= 72 && means.length <= 130 && doThis.length <= 130, code);
    assert.ok(
      more.split("\n").every((line) => line.length <= 110),
      code,
    );
  }
});

test("what a trace quotes teaches nothing, the message does", () => {
  assert.is(lessonFor("t.lua:1: oops\nstack traceback:\n\tt.lua:1: in function 'no memory'"), undefined);
});

test("a known error is taught in three lines, an unknown one in none", () => {
  const lines = teach("too many pending timers");
  assert.is(lines.length, 3);
  assert.is(lines[2], "more: ngxbox explain NB202");
  assert.equal(teach("t.lua:1: oops"), []);
});

test("explain alone lists the topics, which list what they hold", () => {
  const { status, stdout } = explain([]);
  assert.is(status, 0);
  const topics = [...stdout.matchAll(/^ {2}(\S+) /gm)].map(([, topic = ""]) => topic);
  assert.ok(topics.length > 20);
  for (const topic of topics) assert.match(explain([topic]).stdout, /\n\S+.* .*\n/, topic);
});

test("the topic errors lists every lesson", () => {
  const { stdout } = explain(["errors"]);
  for (const { code, title } of lessons) assert.ok(stdout.includes(`\n${code}: ${title.slice(0, 20)}`), code);
});

test("explain finds a lesson by its code in either case", () => {
  for (const code of ["NB101", "nb101"]) {
    const { status, stdout } = explain([code]);
    assert.is(status, 0);
    assert.match(stdout, /^NB101: /);
  }
});

test("an unknown code names the nearest one and is status 2", () => {
  const { status, stderr } = explain(["NB413999"]);
  assert.is(status, 2);
  assert.match(stderr, /Nearest: NB413 /);
});

test("explain finds a lesson by an error's text, quoted or not, and by a part of it", () => {
  assert.match(explain(["attempt", "to", "concatenate", "a", "nil", "value"]).stdout, /^NB107: /);
  assert.match(explain(["pending timers"]).stdout, /^NB202: /);
  assert.match(explain(["index a nil"]).stdout, /^NB101: .*\nNB102: /m);
});

test("a function is told with its signature, phases, a sentence and an example", () => {
  const { status, stdout } = explain(["ngx.timer.at"]);
  assert.is(status, 0);
  for (const part of ["ok, err = ngx.timer.at(delay, callback", "Runs callback", "Where: ", "Example\n", "-->"]) {
    assert.ok(stdout.includes(part), part);
  }
});

test("a name is found however it is written", () => {
  for (const [asked, title] of SPELLINGS) {
    assert.is(explain([asked]).stdout.split("\n", 1)[0], title, asked);
  }
});

const SPELLINGS: readonly (readonly [asked: string, title: string])[] = [
  ["ngx.say()", "ngx.say"],
  ["NGX.SAY", "ngx.say"],
  ["_G.print", "print"],
  ['require("ngx.pipe").spawn', "ngx.pipe.spawn"],
  ['require "ngx.pipe".spawn', "ngx.pipe.spawn"],
  ["ngx.shared.DICT.incr", "ngx.shared.DICT:incr"],
  ["ngx.shared.cats:incr", "ngx.shared.DICT:incr"],
  ["dict:incr", "ngx.shared.DICT:incr"],
  ["tcpsock:receive", "tcpsock:receive"],
  ["sock:receive", "tcpsock:receive"],
  ["udp:receive", "udpsock:receive"],
  ["red:get", "resty.redis.COMMAND"],
  ["red:set_keepalive", "resty.redis.set_keepalive"],
  ["s:gsub", "string.gsub"],
  ["f:read", "file:read"],
  ["cache:get", "resty.lrucache.get, resty.lrucache.pureffi.get"],
  ["ngx.var.remote_addr", "ngx.var.NAME"],
  ["say", "ngx.say"],
  ["lua_shared_dict", "lua_shared_dict"],
];

test("of many constants, the one that is asked for is told", () => {
  const { stdout } = explain(["ngx.HTTP_NOT_FOUND"]);
  assert.match(stdout, /\n {2}ngx\.HTTP_NOT_FOUND = 404\n\n/);
  assert.not.match(stdout, /= 200/);
});

test("a module lists what lies below it", () => {
  const { stdout } = explain(["ngx.timer"]);
  assert.match(stdout, /^ngx\.timer\.every +Runs/m);
});

test("a mistyped name is status 2, with the nearest one", () => {
  for (const [asked, meant] of [
    ["ngx.slep", "ngx.sleep"],
    ["ngx.shared.DICT:inrc", "ngx.shared.DICT:incr"],
    ["setmetatabel", "setmetatable"],
    ["lua_shared_dcit", "lua_shared_dict"],
  ] as const) {
    const { status, stderr } = explain([asked]);
    assert.is(status, 2);
    assert.ok(stderr.includes(`Did you mean ${meant}`), stderr);
  }
});

test("several names are told about one after another, and what is unknown of them", () => {
  const { status, stdout } = explain(["ngx.say", "ngx.flush"]);
  assert.is(status, 0);
  assert.match(stdout, /^ngx\.say\n(.|\n)*\n\nngx\.flush\n/);
  const mixed = explain(["ngx.say", "ngx.flsh"]);
  assert.is(mixed.status, 2);
  assert.match(mixed.stdout, /^ngx\.say\n/);
  assert.match(mixed.stderr, /"ngx\.flsh"\nDid you mean ngx\.flush/);
});

test("a topic is found by its last word, and in the singular", () => {
  for (const [asked, title] of [
    ["pipe", "Child processes: "],
    ["timer", "Timers "],
    ["thread", "Light threads "],
  ] as const) {
    assert.ok(explain([asked]).stdout.startsWith(title), asked);
  }
});

test("what entries say in their words or examples is found in them", () => {
  const { status, stdout } = explain(["connection refused"]);
  assert.is(status, 0);
  assert.match(stdout, /^connection refused\ntcpsock:connect +Connects /);
  assert.match(explain(["pipe", "busy", "waiting"]).stdout, /\nproc:wait /);
  const { length } = explain(["timeout"]).stdout.split("\n");
  assert.ok(length < 24, "a screen of them");
});

test("a text that no lesson knows is status 2, with the nearest one if there is any", () => {
  const { status, stderr } = explain(["my", "coroutine", "is", "dead"]);
  assert.is(status, 2);
  assert.match(stderr, /nothing is known about "my coroutine is dead"\nNearest: NB20\d /);
});

test("colours are for a terminal only", () => {
  assert.not.ok(explain(["ngx.say"]).stdout.includes("\x1b"));
  assert.ok(explain(["ngx.say"], true).stdout.startsWith("\x1b[1mngx.say\x1b[0m\n"));
});

test("what was built says the same, also to a reader that goes away", async () => {
  assert.is((await ngxbox(["explain", "ngx.sleep"])).stdout, explain(["ngx.sleep"]).stdout);
  const { exit, stdout, stderr } = await run(
    "sh",
    ["-c", `"${process.execPath}" "${executable}" explain | head -1`],
    {},
  );
  assert.equal({ exit, stdout, stderr }, { exit: 0, stdout: "Topics\n", stderr: "" });
});

test("any text gets an answer", () => {
  fc.assert(
    fc.property(fc.string(), (text) => teach(text).length <= 3 && explain([text]).status <= 2),
    { numRuns: 30 },
  );
  assert.ok(explain(["x".repeat(100_000)]).stderr.length < 1000);
});

test.run();

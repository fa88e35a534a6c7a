import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Outcome, parseCases, type RecordedCase } from "./cases.ts";
import { disagreements } from "./compare.ts";
import { normalise } from "./normalise.ts";
import { listProblems, problems } from "./report.ts";
import { shellWords } from "./shell-words.ts";

const text = `# a comment
=== first
--- lua
ngx.say("a")

--- file lib/m.lua
return 1
--- env
A=1=2
--- args: -e 'b c' {}
--- loose: stderr stdout-order
--- stdout
a

--- stderr
--- exit: 3

=== second
--- lua
--- exit: 0
`;

test("a case is read with all of its sections", () => {
  const [first, second] = parseCases(text);
  assert.equal(first, {
    name: "first",
    lua: 'ngx.say("a")\n',
    args: "-e 'b c' {}\n",
    files: new Map([["lib/m.lua", "return 1\n"]]),
    stdin: "",
    env: new Map([["A", "1=2"]]),
    server: undefined,
    loose: new Set(["stderr", "stdout-order"]),
    expected: { stdout: "a\n", stderr: "", exit: "3\n" },
  });
  assert.is(second?.args, "{}");
});

test("a file of cases with a stray line, or with two cases of one name, is refused", () => {
  assert.throws(() => parseCases("hello\n=== a\n"), "stray line: hello");
  assert.throws(() => parseCases("=== a\n=== a\n"), "two cases named a");
});

test("words are split as a shell splits them", () => {
  assert.equal(shellWords(`a 'b c'"d\\"e\\n"\\ f ''\t{}\n`), ["a", 'b cd"e\\n f', "", "{}"]);
  assert.throws(() => shellWords("it's"), "a quote is not closed: it's");
});

test("what differs from run to run is replaced", () => {
  const line = "2026/01/02 03:04:05 [error] 12#34: *5 lua in /tmp/case_1/t.lua: table: 0x7f00aabbccdd\n";
  assert.is(normalise(line, "/tmp/case_1"), "TIME [error] PID: *N lua in DIR/t.lua: table: ADDR\n");
  const frame = "x\n\tinit_worker_by_lua(nginx.conf:9):3: in function <init>\n\t[C]: in function 'xpcall'\n";
  assert.is(normalise(frame, "/nowhere"), "x\n");
});

const recorded = (expected: Partial<Outcome>, loose: string[] = []): RecordedCase => {
  const [read] = parseCases("=== a\n--- exit: 0\n");
  if (!read) throw new Error("the case was not read");
  return { ...read, loose: new Set(loose), expected: { ...read.expected, ...expected } };
};

test("outputs agree when they differ only in ends of line at the very end", () => {
  assert.equal(disagreements(recorded({ stdout: "a\n" }), { stdout: "a", stderr: "\n", exit: "0" }), []);
  const got = { stdout: "a\nb\n", stderr: "c", exit: "1" };
  assert.equal(disagreements(recorded({ stdout: "a" }), got), ["exit", "stdout", "stderr"]);
});

test("an output that is loose is not compared, or only line by line", () => {
  const got = { stdout: "b\na\n", stderr: "c", exit: "0" };
  assert.equal(disagreements(recorded({ stdout: "a\nb\n" }, ["stdout-order", "stderr"]), got), []);
  assert.equal(disagreements(recorded({ stdout: "a\na\n" }, ["stdout-order", "stderr"]), got), ["stdout"]);
});

test("an unlisted case must agree, and a listed one must not", () => {
  const lists = { waiting: new Set(["t: waits"]), differences: new Set(["t: differs"]) };
  const verdict = (title: string, agrees: boolean) => {
    const got = { stdout: agrees ? "a" : "b", stderr: "", exit: "0" };
    return { area: "t", title, recorded: recorded({ stdout: "a" }), got, missed: agrees ? [] : (["stdout"] as const) };
  };
  const failing = ["t: unlisted", "t: waits", "t: differs"].map((title) => verdict(title, false));
  assert.equal(problems(failing, lists), ["t: unlisted: does not agree\n  stdout\n    - a\n    + b"]);
  const agreeing = ["t: unlisted", "t: waits", "t: differs"].map((title) => verdict(title, true));
  assert.equal(problems(agreeing, lists), [
    "t: waits: agrees now. Remove it from waiting.txt",
    "t: differs: agrees now. Remove its entry from DIFFERENCES.md",
  ]);
});

test("a list that names no case, or what another list names, is a fault", () => {
  const lists = { waiting: new Set(["t: a", "t: gone"]), differences: new Set(["t: a"]) };
  assert.equal(listProblems(new Set(["t: a"]), lists), [
    "t: gone: waiting.txt names it, and no such case exists",
    "t: a: stands in waiting.txt and in DIFFERENCES.md",
  ]);
});

test.run();

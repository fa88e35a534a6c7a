import { test } from "uvu";
import * as assert from "uvu/assert";
import { type CheckPorts, check } from "../../src/cli/check.ts";

/** Files by name; a parser that finds the word `bad` wrong, on its line. */
function ports(files: Record<string, string>, onTerminal = false): CheckPorts {
  return {
    onTerminal,
    read: (path) => (path in files ? { text: files[path] ?? "" } : { reason: "No such file or directory" }),
    syntaxError: (text, chunkName) => {
      const line = text.split("\n").findIndex((content) => content.includes("bad"));
      return line < 0 ? undefined : `${chunkName.slice(1)}:${line + 1}: unexpected symbol near 'bad'`;
    },
  };
}

test("files without errors say nothing to a pipe and one line to a terminal", () => {
  assert.equal(check(["a.lua"], ports({ "a.lua": "x()" })), { status: 0, stdout: "", stderr: "" });
  assert.is(check(["a.lua"], ports({ "a.lua": "x()" }, true)).stdout, "1 file: no syntax errors\n");
  assert.is(check(["a", "b"], ports({ a: "", b: "" }, true)).stdout, "2 files: no syntax errors\n");
});

test("the error of each file is told, with status 1", () => {
  const { status, stdout, stderr } = check(["a", "b", "c"], ports({ a: "bad", b: "fine", c: "\n\nbad" }, true));
  assert.is(status, 1);
  assert.is(stdout, "");
  assert.is(stderr, "a:1: unexpected symbol near 'bad'\nc:3: unexpected symbol near 'bad'\n");
});

test("a first line with # is skipped and counted", () => {
  assert.is(check(["a"], ports({ a: "#!/usr/bin/env bad\nbad" })).stderr, "a:2: unexpected symbol near 'bad'\n");
  assert.is(check(["a"], ports({ a: "# bad" })).status, 0);
});

test("a file that cannot be read is told with status 2, and the others are checked", () => {
  const { status, stderr } = check(["none", "a"], ports({ a: "bad" }));
  assert.is(status, 2);
  assert.is(stderr, "none: cannot be read: No such file or directory\na:1: unexpected symbol near 'bad'\n");
});

test("- is standard input, and other words with a dash are options that there are not", () => {
  assert.is(check(["-"], ports({ "-": "bad" })).stderr, "stdin:1: unexpected symbol near 'bad'\n");
  const { status, stderr } = check(["--all", "a"], ports({ a: "bad" }));
  assert.is(status, 2);
  assert.match(stderr, /^ngxbox check: there is no option --all\n/);
});

test("no file at all is status 2", () => {
  assert.is(check([], ports({})).status, 2);
});

test("the whole path is told where Lua's message cuts it", () => {
  const cut: CheckPorts = {
    onTerminal: false,
    read: () => ({ text: "" }),
    syntaxError: () => "...ong/path.lua:7: '=' expected near 'x'",
  };
  assert.is(check(["a/very/long/path.lua"], cut).stderr, "a/very/long/path.lua:7: '=' expected near 'x'\n");
});

test.run();

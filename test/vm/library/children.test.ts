/** os.execute and io.popen, with real processes. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { runScript, valuesOf } from "./io-scripts.ts";

const folder = mkdtempSync(join(tmpdir(), "children-"));
test.after(() => rmSync(folder, { recursive: true }));

/** The results of one call as a list, however the script waits: suspended, and where it cannot be. */
async function bothWays(expression: string): Promise<(readonly unknown[])[]> {
  return [await valuesOf(`return ${expression}`), await valuesOf(`return block(function() return ${expression} end)`)];
}

async function same(expression: string, expected: readonly unknown[]): Promise<void> {
  for (const values of await bothWays(expression)) assert.equal(values, expected, expression);
}

test("os.execute tells how the command ended", async () => {
  await same('os.execute("true")', [true, "exit", 0]);
  await same('os.execute("exit 5")', [undefined, "exit", 5]);
  await same('os.execute("exit 300")', [undefined, "exit", 44]);
  await same('os.execute("kill -9 $$")', [undefined, "signal", 9]);
  await same('os.execute("no_such_command_here 2>/dev/null")', [undefined, "exit", 127]);
  await same('os.execute("")', [true, "exit", 0]);
  await same('os.execute("exit 3\\0; exit 4")', [undefined, "exit", 3]);
});

test("os.execute without a command says that there is a shell", async () => {
  assert.equal(await valuesOf("return os.execute()"), [true]);
  assert.equal(await valuesOf("return os.execute(nil)"), [true]);
});

test("without processes nothing can be started", async () => {
  assert.equal(await valuesOf("return os.execute()", { hasProcesses: false }), [false]);
  assert.equal(await valuesOf('return os.execute("true")', { hasProcesses: false }), [
    undefined,
    "Function not implemented",
    38,
  ]);
  assert.equal(await valuesOf('return io.popen("true")', { hasProcesses: false }), [
    undefined,
    "true: Function not implemented",
    38,
  ]);
});

test("a command is text", async () => {
  for (const call of ["os.execute({})", "io.popen()", "io.popen(true)", 'io.popen("true", {})']) {
    const [message] = await valuesOf(`local ok, message = pcall(function() return ${call} end) return message`);
    assert.match(String(message), /bad argument #[12] to '\S+' \(string expected, got /, call);
  }
  assert.equal(await valuesOf("return os.execute(5 .. ' 2>/dev/null')"), [undefined, "exit", 127]);
});

test("the shell is called sh", async () => {
  assert.equal(await valuesOf(`return io.popen('echo "$0"'):read()`), ["sh"]);
});

test("the worker stands still while a command runs, the host does not", async () => {
  const began = Date.now();
  let turns = 0;
  const timer = setInterval(() => turns++, 5);
  const run = await runScript('return os.execute("sleep 0.1")');
  clearInterval(timer);
  assert.is(run.stalls, 1);
  assert.ok(Date.now() - began >= 95);
  assert.ok(turns > 2, String(turns));
});

test("io.popen takes the modes that glibc takes", async () => {
  for (const mode of ["r", "w", "re", "we", "er", "rr", "r\\0x"]) {
    assert.equal(await valuesOf(`return io.type(io.popen("true", "${mode}"))`), ["file"], mode);
  }
  for (const mode of ["", "rw", "r+", "rb", "x", "e", "\\0"]) {
    assert.equal(await valuesOf(`return io.popen("true", "${mode}")`), [undefined, "true: Invalid argument", 22], mode);
  }
});

test("what a child prints can be read in every format, while it runs", async () => {
  await same('io.popen("printf \'a\\\\nb\\\\n\'"):read("*a")', ["a\nb\n"]);
  await same('io.popen("printf \'12 x\\\\nyz\'"):read("*n", 1, "*l", 1, 5)', [12, " ", "x", "y", "z"]);
  const run = await runScript(`
    local h, lines = io.popen("echo one; sleep 0.05; echo two; exit 4"), {}
    for line in h:lines() do lines[#lines + 1] = line end
    return lines[1], lines[2], lines[3], h:close()`);
  assert.equal(run.values, ["one", "two", undefined, undefined, "exit", 4]);
  assert.ok(run.stalls >= 3, String(run.stalls));
});

test("closing waits for the child and tells how it ended; a second time it is an error", async () => {
  await same('io.popen("exit 3"):close()', [undefined, "exit", 3]);
  await same('io.close(io.popen("true"))', [true, "exit", 0]);
  await same('io.popen("kill -15 $$"):close()', [undefined, "signal", 15]);
  await same('io.popen("sleep 0.05; exit 6", "w"):close()', [undefined, "exit", 6]);
  const [type, ok, message, text] = await valuesOf(`
    local h = io.popen("true") h:close()
    local ok, message = pcall(function() h:close() end)
    return io.type(h), ok, message, h.__tostring(h)`);
  assert.equal(
    [type, ok, message, text],
    ["closed file", false, "t.lua:3: attempt to use a closed file", "file (closed)"],
  );
});

test("a child that is not read to its end learns of it by its writes: it ignores SIGPIPE, as nginx's do", async () => {
  await same('(function() local h = io.popen("exec yes 2>&-") return h:read(), h:close() end)()', [
    "y",
    undefined,
    "exit",
    1,
  ]);
});

test("a child reads what is written, however much", async () => {
  for (const [name, size] of [
    ["few", 10],
    ["many", 1 << 20],
  ] as const) {
    for (const how of ["call", "block"]) {
      const path = join(folder, name);
      const script = `
        local text = ...
        return ${how}(function()
          local h = io.popen("sleep 0.02; cat > '${path}'; exit 2", "w")
          h:write(text, 5, "\\0\\255") h:flush() h:write("end")
          return h:close()
        end)`;
      assert.equal(await valuesOf(script, { args: ["x".repeat(size)] }), [undefined, "exit", 2]);
      const bytes = readFileSync(path, "latin1");
      assert.is(bytes.length, size + 6);
      assert.ok(bytes.endsWith("x5\0\xffend"));
    }
  }
});

test("writing to a child that has gone is a broken pipe", async () => {
  for (const how of ["call", "block"]) {
    assert.equal(
      await valuesOf(
        `local text = ... return ${how}(function()
        local h = io.popen("exit 3", "w")
        os.execute("sleep 0.05")
        local ok, message, number = h:write(text)
        return ok, message, number, h:close()
      end)`,
        { args: ["x".repeat(10_000)] },
      ),
      [undefined, "Broken pipe", 32, undefined, "exit", 3],
    );
  }
});

test("a child that ends while it is written to is a broken pipe", async () => {
  for (const how of ["call", "block"]) {
    assert.equal(
      await valuesOf(
        `local text = ... return ${how}(function()
        local h = io.popen("sleep 0.05; exit 3", "w")
        local ok, message, number = h:write(text)
        return ok, message, number, h:close()
      end)`,
        { args: ["x".repeat(300_000)] },
      ),
      [undefined, "Broken pipe", 32, undefined, "exit", 3],
    );
  }
});

test("the pipe of a child has one direction and no positions", async () => {
  assert.equal(await valuesOf('return io.popen("true"):write("x")'), [undefined, "Bad file descriptor", 9]);
  assert.equal(await valuesOf('return io.popen("true", "w"):read()'), [undefined, "Bad file descriptor", 9]);
  assert.equal(await valuesOf('return io.popen("true"):seek("cur")'), [undefined, "Illegal seek", 29]);
  assert.equal(await valuesOf('return io.popen("true", "w"):seek("set", 0)'), [undefined, "Illegal seek", 29]);
  assert.equal(await valuesOf('return io.popen("true", "w"):setvbuf("no")'), [true]);
});

test("a child can be the default input or output", async () => {
  const path = join(folder, "default");
  assert.equal(
    await valuesOf(`
      io.input(io.popen("echo in; exit 1"))
      local line = io.read()
      io.output(io.popen("cat > '${path}'", "w"))
      io.write("out")
      return line, io.close()`),
    ["in", true, "exit", 0],
  );
  assert.is(readFileSync(path, "latin1"), "out");
});

test("a command longer than Linux takes is not started", async () => {
  const args = ["x".repeat(131_072)];
  assert.equal(await valuesOf("return os.execute((...))", { args }), [undefined, "exit", 127]);
  const [file, message, number] = await valuesOf("return io.popen((...))", { args });
  assert.equal([file, String(message).slice(-25), number], [undefined, "x: Cannot allocate memory", 12]);
});

test("binary data survives", async () => {
  const all = Array.from({ length: 256 }, (_, byte) => `\\${String(byte).padStart(3, "0")}`).join("");
  const path = join(folder, "binary");
  assert.equal(
    await valuesOf(`
      local h = io.popen("cat > '${path}'", "w") h:write("${all}") h:close()
      return io.popen("cat '${path}'"):read("*a") == "${all}"`),
    [true],
  );
});

test("what is not closed gets what was written when the script is over", async () => {
  const path = join(folder, "open");
  const run = await runScript(`h = io.popen("cat > '${path}'", "w") h:write("late")`);
  await run.childrenEnded;
  assert.is(readFileSync(path, "latin1"), "late");
});

test("nor is any of it lost where the child takes it later", async () => {
  const path = join(folder, "much");
  const run = await runScript(
    `h = io.popen("sleep 0.05; cat > '${path}'", "w") h:setvbuf("full", 1000000) h:write(...)`,
    { args: ["x".repeat(300_000)] },
  );
  await run.childrenEnded;
  assert.is(readFileSync(path, "latin1").length, 300_000);
});

test.run();

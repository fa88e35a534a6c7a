/** Scripts that must print in every tier what they print in LuaJIT. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { installed, runInLuaJit } from "./real-lua.ts";
import { runInTiers } from "./scripts.ts";

const END = "\n----- the end of a script -----\n";

/**
 * Makes a test of each script, by its name. Addresses do not count. Scripts may `wait(...)`, which here suspends them and in
 * LuaJIT answers at once. Debian's LuaJIT is built without the 5.2 additions: what they change cannot be compared.
 */
export function agreeWithLuaJit(scripts: Readonly<Record<string, string>>, runHere = runInTiers): void {
  let real: readonly string[] | undefined;
  Object.entries(scripts).forEach(([name, source], at) => {
    test(name, () => {
      const ours = normalised(runHere(source));
      if (real === undefined) {
        if (!installed("luajit")) return;
        real = allInLuaJit(Object.values(scripts));
      }
      assert.is(ours, real[at]);
    });
  });
}

function allInLuaJit(scripts: readonly string[]): string[] {
  const literals = scripts.map((text) => `[=======[\n${text}]=======]`).join(",\n");
  const driver = `function wait(...) return ... end
    for _, source in ipairs({ ${literals} }) do
      local chunk, message = loadstring(source, "@t.lua")
      local co = chunk and coroutine.create(chunk)
      local ok = co
      if co then ok, message = coroutine.resume(co) end
      if not ok then io.write("failed: ", tostring(message), "\\n")
      elseif coroutine.status(co) == "suspended" then io.write("yielded\\n") end
      debug.sethook()
      io.write(${JSON.stringify(END)})
    end`;
  return runInLuaJit(driver).split(END).map(normalised);
}

function normalised(output: string): string {
  return output.replace(/0x[0-9a-f]+/g, "ADDR").replace(/builtin#\d+/g, "builtin");
}

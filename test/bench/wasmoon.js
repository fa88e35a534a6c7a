// Runs a benchmark program on wasmoon, Lua 5.4 compiled to WebAssembly:  node wasmoon.js PROGRAM SCALE
import { readFileSync } from "node:fs";
import { LuaFactory } from "wasmoon";

const [program, scale] = process.argv.slice(2);
const lua = await new LuaFactory().createEngine();
lua.global.set("scale", scale);
await lua.doString("arg = { scale }");
await lua.doString(readFileSync(program, "utf8"));

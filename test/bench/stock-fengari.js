// Runs a benchmark program on Fengari as its authors ship it:  node stock-fengari.js PROGRAM SCALE
import { readFileSync, writeSync } from "node:fs";
import fengari from "fengari";

const { lua, lauxlib, lualib, to_luastring } = fengari;
const [program, scale] = process.argv.slice(2);

const L = lauxlib.luaL_newstate();
lualib.luaL_openlibs(L);
lua.lua_createtable(L, 1, 0);
lua.lua_pushstring(L, to_luastring(scale));
lua.lua_rawseti(L, -2, 1);
lua.lua_setglobal(L, to_luastring("arg"));
const source = new Uint8Array(readFileSync(program));
if (lauxlib.luaL_loadbuffer(L, source, source.length, to_luastring(`@${program}`)) || lua.lua_pcall(L, 0, 0, 0)) {
  writeSync(2, `${lua.lua_tojsstring(L, -1)}\n`);
  process.exit(1);
}

/** The numbers by which LuaJIT knows its own functions: `tostring(type)` is "function: builtin#3". */
import { NativeFunction } from "../functions.ts";
import type { State } from "../state.ts";
import { Table } from "../table.ts";

/** In LuaJIT's order. Functions that it has in Lua (`string.len`, `table.remove`) have none; a gap is one no script sees. */
const NAMES =
  `assert type next pairs ipairs_aux ipairs getmetatable setmetatable getfenv setfenv rawget rawset rawequal rawlen unpack
select tonumber tostring error pcall xpcall loadfile load loadstring dofile gcinfo collectgarbage newproxy print
coroutine.status coroutine.running coroutine.isyieldable coroutine.create coroutine.yield coroutine.resume - coroutine.wrap - -
math.abs math.floor math.ceil math.sqrt math.log10 math.exp math.sin math.cos math.tan math.asin math.acos math.atan math.sinh
math.cosh math.tanh math.frexp math.modf math.log math.atan2 math.pow math.fmod math.ldexp math.min math.max math.random
math.randomseed bit.tobit bit.bnot bit.bswap bit.lshift bit.rshift bit.arshift bit.rol bit.ror bit.band bit.bor bit.bxor bit.tohex
string.byte string.char string.sub string.rep string.reverse string.lower string.upper string.dump string.find string.match -
string.gmatch string.gsub string.format table.maxn table.insert table.concat - - - - table.sort table.pack table.new table.clear
- - - - - - - - - io.open io.popen io.tmpfile io.close io.read io.write io.flush io.input io.output io.lines io.type
os.execute os.remove os.rename os.tmpname os.getenv os.exit os.clock os.date os.time os.difftime os.setlocale
debug.getregistry debug.getmetatable debug.setmetatable debug.getfenv debug.setfenv debug.getinfo debug.getlocal debug.setlocal
debug.getupvalue debug.setupvalue debug.upvalueid debug.upvaluejoin debug.sethook debug.gethook debug.debug debug.traceback
jit.on jit.off jit.flush jit.status`
    .split(/\s+/)
    .map((name) => name.split("."));

/** The first two are Lua functions and C functions as such. */
const FIRST_NUMBER = 2;

/** Those that LuaJIT has written in Lua. */
const IN_LUA: readonly (readonly [library: string, names: readonly string[]])[] = [
  ["math", ["deg", "rad"]],
  ["string", ["len"]],
  ["table", ["foreach", "foreachi", "getn", "move", "remove"]],
];

/** Gives the functions of a new machine's libraries their numbers, or the source of those that are written in Lua. */
export function numberBuiltins(state: State): void {
  const { globals } = state;
  NAMES.forEach(([name, field], at) => {
    const found = name === "ipairs_aux" ? state.ipairsStep : globals.getHash(name);
    const value = field !== undefined && found instanceof Table ? found.getHash(field) : found;
    if (value instanceof NativeFunction) value.builtin = FIRST_NUMBER + at;
  });
  for (const [library, names] of IN_LUA) {
    const table = globals.getHash(library);
    for (const name of names) {
      const value = table instanceof Table ? table.getHash(name) : undefined;
      if (value instanceof NativeFunction) value.luaSource = `[builtin:${name}]`;
    }
  }
}

/**
 * LuaJIT's `jit`. There is no compiler of traces here: the functions take what LuaJIT's take, and `jit.status` says off.
 */
import { checkFunction, checkNumber, checkOption, checkString } from "../arguments.ts";
import { Closure, NativeFunction } from "../functions.ts";
import { raise, raiseArgumentType } from "../raise.ts";
import type { State } from "../state.ts";
import { Table } from "../table.ts";
import { NOTHING, type Result, type Value } from "../values.ts";
import { libraryTable } from "./define.ts";
import { Layout } from "./fields.ts";

const JIT = new Layout();
const JIT_OPT = new Layout();
const JIT_UTIL = new Layout();

const OPTIMIZATIONS = ["fold", "cse", "dce", "fwd", "dse", "narrow", "loop", "abc", "sink", "fuse"];
const PARAMETERS = [
  ["maxtrace", "maxrecord", "maxirconst", "maxside", "maxsnap", "minstitch"],
  ["hotloop", "hotexit", "tryside", "instunroll", "loopunroll", "callunroll", "recunroll"],
  ["sizemcode", "maxmcode"],
].flat();
/** What `jit.security` can be asked about. */
const SECURED = ["prng", "strhash", "strid", "mcode"];
const ALL_OFF: readonly Value[] = [false, ...OPTIMIZATIONS];

/** The table `jit`, with `jit.opt`. */
export function installJit(state: State): Table {
  /** `jit.on`, `jit.off` and `jit.flush` of everything (nil), a function, or the calling one (true). */
  const setMode = (which: Value, count: number): Result => {
    if (which !== undefined && which !== true && !(which instanceof Closure)) {
      raiseArgumentType(state, 1, "function", which, count);
    }
    return NOTHING;
  };
  return libraryTable(
    JIT,
    {
      on(which) {
        return setMode(which, arguments.length);
      },
      off(which) {
        return setMode(which, arguments.length);
      },
      flush(which) {
        // A number is that of a trace; there is none.
        return typeof which === "number" ? NOTHING : setMode(which, arguments.length);
      },
      status() {
        return ALL_OFF;
      },
      attach(callback) {
        checkFunction(state, callback, 1, arguments.length);
        return NOTHING;
      },
      security(feature) {
        checkOption(state, feature, 1, arguments.length, SECURED);
        return 1;
      },
    },
    {
      version: "LuaJIT 2.1.ROLLING",
      version_num: 20199,
      os: "Linux",
      arch: "x64",
      opt: jitOpt(state),
    },
  );
}

/** `jit.opt`, also to be had by `require("jit.opt")`. */
function jitOpt(state: State): Table {
  return libraryTable(JIT_OPT, {
    start(...flags) {
      for (let at = 0; at < flags.length; at++) {
        const flag = checkString(state, flags[at], at + 1, flags.length);
        if (!isFlag(flag)) raise(state, `unknown or malformed optimization flag '${flag}'`);
      }
      return NOTHING;
    },
  });
}

/** `jit.util`, which is only to be had by `require("jit.util")`. */
export function jitUtil(state: State): Table {
  const noTrace = (name: string): [string, (trace: Value) => Result] => [
    name,
    function trace(number) {
      checkNumber(state, number, 1, arguments.length);
      return NOTHING;
    },
  ];
  return libraryTable(JIT_UTIL, {
    funcinfo(callee) {
      return describe(state, callee, arguments.length);
    },
    funcuvname(callee, index) {
      const { prototype } = checkLuaFunction(state, callee, arguments.length);
      return prototype.upvalues[checkNumber(state, index, 2, arguments.length)]?.name;
    },
    funcbc(callee, index) {
      checkLuaFunction(state, callee, arguments.length);
      checkNumber(state, index, 2, arguments.length);
      return NOTHING;
    },
    funck(callee, index) {
      checkLuaFunction(state, callee, arguments.length);
      checkNumber(state, index, 2, arguments.length);
      return NOTHING;
    },
    ...Object.fromEntries(["traceinfo", "traceir", "tracek", "tracesnap", "tracemc", "traceexitstub"].map(noTrace)),
  });
}

function checkLuaFunction(state: State, value: Value, count: number): Closure {
  if (value instanceof Closure) return value;
  return raiseArgumentType(state, 1, "function", value, count);
}

/** What `jit.util.funcinfo` tells of a function. */
function describe(state: State, callee: Value, count: number): Table {
  const info = new Table(state.emptyShape);
  const set = (fields: Readonly<Record<string, Value>>) => {
    for (const name of Object.keys(fields)) info.set(name, fields[name]);
  };
  const called = checkFunction(state, callee, 1, count);
  if (called instanceof NativeFunction) {
    set({ ffid: 1, addr: Number.parseInt(state.addressOf(called), 16), upvalues: 0 });
    return info;
  }
  const { prototype } = called;
  const source = prototype.source.startsWith("@") ? prototype.source.slice(1) : prototype.source;
  set({
    linedefined: prototype.lineDefined,
    lastlinedefined: prototype.lastLineDefined,
    currentline: prototype.lineDefined,
    params: prototype.parameters,
    isvararg: prototype.isVararg,
    children: prototype.children.length > 0,
    upvalues: called.upvalues.length,
    bytecodes: prototype.code.length,
    stackslots: prototype.stackSize,
    source: prototype.source,
    loc: `${source.slice(source.lastIndexOf("/") + 1)}:${prototype.lineDefined}`,
  });
  return info;
}

/** "3" (a level), "+cse", "-cse", "nocse", "no-cse", "cse", or "maxtrace=100". */
function isFlag(flag: string): boolean {
  if (/^[0-9]$/.test(flag)) return true;
  const parameter = /^([a-z]+)=[0-9]*$/.exec(flag);
  if (parameter !== null) return PARAMETERS.includes(parameter[1] ?? "");
  return OPTIMIZATIONS.includes(flag.replace(/^(?:[-+]|no-?)/, ""));
}

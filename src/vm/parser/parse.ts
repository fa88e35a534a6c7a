/** The door of the parser: Lua source to parsed functions, in LuaJIT 2.1's dialect. */
import type { Instruction, Proto } from "fengari/src/lparser.js";
import { shortSource } from "./chunk-name.ts";
import { ENVIRONMENT_NAME, parseWithFengari } from "./fengari.ts";
import { textOfString } from "./fengari-text.ts";
import { Opcode } from "./opcodes.ts";
import { Parsing } from "./parsing.ts";
import { LuaSyntaxError } from "./syntax-error.ts";
import { TOO_MANY_LEVELS } from "./syntax-messages.ts";

export { LuaSyntaxError, shortSource };

/** One parsed function, still in Lua 5.3 bytecode: what the lowering reads. */
export interface ParsedFunction {
  /** 0 for the main chunk, whose last line is the text's. */
  readonly lineDefined: number;
  readonly lastLineDefined: number;
  readonly parameters: number;
  readonly isVararg: boolean;
  /** Registers that the function needs. */
  readonly stackSize: number;
  /** See {@link Opcode}. */
  readonly code: readonly ParsedInstruction[];
  /** The source line of each instruction, as LuaJIT counts it. */
  readonly lines: readonly number[];
  readonly constants: readonly (undefined | boolean | number | string)[];
  /** The environment is one of them. */
  readonly upvalues: readonly ParsedUpvalue[];
  /** In the order in which they come into scope; `start` and `end` are instruction indexes, `[start, end)`. */
  readonly locals: readonly { readonly name: string; readonly start: number; readonly end: number }[];
  readonly children: readonly ParsedFunction[];
  /** Index of the hidden upvalue that holds the environment, -1 if the function has none. */
  readonly environmentUpvalue: number;
}

type ParsedInstruction = Readonly<Omit<Instruction, "line">>;

interface ParsedUpvalue {
  readonly name: string;
  /** True: a register of the enclosing function. False: an upvalue of it. */
  readonly inStack: boolean;
  readonly index: number;
}

/**
 * Parses a chunk. `text` holds bytes as characters; `chunkName` is as `load` takes it: `@file`, `=name` or the text.
 * A first line that begins with `#` and binary chunks are the caller's business.
 *
 * Throws {@link LuaSyntaxError}, and nothing else whatever the text is.
 */
export function parseChunk(text: string, chunkName: string): ParsedFunction {
  const parsing = new Parsing(shortSource(chunkName));
  try {
    const chunk = convert(parseWithFengari(withoutByteOrderMark(text), parsing));
    return { ...chunk, lastLineDefined: countLines(text) };
  } catch (thrown) {
    // The levels of syntax are limited, but the caller may have left less JavaScript stack than they need.
    if (thrown instanceof RangeError) parsing.raise(TOO_MANY_LEVELS, null);
    throw thrown;
  }
}

function countLines(text: string): number {
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}

function withoutByteOrderMark(text: string): string {
  return text.startsWith("\xef\xbb\xbf") ? text.slice(3) : text;
}

function convert(proto: Proto): ParsedFunction {
  const upvalues = proto.upvalues.map(({ name, instack, idx }) => ({
    name: textOfString(name),
    inStack: instack,
    index: idx,
  }));
  return {
    lineDefined: proto.linedefined,
    lastLineDefined: proto.lastlinedefined,
    parameters: proto.numparams,
    isVararg: proto.is_vararg,
    stackSize: proto.maxstacksize,
    code: proto.code,
    lines: linesOf(proto),
    constants: proto.k.map(({ value }) => {
      if (value === null) return undefined;
      return typeof value === "object" ? textOfString(value) : value;
    }),
    upvalues,
    locals: proto.locvars.map(({ varname, startpc, endpc }) => ({
      name: textOfString(varname),
      start: startpc,
      end: endpc,
    })),
    children: proto.p.map(convert),
    environmentUpvalue: upvalues.findIndex(({ name }) => name === ENVIRONMENT_NAME),
  };
}

function linesOf({ code, lineinfo }: Proto): number[] {
  return code.map(({ opcode, line }, at) => {
    // LuaJIT makes a tail call where its statement ends, Fengari puts a return there.
    if (opcode === Opcode.TAILCALL) return lineinfo[at + 1] ?? 0;
    return line ?? lineinfo[at] ?? 0;
  });
}

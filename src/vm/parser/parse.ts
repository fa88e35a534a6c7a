/** The door of the parser: Lua source to parsed functions, in LuaJIT 2.1's dialect. */
import type { Proto } from "fengari/src/lparser.js";
import { shortSource } from "./chunk-name.ts";
import { ENVIRONMENT_NAME, parseWithFengari } from "./fengari.ts";
import { textOfString } from "./fengari-text.ts";
import { type Decoded, decoded } from "./opcodes.ts";
import { compacted, Parsing } from "./parsing.ts";
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
  /** Made anew at each look, as are `locals`. See opcodes.ts. */
  readonly code: readonly Decoded[];
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
 * Throws {@link LuaSyntaxError}, and nothing else whatever the text is, but for what `onProgress` throws, which is told now
 * and then how many more characters have been parsed.
 */
export function parseChunk(
  text: string,
  chunkName: string,
  onProgress: (characters: number) => void = () => {},
): ParsedFunction {
  const parsing = new Parsing(withoutByteOrderMark(text), shortSource(chunkName), onProgress);
  try {
    const parsed = parseWithFengari(parsing);
    parsing.tokens.tellProgress();
    return new FengariFunction(parsed, countLines(text));
  } catch (thrown) {
    if (thrown instanceof LuaSyntaxError || thrown instanceof RangeError) parsing.tokens.tellProgress();
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

/** What is kept of Fengari's functions is small: most functions of large libraries never run. */
class FengariFunction implements ParsedFunction {
  readonly lineDefined: number;
  readonly lastLineDefined: number;
  readonly parameters: number;
  readonly isVararg: boolean;
  readonly stackSize: number;
  readonly lines: readonly number[];
  readonly constants: ParsedFunction["constants"];
  readonly upvalues: readonly ParsedUpvalue[];
  readonly children: readonly ParsedFunction[];
  readonly environmentUpvalue: number;
  /** Instructions as Lua 5.3 encodes them. */
  private readonly encoded: readonly number[];
  private readonly variables: Proto["locvars"];

  constructor(proto: Proto, lastLineDefined = proto.lastlinedefined) {
    this.lineDefined = proto.linedefined;
    this.lastLineDefined = lastLineDefined;
    this.parameters = proto.numparams;
    this.isVararg = proto.is_vararg;
    this.stackSize = proto.maxstacksize;
    const { encoded, lines } = proto.compact ?? compacted(proto);
    this.encoded = encoded;
    this.lines = lines;
    this.constants = proto.k.map(({ value }) => {
      if (value === null) return undefined;
      return typeof value === "object" ? textOfString(value) : value;
    });
    this.variables = proto.locvars;
    this.upvalues = proto.upvalues.map(({ name, instack, idx }) => ({
      name: textOfString(name),
      inStack: instack,
      index: idx,
    }));
    this.children = proto.p.map((child) => new FengariFunction(child));
    this.environmentUpvalue = this.upvalues.findIndex(({ name }) => name === ENVIRONMENT_NAME);
  }

  get code(): Decoded[] {
    return this.encoded.map(decoded);
  }

  get locals(): { name: string; start: number; end: number }[] {
    return this.variables.map(({ varname, startpc, endpc }) => ({
      name: textOfString(varname),
      start: startpc,
      end: endpc,
    }));
  }
}

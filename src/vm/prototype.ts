/** A Lua function as code: what loading a chunk gives, and what the interpreter runs. */
import type { GoOn, Run } from "./compiler/compile.ts";
import type { Instruction } from "./instructions.ts";
import type { Value } from "./values.ts";

/** A local variable and where it is in scope, as instruction indexes `[start, end)`. */
export interface LocalVariable {
  readonly name: string;
  readonly register: number;
  readonly start: number;
  readonly end: number;
}

interface UpvalueDescription {
  readonly name: string;
  /** True: a register of the enclosing function. False: an upvalue of it. */
  readonly inStack: boolean;
  readonly index: number;
  /** True for the one through which the parser reaches globals: no variable of the script. */
  readonly hidden: boolean;
}

export interface Prototype {
  /** As given to `load`: `@file`, `=name`, or the text itself. */
  readonly source: string;
  /** As it shows in messages. */
  readonly shortSource: string;
  /** 0 for a main chunk. */
  readonly lineDefined: number;
  readonly lastLineDefined: number;
  readonly parameters: number;
  readonly isVararg: boolean;
  readonly code: readonly Instruction[];
  /** The source line of each instruction. */
  readonly lines: readonly number[];
  /** Registers of a frame, without those of {@link constants}. */
  readonly stackSize: number;
  /** The constants that instructions read as registers: they lie behind the others. */
  readonly constants: readonly Value[];
  readonly upvalues: readonly UpvalueDescription[];
  readonly locals: readonly LocalVariable[];
  readonly children: readonly Prototype[];
  /** How often it was called or jumped backwards while interpreted. */
  heat: number;
  /** How its closures are called: by the interpreter, or the compiled form. */
  run: Run;
  /** The compiled form to call; undefined until it is needed, null where there is none. */
  compiled: Run | null | undefined;
  /**
   * The compiled forms to go on with in the middle, by the instruction; null where there can be none, and how often one has
   * been asked for while there is none yet.
   */
  readonly goOnAt: Map<number, GoOn | null | number>;
  /** How many of those there are. */
  forms: number;
  /** Where the function was resumed last, and {@link goOnAt} there. */
  resumedAt: number;
  formToResume: GoOn | null;
  /** The one for all targets of jumps; undefined until it is needed, null where there is none. */
  goOnAtJumps: GoOn | null | undefined;
}

/** True for the function that a chunk as a whole is. */
export function isMainChunk(prototype: Prototype): boolean {
  return prototype.lineDefined === 0;
}

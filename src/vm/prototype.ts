/** A Lua function as code: what loading a chunk gives, and what the interpreter runs. */
import type { Jumps } from "./compiler/blocks.ts";
import type { GoOn, Run } from "./compiler/compile.ts";
import type { Liveness } from "./compiler/liveness.ts";
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

/** What a function does. */
export interface Body {
  readonly code: readonly Instruction[];
  /** The source line of each instruction. */
  readonly lines: readonly number[];
  /** The constants that instructions read as registers: they lie behind the others. */
  readonly constants: readonly Value[];
  readonly locals: readonly LocalVariable[];
}

/** What is known of a function before anybody asks for its {@link Body}. */
export interface Outline {
  /** As given to `load`: `@file`, `=name`, or the text itself. */
  readonly source: string;
  /** As it shows in messages. */
  readonly shortSource: string;
  /** 0 for a main chunk. */
  readonly lineDefined: number;
  readonly lastLineDefined: number;
  readonly parameters: number;
  readonly isVararg: boolean;
  /** Registers of a frame, without those of {@link Body.constants}. */
  readonly stackSize: number;
  readonly upvalues: readonly UpvalueDescription[];
  readonly children: readonly Prototype[];
}

export class Prototype implements Outline, Body {
  readonly source: string;
  readonly shortSource: string;
  readonly lineDefined: number;
  readonly lastLineDefined: number;
  readonly parameters: number;
  readonly isVararg: boolean;
  readonly stackSize: number;
  readonly upvalues: readonly UpvalueDescription[];
  readonly children: readonly Prototype[];
  /** How often it was called or jumped backwards while interpreted. */
  heat = 0;
  /** How its closures are called: by the interpreter, or the compiled form. */
  run: Run;
  /** The compiled form to call; undefined until it is needed, null where there is none. */
  compiled: Run | null | undefined = undefined;
  /**
   * The compiled forms to go on with in the middle, by the instruction; null where there can be none, and how often one has
   * been asked for while there is none yet.
   */
  readonly goOnAt = new Map<number, GoOn | null | number>();
  /** How many of those there are. */
  forms = 0;
  /** Where the function was resumed last, and {@link goOnAt} there. */
  resumedAt = -1;
  formToResume: GoOn | null = null;
  /** The one for all targets of jumps; undefined until it is needed, null where there is none. */
  goOnAtJumps: GoOn | null | undefined = undefined;
  /** Where its instructions jump, and which registers the compiler has to keep where; undefined until a form is made. */
  jumps: readonly Jumps[] | undefined = undefined;
  liveness: Liveness | undefined = undefined;
  /** Its lines as observers are told of them, those that were asked for: "t.lua:3". */
  places: Map<number, { readonly at: string }> | undefined = undefined;
  private body: Body | null = null;
  private makeBody: (() => Body) | null;

  /** @param makeBody called when the function first runs: most functions of large libraries never do */
  constructor(outline: Outline, run: Run, makeBody: () => Body) {
    this.source = outline.source;
    this.shortSource = outline.shortSource;
    this.lineDefined = outline.lineDefined;
    this.lastLineDefined = outline.lastLineDefined;
    this.parameters = outline.parameters;
    this.isVararg = outline.isVararg;
    this.stackSize = outline.stackSize;
    this.upvalues = outline.upvalues;
    this.children = outline.children;
    this.run = run;
    this.makeBody = makeBody;
  }

  get code(): readonly Instruction[] {
    return (this.body ?? this.made()).code;
  }

  get lines(): readonly number[] {
    return (this.body ?? this.made()).lines;
  }

  get constants(): readonly Value[] {
    return (this.body ?? this.made()).constants;
  }

  get locals(): readonly LocalVariable[] {
    return (this.body ?? this.made()).locals;
  }

  private made(): Body {
    const body = (this.makeBody as () => Body)();
    this.body = body;
    this.makeBody = null;
    return body;
  }
}

/** True for the function that a chunk as a whole is. */
export function isMainChunk(prototype: Prototype): boolean {
  return prototype.lineDefined === 0;
}

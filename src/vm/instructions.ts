/**
 * The instructions of the interpreter: Lua 5.3 bytecode lowered (lowering.ts) so that each operand is a plain register.
 * Constants that are operands lie in registers of their own behind the frame's temporaries; captured variables are read
 * and written through boxes by instructions of their own; a comparison and its jump are one instruction.
 */
import type { Cell, Dependents } from "./inheritance.ts";
import { EMPTY_SHAPE, NO_SHAPE, type Shape } from "./shapes.ts";
import type { Value } from "./values.ts";

/** `R` is the frame's registers. Operands a, b, c are register numbers unless said otherwise. */
export const enum Op {
  /** R[a] = R[b] */
  Move,
  /** R[a] = key */
  LoadConstant,
  /** R[a..b] = nil */
  LoadNil,
  /** R[a] = upvalue b */
  GetUpvalue,
  /** upvalue b = R[a] */
  SetUpvalue,
  /** R[a] = the value in the box R[b] */
  GetBox,
  /** the value in the box R[b] = R[a] */
  SetBox,
  /** R[a] = a new box with the value R[a]: a captured variable comes into scope */
  NewBox,
  /** R[a] = a new empty box: a local function that captures itself */
  EmptyBox,
  /** R[a] = environment[key] */
  GetGlobal,
  /** environment[key] = R[a] */
  SetGlobal,
  /** R[a] = R[b][key], key a string */
  GetField,
  /** R[a] = R[b][R[c]] */
  GetIndex,
  /** R[a][key] = R[c], key a string */
  SetField,
  /** R[a][R[b]] = R[c] */
  SetIndex,
  /** R[a] = {}, with the fields of shape, still nil */
  NewTable,
  /** R[a]'s slot b = R[c]: R[a] is a table that its constructor still fills */
  InitField,
  /** R[a + 1] = R[b]; R[a] = R[b][key] */
  Self,
  Add,
  Sub,
  Mul,
  Div,
  Mod,
  Pow,
  /** R[a] = -R[b] */
  Unm,
  Not,
  Len,
  /** R[a] = R[b] .. … .. R[c] */
  Concat,
  /** forwards to target */
  Jump,
  /** backwards to target: takes a step of the budget */
  Loop,
  /** if (R[b] == R[c]) == flag, jump to target */
  EqJump,
  LtJump,
  LeJump,
  /** if truth of R[a] == flag, jump to target */
  TestJump,
  /** if truth of R[b] == flag, R[a] = R[b] and jump to target */
  TestSetJump,
  /** R[a](b arguments from R[a + 1]); c: results wanted into R[a…], -1 for all */
  Call,
  /** as Call, with the open values behind the arguments R[a + 1 .. b] */
  CallOpen,
  TailCall,
  TailCallOpen,
  /** return b values from R[a] */
  Return,
  /** return R[a] */
  ReturnOne,
  /** return R[a .. b - 1] and the open values behind them */
  ReturnOpen,
  /** checks R[a], R[a + 1], R[a + 2] and jumps to its ForLoop at target */
  ForPrep,
  ForLoop,
  /** R[a + 3 …] = R[a](R[a + 1], R[a + 2]), c results; jump back to target while R[a + 3] is not nil */
  GenericFor,
  /** R[a][c + 1 …] = R[a + 1 … a + b] */
  SetList,
  /** as SetList, with the open values behind R[a + 1 .. b] */
  SetListOpen,
  /** R[a] = closure of child b */
  Closure,
  /** R[a …] = b values of … */
  Vararg,
  /** the open values are … */
  VarargOpen,
  /** a debug hook may run here */
  Hook,
}

/** Where an instruction has found, or written, a field. */
export class FieldCache {
  /** A table of this shape has the field itself, in {@link slot}. The last such table comes first. */
  shape: Shape = NO_SHAPE;
  slot = 0;
  /** Of the field, once such a table was met; and whether tables of other shapes were, with the field in the same slot. */
  key: Value = undefined;
  varies = false;
  /** The other places. */
  next: FieldPlace | null = null;
  /** How often it has met tables of which nobody knows what they inherit. */
  unsettled = 0;
  /** Of a compiled instruction: one past it. */
  pc = 0;
}

/**
 * A place where a field was found, or found missing, or written: an instruction may meet tables of several shapes. Only a shared
 * one can promise that a table lacks a field.
 */
export class FieldPlace {
  /** Of the table; {@link NO_SHAPE} for a string. */
  readonly shape: Shape;
  next: FieldPlace | null = null;
  /** Where a table of {@link shape} has the field, which may be nil; {@link LACKING} where it has none. */
  readonly slot: number;
  /** Reading: what is inherited where the table itself has nothing; null where that is not known. */
  readonly cell: Cell | null;
  /**
   * Writing: a table of {@link shape} gets the field as a new one, and then has this shape; null where it has the field.
   */
  readonly addedShape: Shape | null;
  /** Writing: who must hear of it. */
  readonly dependents: Dependents | null;

  constructor(
    shape: Shape,
    slot: number,
    cell: Cell | null,
    addedShape: Shape | null = null,
    dependents: Dependents | null = null,
  ) {
    this.shape = shape;
    this.slot = slot;
    this.cell = cell;
    this.addedShape = addedShape;
    this.dependents = dependents;
  }
}

/** In place of a slot, where there is no such field. */
export const LACKING = -1;

const NO_CACHE = new FieldCache();

/** Bits of {@link Instruction.called}. */
export const CALLED_LUA = 1;
export const CALLED_NATIVE = 2;

/** One class with all fields, so that the interpreter's loop sees one shape of object. */
export class Instruction {
  readonly op: Op;
  a: number;
  b: number;
  c: number;
  flag = false;
  target = 0;
  key: Value = undefined;
  cache: FieldCache = NO_CACHE;
  shape: Shape = EMPTY_SHAPE;
  /** Of a call or a generic loop: which kinds of function it has called while it was interpreted. */
  called = 0;

  constructor(op: Op, a = 0, b = 0, c = 0) {
    this.op = op;
    this.a = a;
    this.b = b;
    this.c = c;
    if (op === Op.GetField || op === Op.SetField || op === Op.Self || op === Op.GetGlobal || op === Op.SetGlobal) {
      this.cache = new FieldCache();
    }
  }
}

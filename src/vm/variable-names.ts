/** The names that error messages give to values: "local 'x'", "field 'y'". LuaJIT's rules: back through the code, no jumps. */
import { type Instruction, Op } from "./instructions.ts";
import type { Prototype } from "./prototype.ts";

export interface VariableName {
  readonly kind: "local" | "global" | "field" | "method" | "upvalue";
  readonly name: string;
}

/** Names the value that lies in `register` when the instruction at `pc` runs. */
export function variableName(prototype: Prototype, pc: number, register: number): VariableName | undefined {
  let wanted = register;
  let at = pc;
  for (;;) {
    const local = localName(prototype, at, wanted);
    if (local !== undefined) return { kind: "local", name: local };
    at--;
    while (at >= 0 && !writes(prototype.code[at], wanted)) at--;
    const instruction = prototype.code[at];
    if (instruction === undefined) return undefined;
    switch (instruction.op) {
      case Op.Move:
      case Op.GetBox:
        wanted = instruction.b;
        continue;
      case Op.GetUpvalue:
        return { kind: "upvalue", name: prototype.upvalues[instruction.b]?.name ?? "?" };
      case Op.GetGlobal:
        return { kind: "global", name: String(instruction.key) };
      case Op.GetField:
        return { kind: "field", name: String(instruction.key) };
      case Op.Self:
        return wanted === instruction.a ? { kind: "method", name: String(instruction.key) } : undefined;
      default:
        return undefined;
    }
  }
}

/** The local variable in `register` at `pc`. */
function localName(prototype: Prototype, pc: number, register: number): string | undefined {
  for (const local of prototype.locals) {
    if (local.register === register && local.start <= pc && pc < local.end) return local.name;
  }
  return undefined;
}

/** The name of a called function: the variable's that held it, or of the operator's metamethod. */
export interface CalleeName {
  readonly kind: VariableName["kind"] | "metamethod";
  readonly name: string;
}

/** How the function called by the instruction at `pc` is named, or undefined where that calls none. */
export function calleeName(prototype: Prototype, pc: number): CalleeName | undefined {
  const instruction = prototype.code[pc];
  if (instruction === undefined) return undefined;
  switch (instruction.op) {
    case Op.Call:
    case Op.CallOpen:
    case Op.TailCall:
    case Op.TailCallOpen:
      return variableName(prototype, pc, instruction.a);
    case Op.GenericFor:
      // The loop's hidden variable.
      return { kind: "local", name: "(for generator)" };
    default: {
      const event = METAMETHOD_OF.get(instruction.op);
      return event === undefined ? undefined : { kind: "metamethod", name: event };
    }
  }
}

/** Whether `instruction` sets `register`. */
function writes(instruction: Instruction | undefined, register: number): boolean {
  if (instruction === undefined) return false;
  switch (instruction.op) {
    case Op.SetUpvalue:
    case Op.SetBox:
    case Op.SetGlobal:
    case Op.SetField:
    case Op.SetIndex:
    case Op.InitField:
    case Op.Jump:
    case Op.Loop:
    case Op.EqJump:
    case Op.LtJump:
    case Op.LeJump:
    case Op.TestJump:
    case Op.Return:
    case Op.ReturnOne:
    case Op.ReturnOpen:
    case Op.SetList:
    case Op.SetListOpen:
    case Op.Hook:
    case Op.NewBox:
    case Op.EmptyBox:
      return false;
    case Op.LoadNil:
      return instruction.a <= register && register <= instruction.b;
    case Op.Self:
      return register === instruction.a || register === instruction.a + 1;
    case Op.Call:
    case Op.CallOpen:
    case Op.TailCall:
    case Op.TailCallOpen:
    case Op.Vararg:
    case Op.VarargOpen:
    case Op.GenericFor:
    case Op.ForPrep:
    case Op.ForLoop:
      return register >= instruction.a;
    default:
      return register === instruction.a;
  }
}

const METAMETHOD_OF: ReadonlyMap<Op, string> = new Map([
  [Op.GetGlobal, "__index"],
  [Op.GetField, "__index"],
  [Op.GetIndex, "__index"],
  [Op.Self, "__index"],
  [Op.SetGlobal, "__newindex"],
  [Op.SetField, "__newindex"],
  [Op.SetIndex, "__newindex"],
  [Op.Add, "__add"],
  [Op.Sub, "__sub"],
  [Op.Mul, "__mul"],
  [Op.Div, "__div"],
  [Op.Mod, "__mod"],
  [Op.Pow, "__pow"],
  [Op.Unm, "__unm"],
  [Op.Len, "__len"],
  [Op.Concat, "__concat"],
  [Op.EqJump, "__eq"],
  [Op.LtJump, "__lt"],
  [Op.LeJump, "__le"],
]);

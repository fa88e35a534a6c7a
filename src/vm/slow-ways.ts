/**
 * What the interpreter does where an instruction's quick way does not serve. One function for all, called from one place: the
 * engine optimises a small interpreter sooner, and it gives up what it has made of a function at the first call there that
 * it has not seen before.
 */
import { chargeEquality, isLongText } from "./charge.ts";
import { getField, setField } from "./fields.ts";
import type { LuaFrame } from "./frames.ts";
import { runHook } from "./hooks.ts";
import { checkLoop, fillTable } from "./instruction-bodies.ts";
import { type Instruction, Op } from "./instructions.ts";
import {
  type ArithmeticEvent,
  arithmetic,
  concatenateRange,
  equals,
  index,
  length,
  lessOrEqual,
  lessThan,
  setIndex,
} from "./operators.ts";
import type { State } from "./state.ts";
import type { Table } from "./table.ts";
import { UNWIND } from "./unwinding.ts";
import type { Result, Value } from "./values.ts";

/** Answered in place of where to go on: the frame is suspended. */
export const SUSPENDED = -1;

const EVENTS: Readonly<Partial<Record<Op, ArithmeticEvent>>> = {
  [Op.Add]: "__add",
  [Op.Sub]: "__sub",
  [Op.Mul]: "__mul",
  [Op.Div]: "__div",
  [Op.Mod]: "__mod",
  [Op.Pow]: "__pow",
  [Op.Unm]: "__unm",
};

/** The event of an arithmetic instruction. */
export function eventOf(op: Op): ArithmeticEvent {
  const event = EVENTS[op];
  if (event === undefined) throw new Error("no arithmetic");
  return event;
}

/**
 * Carries out the instruction in front of `pc`.
 * @returns where the frame goes on, or {@link SUSPENDED}
 */
export function slowly(state: State, frame: LuaFrame, i: Instruction, pc: number): number {
  const { registers, closure } = frame;
  let result: Result;
  frame.pc = pc;
  switch (i.op) {
    case Op.GetGlobal:
      result =
        i.b === 0
          ? getField(state, i.cache, closure.environment, i.key as string, -1)
          : index(state, closure.environment, registers[i.c], -1);
      break;
    case Op.GetField:
    case Op.Self:
      result = getField(state, i.cache, registers[i.b], i.key as string, i.b);
      break;
    case Op.GetIndex:
      result = index(state, registers[i.b], registers[i.c], i.b);
      break;
    case Op.SetGlobal:
      result =
        i.b === 0
          ? setField(state, i.cache, closure.environment, i.key as string, registers[i.a], -1)
          : setIndex(state, closure.environment, registers[i.c], registers[i.a], -1);
      return result === UNWIND ? SUSPENDED : pc;
    case Op.SetField:
      result = setField(state, i.cache, registers[i.a], i.key as string, registers[i.c], i.a);
      return result === UNWIND ? SUSPENDED : pc;
    case Op.SetIndex:
      result = setIndex(state, registers[i.a], registers[i.b], registers[i.c], i.a);
      return result === UNWIND ? SUSPENDED : pc;
    case Op.Unm:
      result = arithmetic(state, "__unm", registers[i.b], registers[i.b], i.b, i.b);
      break;
    case Op.Len:
      result = length(state, registers[i.b], i.b);
      break;
    case Op.Concat:
      result = concatenateRange(state, registers, i.b, i.c);
      break;
    case Op.EqJump: {
      const [left, right] = [registers[i.b], registers[i.c]];
      if (isLongText(left)) chargeEquality(state, left, right);
      return branch(i, pc, equals(state, left, right));
    }
    case Op.LtJump:
      return branch(i, pc, lessThan(state, registers[i.b], registers[i.c]));
    case Op.LeJump:
      return branch(i, pc, lessOrEqual(state, registers[i.b], registers[i.c]));
    case Op.ForPrep: {
      const { a } = i;
      checkLoop(state, registers, a);
      // Not `start - step` and the step again at the loop's end: that is inexact.
      const start = registers[a] as number;
      const limit = registers[a + 1] as number;
      if (!((registers[a + 2] as number) >= 0 ? start <= limit : start >= limit)) return i.target;
      registers[a + 3] = start;
      return pc;
    }
    case Op.SetList:
      fillTable(registers[i.a] as Table, registers.slice(i.a + 1, i.a + 1 + i.b), i);
      return pc;
    case Op.Vararg:
      for (let wanted = 0; wanted < i.b; wanted++) registers[i.a + wanted] = frame.varargs[wanted];
      return pc;
    case Op.LoadNil:
      for (let register = i.a; register <= i.b; register++) registers[register] = undefined;
      return pc;
    case Op.Hook:
      runHook(state, frame);
      return pc;
    default:
      result = arithmetic(state, eventOf(i.op), registers[i.b], registers[i.c], i.b, i.c);
  }
  if (result === UNWIND) return SUSPENDED;
  registers[i.a] = result as Value;
  return pc;
}

function branch({ flag, target }: Instruction, pc: number, truth: boolean | typeof UNWIND): number {
  if (truth === UNWIND) return SUSPENDED;
  return truth === flag ? target : pc;
}

/** What instructions do where it is more than a line: for both tiers. */
import { call, callClosure } from "./calls.ts";
import { chargePassed } from "./charge.ts";
import { borderOfConstructor } from "./constructor-size.ts";
import { LuaFrame, NativeFrame, NO_REGISTERS, type StackFrame } from "./frames.ts";
import { type Box, Closure, NativeFunction } from "./functions.ts";
import { type Instruction, Op } from "./instructions.ts";
import { parseNumber } from "./numbers.ts";
import { first } from "./operators.ts";
import { raise } from "./raise.ts";
import type { State } from "./state.ts";
import { Table } from "./table.ts";
import { PREEMPTED, UNWIND } from "./unwinding.ts";
import { asList, NOTHING, type Result, type Value } from "./values.ts";

export const isArray = Array.isArray as (value: unknown) => value is readonly Value[];

/** `table[key] = value` where that is plain; false where it is not. */
export function setElement(table: Table, key: number, value: Value): boolean {
  const { array } = table;
  if (key > 0 && key <= array.length && (key | 0) === key && array[key - 1] !== undefined) {
    array[key - 1] = value;
    return true;
  }
  if (table.metatable !== null || Number.isNaN(key)) return false;
  table.set(key, value);
  return true;
}

/** The key after `key`, nil at the end; the value is in `state.entry`. */
export function nextEntry(state: State, table: Table, key: Value): Value {
  const { entry } = state;
  if (table.next(key, entry) === undefined) raise(state, "invalid key to 'next'");
  chargePassed(state, entry);
  return entry.key;
}

/**
 * One step of a generic loop whose three values lie in `registers[a]` and on: sets the `wanted` loop variables.
 * @returns whether the loop goes on, or UNWIND
 */
export function iterate(state: State, registers: Value[], a: number, wanted: number): boolean | typeof UNWIND {
  const iterator = registers[a];
  const object = registers[a + 1];
  if (object instanceof Table && wanted <= 2 && iterator !== undefined) {
    if (iterator === state.next) {
      const key = nextEntry(state, object, registers[a + 2]);
      registers[a + 3] = key;
      if (wanted === 2) registers[a + 4] = state.entry.value;
      if (key === undefined) return false;
      registers[a + 2] = key;
      return true;
    }
    if (iterator === state.ipairsStep) {
      const at = (registers[a + 2] as number) + 1;
      const value = object.get(at);
      if (wanted === 2) registers[a + 4] = value;
      registers[a + 3] = value === undefined ? undefined : at;
      if (value === undefined) return false;
      registers[a + 2] = at;
      return true;
    }
  }
  let result: Result;
  if (iterator instanceof NativeFunction) result = iterator.run(object, registers[a + 2]);
  else if (iterator instanceof Closure) result = callClosure(state, iterator, registers, a + 1, 2);
  else result = call(state, iterator, [object, registers[a + 2]]);
  let control: Value;
  if (isArray(result)) {
    if (result === UNWIND) return UNWIND;
    control = result[0];
    for (let variable = 0; variable < wanted; variable++) registers[a + 3 + variable] = result[variable];
  } else {
    control = result as Value;
    registers[a + 3] = control;
    for (let variable = 1; variable < wanted; variable++) registers[a + 3 + variable] = undefined;
  }
  if (control === undefined) return false;
  registers[a + 2] = control;
  return true;
}

/** Unwinds: the frames from the one at work up to `entry` join those on their way to the heap. */
export function leave(state: State, frame: LuaFrame, entry: LuaFrame, depth: number): Result {
  state.depth = depth;
  const { unwinding } = state;
  if (unwinding.isRaise) return UNWIND;
  let at = frame;
  while (at !== entry) {
    unwinding.add(at);
    at = at.parent as LuaFrame;
  }
  unwinding.add(entry);
  return UNWIND;
}

/** As {@link leave}, for a frame that is gone already because it made a tail call. */
export function leaveCaller(state: State, frame: LuaFrame, entry: LuaFrame, depth: number): Result {
  if (frame !== entry) return leave(state, frame.parent as LuaFrame, entry, depth);
  state.depth = depth;
  return UNWIND;
}

/** Whether the host should have a turn now, where a slice of the budget is used up. */
export function mustStandBack(state: State): boolean {
  const { steps, standBack } = state.budget.nextSlice();
  state.steps += steps + 1;
  return standBack && state.callbacks === 0;
}

/** Lets the host have a turn; the frame goes on at `pc`. */
export function standBack(state: State, frame: LuaFrame, entry: LuaFrame, pc: number): Result {
  frame.pc = pc;
  frame.preempted = true;
  state.unwinding.begin({ kind: "suspend", suspension: PREEMPTED });
  return leave(state, frame, entry, state.depth);
}

/** Makes the caller of a function that makes a tail call look as if it had called `callee` itself, for tracebacks. */
export function takeCalleesPlace({ coroutine }: State, caller: StackFrame | null, callee: Value): void {
  if (!(caller instanceof LuaFrame)) {
    if (caller === null) coroutine.root = callee;
    // one without a callee stands for what nothing can yield out of
    else if (caller instanceof NativeFrame && caller.callee !== undefined) caller.callee = callee;
    return;
  }
  if (caller.registers === NO_REGISTERS) {
    // where its instruction is no call, nobody asks
    caller.callee = callee;
    return;
  }
  const instruction = caller.prototype.code[caller.pc - 1];
  if (instruction !== undefined && (instruction.op === Op.Call || instruction.op === Op.CallOpen)) {
    caller.registers[instruction.a] = callee;
  }
}

/** Takes up the instruction before the frame's pc, whose call was suspended, with its result. Answers open values. */
export function deliver(frame: LuaFrame, delivered: Result): readonly Value[] {
  const { registers } = frame;
  const i = frame.prototype.code[frame.pc - 1] as Instruction;
  switch (i.op) {
    case Op.Call:
    case Op.CallOpen:
      if (i.c === 0) break;
      if (i.c === -1) return asList(delivered);
      if (isArray(delivered)) {
        for (let wanted = 0; wanted < i.c; wanted++) registers[i.a + wanted] = delivered[wanted];
      } else {
        registers[i.a] = delivered as Value;
        for (let wanted = 1; wanted < i.c; wanted++) registers[i.a + wanted] = undefined;
      }
      break;
    case Op.GenericFor: {
      const values = asList(delivered);
      for (let wanted = 0; wanted < i.c; wanted++) registers[i.a + 3 + wanted] = values[wanted];
      if (values[0] !== undefined) {
        registers[i.a + 2] = values[0];
        frame.pc = i.target;
      }
      break;
    }
    case Op.EqJump:
    case Op.LtJump:
    case Op.LeJump:
      if (delivered === i.flag) frame.pc = i.target;
      break;
    case Op.SetGlobal:
    case Op.SetField:
    case Op.SetIndex:
    case Op.Hook:
      break;
    default:
      registers[i.a] = first(delivered) as Value;
  }
  return NOTHING;
}

/** `registers[from .. to - 1]` and the open values behind them. */
export function withOpen(registers: readonly Value[], from: number, to: number, open: readonly Value[]): Value[] {
  return followedBy(registers.slice(from, to), open);
}

/** `values`, a new list, with the open values behind them. */
export function followedBy(values: Value[], open: readonly Value[]): Value[] {
  for (let at = 0; at < open.length; at++) values.push(open[at]);
  return values;
}

/** Makes the three values of a numeric loop, which lie in `registers[a]` and on, numbers. */
export function checkLoop(state: State, registers: Value[], a: number): void {
  registers[a] = loopNumber(state, registers[a], "initial");
  registers[a + 1] = loopNumber(state, registers[a + 1], "limit");
  registers[a + 2] = loopNumber(state, registers[a + 2], "step");
}

function loopNumber(state: State, value: Value, what: string): number {
  if (typeof value === "number") return value;
  const number = typeof value === "string" ? parseNumber(value) : undefined;
  if (number === undefined) {
    raise(state, `'for' ${what}${what === "initial" ? " value" : ""} must be a number`);
  }
  return number;
}

/** Stores the items of a table constructor. */
export function fillTable(table: Table, values: Value[], i: Instruction): void {
  const offset = i.c;
  if (offset === 0 && table.array.length === 0) {
    const hasHoles = values.includes(undefined);
    const border = hasHoles ? borderOfConstructor(values, i.target) : values.length;
    if (border === values.length) {
      table.setArray(values, i.target - 1);
      table.hasHoles = hasHoles;
      return;
    }
    table.setArray(values.slice(0, border));
    for (let item = border; item < values.length; item++) {
      if (values[item] !== undefined) table.setHash(item + 1, values[item]);
    }
    return;
  }
  for (let item = 0; item < values.length; item++) table.set(offset + item + 1, values[item]);
}

export function makeClosure(enclosing: Closure, registers: readonly Value[], child: number): Closure {
  const prototype = enclosing.prototype.children[child];
  if (prototype === undefined) throw new Error("a closure without its prototype");
  const { upvalues: descriptions } = prototype;
  const upvalues: Box[] = [];
  for (const { inStack, index: at } of descriptions) {
    upvalues.push((inStack ? registers[at] : enclosing.upvalues[at]) as unknown as Box);
  }
  return new Closure(prototype, upvalues, enclosing.environment);
}

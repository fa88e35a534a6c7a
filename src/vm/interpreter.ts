/**
 * The interpreter tier: runs {@link Instruction}s on a frame's registers. Each case has its quick way in place; what is not
 * plain goes to slow-ways.ts and calls.ts. A result that is UNWIND makes the frame add itself to the unwinding
 * and return too; {@link deliver} takes up the instruction again when the frame is resumed.
 */
import { COUNTED_SLOTS, call, callHandler, callInFrame, checkSlots, newFrame } from "./calls.ts";
import { isLongText } from "./charge.ts";
import { childAt, type LuaFrame } from "./frames.ts";
import { Box, Closure, NativeFunction } from "./functions.ts";
import {
  deliver,
  fillTable,
  isArray,
  iterate,
  leave,
  leaveCaller,
  makeClosure,
  mustStandBack,
  setElement,
  standBack,
  takeCalleesPlace,
  withOpen,
} from "./instruction-bodies.ts";
import { CALLED_LUA, CALLED_NATIVE, type Instruction, Op } from "./instructions.ts";
import { modulo } from "./operators.ts";
import { SUSPENDED, slowly } from "./slow-ways.ts";
import type { State } from "./state.ts";
import { Table } from "./table.ts";
import { formToGoOn, formToResume, isInterpreted } from "./tiers.ts";
import { GO_ON, UNWIND } from "./unwinding.ts";
import { asResult, NOTHING, type Result, type Value } from "./values.ts";

/** Estimated bytes of JavaScript stack that one call of {@link interpret} takes. */
const INTERPRET_DEPTH = 2000;
const RESUME_DEPTH = 200;

/** Runs `frame` from its pc on. `resumed`: `delivered` is the result that the instruction before the pc waits for. */
export function execute(state: State, frame: LuaFrame, resumed: boolean, delivered: Result): Result {
  if (!resumed) {
    state.frame = frame;
    if (--state.steps < 0 && mustStandBack(state)) return standBack(state, frame, frame, frame.pc);
    return interpret(state, frame, NOTHING);
  }
  const open = deliver(frame, delivered);
  const form = frame.base > COUNTED_SLOTS ? null : formToResume(state, frame.prototype, frame.pc);
  if (form === null) return interpret(state, frame, open);
  const { depth } = state;
  state.depth = depth + RESUME_DEPTH;
  const result = form(frame, open);
  if (result !== GO_ON) return result;
  state.depth = depth;
  return interpret(state, frame, NOTHING);
}

/**
 * Runs `entry` from its pc on, with the open values there.
 *
 * A call from Lua to Lua does not nest: the loop goes on with the callee's frame, and comes back at its return. So frames
 * between `entry` and the one at work are in no JavaScript frame of their own.
 */
function interpret(state: State, entryFrame: LuaFrame, openValues: readonly Value[]): Result {
  let entry = entryFrame;
  let frame = entry;
  let { closure, registers } = frame;
  let { code } = frame.prototype;
  const outer = state.depth;
  const depth = outer + INTERPRET_DEPTH;
  state.frame = frame;
  /** The values of the last open call or `...`, which the next instruction takes. */
  let open = openValues;
  let pc = frame.pc;
  for (;;) {
    /** What the frame at work returns. */
    let returned: Result;
    dispatch: for (;;) {
      const i = code[pc++] as Instruction;
      // Each case goes on with the next instruction, or breaks: a loop to begin its next turn, others for want of a quick way.
      switch (i.op) {
        case Op.Move:
          registers[i.a] = registers[i.b];
          continue;
        case Op.LoadConstant:
          registers[i.a] = i.key;
          continue;
        case Op.GetUpvalue:
          registers[i.a] = (closure.upvalues[i.b] as Box).value;
          continue;
        case Op.SetUpvalue:
          (closure.upvalues[i.b] as Box).value = registers[i.a];
          continue;
        case Op.GetBox:
          registers[i.a] = (registers[i.b] as unknown as Box).value;
          continue;
        case Op.SetBox:
          (registers[i.b] as unknown as Box).value = registers[i.a];
          continue;
        case Op.NewBox:
          registers[i.a] = new Box(registers[i.a]) as unknown as Value;
          continue;
        case Op.EmptyBox:
          registers[i.a] = new Box(undefined) as unknown as Value;
          continue;

        case Op.GetGlobal: {
          const { environment } = closure;
          const { cache } = i;
          if (environment.shape !== cache.shape || i.b !== 0) break;
          const value = environment.slots[cache.slot];
          if (value === undefined) break;
          registers[i.a] = value;
          continue;
        }
        case Op.Self:
        case Op.GetField: {
          const object = registers[i.b];
          const { cache } = i;
          if (i.op === Op.Self) registers[i.a + 1] = object;
          if (!(object instanceof Table) || object.shape !== cache.shape) break;
          const value = object.slots[cache.slot];
          if (value === undefined) break;
          registers[i.a] = value;
          continue;
        }
        case Op.GetIndex: {
          const object = registers[i.b];
          const key = registers[i.c];
          if (typeof key !== "number" || !(object instanceof Table)) break;
          const { array } = object;
          if (!(key > 0 && key <= array.length)) break;
          const value = array[key - 1];
          if (value === undefined) break;
          registers[i.a] = value;
          continue;
        }
        case Op.SetField: {
          const object = registers[i.a];
          const { cache } = i;
          if (!(object instanceof Table) || object.shape !== cache.shape) break;
          const { slots } = object;
          if (slots[cache.slot] === undefined) break;
          slots[cache.slot] = registers[i.c];
          continue;
        }
        case Op.SetIndex: {
          const object = registers[i.a];
          const key = registers[i.b];
          const value = registers[i.c];
          if (typeof key !== "number" || !(object instanceof Table) || value === undefined) break;
          if (!setElement(object, key, value)) break;
          continue;
        }
        case Op.NewTable:
          registers[i.a] = Table.ofShape(i.shape);
          continue;
        case Op.InitField:
          (registers[i.a] as Table).slots[i.b] = registers[i.c];
          continue;
        case Op.SetListOpen:
          fillTable(registers[i.a] as Table, withOpen(registers, i.a + 1, i.b + 1, open), i);
          continue;
        case Op.Closure:
          registers[i.a] = makeClosure(closure, registers, i.b);
          continue;
        case Op.VarargOpen:
          open = frame.varargs;
          continue;

        case Op.Add: {
          const x = registers[i.b];
          const y = registers[i.c];
          if (typeof x !== "number" || typeof y !== "number") break;
          registers[i.a] = x + y;
          continue;
        }
        case Op.Sub: {
          const x = registers[i.b];
          const y = registers[i.c];
          if (typeof x !== "number" || typeof y !== "number") break;
          registers[i.a] = x - y;
          continue;
        }
        case Op.Mul: {
          const x = registers[i.b];
          const y = registers[i.c];
          if (typeof x !== "number" || typeof y !== "number") break;
          registers[i.a] = x * y;
          continue;
        }
        case Op.Div: {
          const x = registers[i.b];
          const y = registers[i.c];
          if (typeof x !== "number" || typeof y !== "number") break;
          registers[i.a] = x / y;
          continue;
        }
        case Op.Mod: {
          const x = registers[i.b];
          const y = registers[i.c];
          if (typeof x !== "number" || typeof y !== "number") break;
          registers[i.a] = modulo(x, y);
          continue;
        }
        case Op.Not: {
          const x = registers[i.b];
          registers[i.a] = x === undefined || x === false;
          continue;
        }
        case Op.Len: {
          const x = registers[i.b];
          if (!(x instanceof Table) || x.metatable !== null) break;
          registers[i.a] = x.length();
          continue;
        }

        case Op.Jump:
          pc = i.target;
          continue;
        case Op.EqJump: {
          const x = registers[i.b];
          const y = registers[i.c];
          if (typeof x === "object" ? x !== y && typeof y === "object" : isLongText(x)) break;
          if ((x === y) === i.flag) pc = i.target;
          continue;
        }
        case Op.LtJump: {
          const x = registers[i.b];
          const y = registers[i.c];
          if (typeof x !== "number" || typeof y !== "number") break;
          if (x < y === i.flag) pc = i.target;
          continue;
        }
        case Op.LeJump: {
          const x = registers[i.b];
          const y = registers[i.c];
          if (typeof x !== "number" || typeof y !== "number") break;
          if (x <= y === i.flag) pc = i.target;
          continue;
        }
        case Op.TestJump: {
          const x = registers[i.a];
          if ((x !== undefined && x !== false) === i.flag) pc = i.target;
          continue;
        }
        case Op.TestSetJump: {
          const x = registers[i.b];
          if ((x !== undefined && x !== false) !== i.flag) continue;
          registers[i.a] = x;
          pc = i.target;
          continue;
        }

        case Op.Call:
        case Op.CallOpen: {
          const { a } = i;
          const callee = registers[a];
          let values: readonly Value[] = registers;
          let from = a + 1;
          let count = i.b;
          if (i.op === Op.CallOpen) {
            values = withOpen(registers, a + 1, i.b + 1, open);
            from = 0;
            count = values.length;
          }
          frame.pc = pc;
          if (callee instanceof Closure) {
            i.called |= CALLED_LUA;
            if (isInterpreted(state, callee.prototype) || frame.base > COUNTED_SLOTS) {
              frame = newFrame(state, frame, callee, frame.base + a + 2, values, from, count);
              closure = callee;
              registers = frame.registers;
              code = frame.prototype.code;
              pc = 0;
              state.frame = frame;
              if (--state.steps < 0 && mustStandBack(state)) return standBack(state, frame, entry, pc);
              continue;
            }
            state.depth = depth;
            returned = callInFrame(state, callee, childAt(frame, depth), values, from, count);
          } else {
            i.called |= CALLED_NATIVE;
            state.depth = depth;
            returned = callOther(state, callee, values, from, count, a);
          }
          if (returned === UNWIND) return leave(state, frame, entry, outer);
          state.frame = frame;
          if (i.c === 1) registers[a] = isArray(returned) ? returned[0] : (returned as Value);
          else if (i.c !== 0) open = distribute(registers, a, i.c, returned);
          continue;
        }
        case Op.TailCall:
        case Op.TailCallOpen: {
          const { a } = i;
          let args =
            i.op === Op.TailCall ? registers.slice(a + 1, a + 1 + i.b) : withOpen(registers, a + 1, i.b + 1, open);
          let callee = registers[a];
          frame.pc = pc;
          if (!(callee instanceof Closure || callee instanceof NativeFunction)) {
            args = [callee, ...args];
            callee = callHandler(state, callee, a);
          }
          i.called |= callee instanceof Closure ? CALLED_LUA : CALLED_NATIVE;
          const { parent } = frame;
          const base = frame.base - frame.argumentSlots;
          takeCalleesPlace(state, parent, callee);
          if (callee instanceof Closure && (isInterpreted(state, callee.prototype) || base > COUNTED_SLOTS)) {
            const next = newFrame(state, parent, callee, base, args, 0, args.length);
            if (frame === entry) entry = next;
            frame = next;
            closure = callee;
            registers = frame.registers;
            code = frame.prototype.code;
            pc = 0;
            state.frame = frame;
            if (--state.steps < 0 && mustStandBack(state)) return standBack(state, frame, entry, pc);
            continue;
          }
          checkSlots(state, base + args.length);
          state.frame = parent;
          state.depth = depth;
          returned = call(state, callee, args);
          if (returned === UNWIND) return leaveCaller(state, frame, entry, outer);
          break dispatch;
        }
        case Op.ReturnOne:
          returned = registers[i.a];
          break dispatch;
        case Op.Return:
          returned = i.b === 0 ? NOTHING : asResult(registers.slice(i.a, i.a + i.b));
          break dispatch;
        case Op.ReturnOpen:
          returned = asResult(i.a === i.b ? open : withOpen(registers, i.a, i.b, open));
          break dispatch;

        case Op.Loop:
          break;
        case Op.ForLoop: {
          const { a } = i;
          const step = registers[a + 2] as number;
          const value = (registers[a] as number) + step;
          const limit = registers[a + 1] as number;
          if (!(step >= 0 ? value <= limit : value >= limit)) continue;
          registers[a] = value;
          registers[a + 3] = value;
          break;
        }
        case Op.GenericFor: {
          frame.pc = pc;
          state.depth = depth;
          const iterator = registers[i.a];
          if (iterator !== state.next && iterator !== state.ipairsStep) {
            i.called |= iterator instanceof Closure ? CALLED_LUA : CALLED_NATIVE;
          }
          const goesOn = iterate(state, registers, i.a, i.c);
          if (goesOn === UNWIND) return leave(state, frame, entry, outer);
          state.frame = frame;
          if (goesOn === false) continue;
          break;
        }
      }
      if (i.op !== Op.Loop && i.op !== Op.ForLoop && i.op !== Op.GenericFor) {
        state.depth = depth;
        pc = slowly(state, frame, i, pc);
        if (pc === SUSPENDED) return leave(state, frame, entry, outer);
        continue;
      }

      pc = i.target;
      if (--state.steps < 0 && mustStandBack(state)) return standBack(state, frame, entry, pc);
      const form = frame.base > COUNTED_SLOTS ? null : formToGoOn(state, frame.prototype, pc);
      if (form === null) continue;
      frame.pc = pc;
      state.depth = depth;
      returned = form(frame, NOTHING);
      if (returned === UNWIND) return leaveCaller(state, frame, entry, outer);
      if (returned !== GO_ON) break;
      state.frame = frame;
      registers = frame.registers;
      pc = frame.pc;
    }
    const caller = frame.parent;
    state.frame = caller;
    if (frame === entry) return returned;
    frame = caller as LuaFrame;
    closure = frame.closure;
    registers = frame.registers;
    code = frame.prototype.code;
    pc = frame.pc;
    const { a, c } = code[pc - 1] as Instruction;
    if (c === 1) registers[a] = isArray(returned) ? returned[0] : (returned as Value);
    else if (c !== 0) open = distribute(registers, a, c, returned);
  }
}

/** Calls what is no Lua function, with `values[from .. from + count - 1]`. @param register where it lies, for messages */
function callOther(
  state: State,
  callee: Value,
  values: readonly Value[],
  from: number,
  count: number,
  register: number,
): Result {
  if (callee instanceof NativeFunction) {
    switch (count) {
      case 0:
        return callee.run();
      case 1:
        return callee.run(values[from]);
      case 2:
        return callee.run(values[from], values[from + 1]);
      case 3:
        return callee.run(values[from], values[from + 1], values[from + 2]);
    }
  }
  return call(state, callee, values.slice(from, from + count), register);
}

/** Puts the `wanted` first results into the registers from `a` on. Answers the open values: all of them where `wanted` is -1. */
function distribute(registers: Value[], a: number, wanted: number, result: Result): readonly Value[] {
  if (wanted === -1) return isArray(result) ? result : [result as Value];
  if (isArray(result)) for (let at = 0; at < wanted; at++) registers[a + at] = result[at];
  else {
    registers[a] = result as Value;
    for (let at = 1; at < wanted; at++) registers[a + at] = undefined;
  }
  return NOTHING;
}

/**
 * The interpreter tier: runs {@link Instruction}s on a frame's registers. Each case has its fast way in place; what is not
 * plain goes to operators.ts, fields.ts and calls.ts. A result that is UNWIND makes the frame add itself to the unwinding
 * and return too; {@link deliver} takes up the instruction again when the frame is resumed.
 */
import { COUNTED_SLOTS, call, callHandler, callInFrame, checkSlots, newFrame } from "./calls.ts";
import { chargeEquality, isLongText } from "./charge.ts";
import { getField, setField } from "./fields.ts";
import { childAt, LuaFrame } from "./frames.ts";
import { Box, Closure, NativeFunction } from "./functions.ts";
import { runHook } from "./hooks.ts";
import {
  checkLoop,
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
import {
  arithmetic,
  concatenateRange,
  equals,
  index,
  length,
  lessOrEqual,
  lessThan,
  modulo,
  power,
  setIndex,
} from "./operators.ts";
import type { State } from "./state.ts";
import { Table } from "./table.ts";
import { formToGoOn, formToResume, isInterpreted } from "./tiers.ts";
import { UNWIND } from "./unwinding.ts";
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
  const form = formToResume(state, frame.prototype, frame.pc);
  if (form === null) return interpret(state, frame, open);
  state.depth += RESUME_DEPTH;
  return form(frame, open);
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
      switch (i.op) {
        case Op.Move:
          registers[i.a] = registers[i.b];
          break;
        case Op.LoadConstant:
          registers[i.a] = i.key;
          break;
        case Op.LoadNil:
          for (let register = i.a; register <= i.b; register++) registers[register] = undefined;
          break;
        case Op.GetUpvalue:
          registers[i.a] = (closure.upvalues[i.b] as Box).value;
          break;
        case Op.SetUpvalue:
          (closure.upvalues[i.b] as Box).value = registers[i.a];
          break;
        case Op.GetBox:
          registers[i.a] = (registers[i.b] as unknown as Box).value;
          break;
        case Op.SetBox:
          (registers[i.b] as unknown as Box).value = registers[i.a];
          break;
        case Op.NewBox:
          registers[i.a] = new Box(registers[i.a]) as unknown as Value;
          break;
        case Op.EmptyBox:
          registers[i.a] = new Box(undefined) as unknown as Value;
          break;

        case Op.GetGlobal: {
          const { environment } = closure;
          const { cache } = i;
          let value: Result;
          if (environment.shape !== cache.shape || i.b !== 0 || (value = environment.slots[cache.slot]) === undefined) {
            frame.pc = pc;
            value =
              i.b === 0
                ? getField(state, cache, environment, i.key as string, -1)
                : index(state, environment, registers[i.c], -1);
            if (value === UNWIND) return leave(state, frame, entry, outer);
          }
          registers[i.a] = value as Value;
          break;
        }
        case Op.SetGlobal: {
          frame.pc = pc;
          const { environment } = closure;
          const result =
            i.b === 0
              ? setField(state, i.cache, environment, i.key as string, registers[i.a], -1)
              : setIndex(state, environment, registers[i.c], registers[i.a], -1);
          if (result === UNWIND) return leave(state, frame, entry, outer);
          break;
        }
        case Op.GetField: {
          const object = registers[i.b];
          const { cache } = i;
          let value: Result;
          if (
            !(object instanceof Table) ||
            object.shape !== cache.shape ||
            (value = object.slots[cache.slot]) === undefined
          ) {
            frame.pc = pc;
            value = getField(state, cache, object, i.key as string, i.b);
            if (value === UNWIND) return leave(state, frame, entry, outer);
          }
          registers[i.a] = value as Value;
          break;
        }
        case Op.GetIndex: {
          const object = registers[i.b];
          const key = registers[i.c];
          let value: Result;
          if (
            typeof key !== "number" ||
            !(object instanceof Table) ||
            !(key > 0 && key <= object.array.length) ||
            (value = object.array[key - 1]) === undefined
          ) {
            frame.pc = pc;
            value = index(state, object, key, i.b);
            if (value === UNWIND) return leave(state, frame, entry, outer);
          }
          registers[i.a] = value as Value;
          break;
        }
        case Op.SetField: {
          const object = registers[i.a];
          const { cache } = i;
          const value = registers[i.c];
          if (object instanceof Table && object.shape === cache.shape && object.slots[cache.slot] !== undefined) {
            object.slots[cache.slot] = value;
          } else {
            frame.pc = pc;
            if (setField(state, cache, object, i.key as string, value, i.a) === UNWIND) {
              return leave(state, frame, entry, outer);
            }
          }
          break;
        }
        case Op.SetIndex: {
          const object = registers[i.a];
          const key = registers[i.b];
          const value = registers[i.c];
          if (
            typeof key === "number" &&
            object instanceof Table &&
            value !== undefined &&
            setElement(object, key, value)
          ) {
            break;
          }
          frame.pc = pc;
          if (setIndex(state, object, key, value, i.a) === UNWIND) return leave(state, frame, entry, outer);
          break;
        }
        case Op.NewTable:
          registers[i.a] = Table.ofShape(i.shape);
          break;
        case Op.InitField:
          (registers[i.a] as Table).slots[i.b] = registers[i.c];
          break;
        case Op.Self: {
          const object = registers[i.b];
          const { cache } = i;
          registers[i.a + 1] = object;
          let value: Result;
          if (
            !(object instanceof Table) ||
            object.shape !== cache.shape ||
            (value = object.slots[cache.slot]) === undefined
          ) {
            frame.pc = pc;
            value = getField(state, cache, object, i.key as string, i.b);
            if (value === UNWIND) return leave(state, frame, entry, outer);
          }
          registers[i.a] = value as Value;
          break;
        }

        case Op.Add: {
          const x = registers[i.b];
          const y = registers[i.c];
          if (typeof x === "number" && typeof y === "number") {
            registers[i.a] = x + y;
            break;
          }
          frame.pc = pc;
          const result = arithmetic(state, "__add", x, y, i.b, i.c);
          if (result === UNWIND) return leave(state, frame, entry, outer);
          registers[i.a] = result as Value;
          break;
        }
        case Op.Sub: {
          const x = registers[i.b];
          const y = registers[i.c];
          if (typeof x === "number" && typeof y === "number") {
            registers[i.a] = x - y;
            break;
          }
          frame.pc = pc;
          const result = arithmetic(state, "__sub", x, y, i.b, i.c);
          if (result === UNWIND) return leave(state, frame, entry, outer);
          registers[i.a] = result as Value;
          break;
        }
        case Op.Mul: {
          const x = registers[i.b];
          const y = registers[i.c];
          if (typeof x === "number" && typeof y === "number") {
            registers[i.a] = x * y;
            break;
          }
          frame.pc = pc;
          const result = arithmetic(state, "__mul", x, y, i.b, i.c);
          if (result === UNWIND) return leave(state, frame, entry, outer);
          registers[i.a] = result as Value;
          break;
        }
        case Op.Div: {
          const x = registers[i.b];
          const y = registers[i.c];
          if (typeof x === "number" && typeof y === "number") {
            registers[i.a] = x / y;
            break;
          }
          frame.pc = pc;
          const result = arithmetic(state, "__div", x, y, i.b, i.c);
          if (result === UNWIND) return leave(state, frame, entry, outer);
          registers[i.a] = result as Value;
          break;
        }
        case Op.Mod: {
          const x = registers[i.b];
          const y = registers[i.c];
          if (typeof x === "number" && typeof y === "number") {
            registers[i.a] = modulo(x, y);
            break;
          }
          frame.pc = pc;
          const result = arithmetic(state, "__mod", x, y, i.b, i.c);
          if (result === UNWIND) return leave(state, frame, entry, outer);
          registers[i.a] = result as Value;
          break;
        }
        case Op.Pow: {
          const x = registers[i.b];
          const y = registers[i.c];
          if (typeof x === "number" && typeof y === "number") {
            registers[i.a] = power(x, y);
            break;
          }
          frame.pc = pc;
          const result = arithmetic(state, "__pow", x, y, i.b, i.c);
          if (result === UNWIND) return leave(state, frame, entry, outer);
          registers[i.a] = result as Value;
          break;
        }
        case Op.Unm: {
          const x = registers[i.b];
          if (typeof x === "number") {
            registers[i.a] = -x;
            break;
          }
          frame.pc = pc;
          const result = arithmetic(state, "__unm", x, x, i.b, i.b);
          if (result === UNWIND) return leave(state, frame, entry, outer);
          registers[i.a] = result as Value;
          break;
        }
        case Op.Not: {
          const x = registers[i.b];
          registers[i.a] = x === undefined || x === false;
          break;
        }
        case Op.Len: {
          const x = registers[i.b];
          if (typeof x === "string") {
            registers[i.a] = x.length;
            break;
          }
          if (x instanceof Table && x.metatable === null) {
            registers[i.a] = x.length();
            break;
          }
          frame.pc = pc;
          const result = length(state, x, i.b);
          if (result === UNWIND) return leave(state, frame, entry, outer);
          registers[i.a] = result as Value;
          break;
        }
        case Op.Concat: {
          frame.pc = pc;
          const result = concatenateRange(state, registers, i.b, i.c);
          if (result === UNWIND) return leave(state, frame, entry, outer);
          registers[i.a] = result as Value;
          break;
        }

        case Op.Jump:
          pc = i.target;
          break;
        case Op.Loop: {
          pc = i.target;
          if (--state.steps < 0 && mustStandBack(state)) return standBack(state, frame, entry, pc);
          const form = formToGoOn(state, frame.prototype, pc);
          if (form === null) break;
          frame.pc = pc;
          state.depth = depth;
          returned = form(frame, NOTHING);
          if (returned === UNWIND) return leaveCaller(state, frame, entry, outer);
          break dispatch;
        }
        case Op.EqJump: {
          const x = registers[i.b];
          const y = registers[i.c];
          let equal: boolean | typeof UNWIND = x === y;
          if (typeof x === "object") {
            if (!equal && typeof y === "object") {
              frame.pc = pc;
              equal = equals(state, x, y);
              if (equal === UNWIND) return leave(state, frame, entry, outer);
            }
          } else if (isLongText(x)) chargeEquality(state, x, y);
          if (equal === i.flag) pc = i.target;
          break;
        }
        case Op.LtJump: {
          const x = registers[i.b];
          const y = registers[i.c];
          let less: boolean | typeof UNWIND;
          if (typeof x === "number" && typeof y === "number") less = x < y;
          else {
            frame.pc = pc;
            less = lessThan(state, x, y);
            if (less === UNWIND) return leave(state, frame, entry, outer);
          }
          if (less === i.flag) pc = i.target;
          break;
        }
        case Op.LeJump: {
          const x = registers[i.b];
          const y = registers[i.c];
          let less: boolean | typeof UNWIND;
          if (typeof x === "number" && typeof y === "number") less = x <= y;
          else {
            frame.pc = pc;
            less = lessOrEqual(state, x, y);
            if (less === UNWIND) return leave(state, frame, entry, outer);
          }
          if (less === i.flag) pc = i.target;
          break;
        }
        case Op.TestJump: {
          const x = registers[i.a];
          if ((x !== undefined && x !== false) === i.flag) pc = i.target;
          break;
        }
        case Op.TestSetJump: {
          const x = registers[i.b];
          if ((x !== undefined && x !== false) === i.flag) {
            registers[i.a] = x;
            pc = i.target;
          }
          break;
        }

        case Op.Call: {
          const { a } = i;
          const callee = registers[a];
          frame.pc = pc;
          i.called |= callee instanceof Closure ? CALLED_LUA : CALLED_NATIVE;
          if (callee instanceof Closure && (isInterpreted(state, callee.prototype) || frame.base > COUNTED_SLOTS)) {
            frame = newFrame(state, frame, callee, frame.base + a + 2, registers, a + 1, i.b);
            closure = callee;
            registers = frame.registers;
            code = frame.prototype.code;
            pc = 0;
            state.frame = frame;
            if (--state.steps < 0 && mustStandBack(state)) return standBack(state, frame, entry, pc);
            break;
          }
          state.depth = depth;
          let result: Result;
          if (callee instanceof Closure) {
            result = callInFrame(state, callee, childAt(frame, depth), registers, a + 1, i.b);
          } else if (callee instanceof NativeFunction) {
            switch (i.b) {
              case 0:
                result = callee.run();
                break;
              case 1:
                result = callee.run(registers[a + 1]);
                break;
              case 2:
                result = callee.run(registers[a + 1], registers[a + 2]);
                break;
              case 3:
                result = callee.run(registers[a + 1], registers[a + 2], registers[a + 3]);
                break;
              default:
                result = callee.run(...registers.slice(a + 1, a + 1 + i.b));
            }
          } else result = call(state, callee, registers.slice(a + 1, a + 1 + i.b), a);
          if (result !== UNWIND) state.frame = frame;
          if (isArray(result)) {
            if (result === UNWIND) return leave(state, frame, entry, outer);
            if (i.c === 1) registers[a] = result[0];
            else if (i.c === -1) open = result;
            else for (let wanted = 0; wanted < i.c; wanted++) registers[a + wanted] = result[wanted];
          } else if (i.c === 1) registers[a] = result as Value;
          else if (i.c === -1) open = [result as Value];
          else if (i.c > 0) {
            registers[a] = result as Value;
            for (let wanted = 1; wanted < i.c; wanted++) registers[a + wanted] = undefined;
          }
          break;
        }
        case Op.CallOpen: {
          const { a } = i;
          const callee = registers[a];
          const args = withOpen(registers, a + 1, i.b + 1, open);
          frame.pc = pc;
          i.called |= callee instanceof Closure ? CALLED_LUA : CALLED_NATIVE;
          if (callee instanceof Closure && (isInterpreted(state, callee.prototype) || frame.base > COUNTED_SLOTS)) {
            frame = newFrame(state, frame, callee, frame.base + a + 2, args, 0, args.length);
            closure = callee;
            registers = frame.registers;
            code = frame.prototype.code;
            pc = 0;
            state.frame = frame;
            if (--state.steps < 0 && mustStandBack(state)) return standBack(state, frame, entry, pc);
            break;
          }
          state.depth = depth;
          const result = call(state, callee, args, a);
          if (result !== UNWIND) state.frame = frame;
          if (isArray(result)) {
            if (result === UNWIND) return leave(state, frame, entry, outer);
            if (i.c === 1) registers[a] = result[0];
            else if (i.c === -1) open = result;
            else for (let wanted = 0; wanted < i.c; wanted++) registers[a + wanted] = result[wanted];
          } else if (i.c === 1) registers[a] = result as Value;
          else if (i.c === -1) open = [result as Value];
          else if (i.c > 0) {
            registers[a] = result as Value;
            for (let wanted = 1; wanted < i.c; wanted++) registers[a + wanted] = undefined;
          }
          break;
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
          const { parent, base } = frame;
          if (parent instanceof LuaFrame) takeCalleesPlace(parent, callee);
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
            break;
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

        case Op.ForPrep: {
          const { a } = i;
          frame.pc = pc;
          checkLoop(state, registers, a);
          // Not `start - step` and the step again at the loop's end: that is inexact.
          const start = registers[a] as number;
          const limit = registers[a + 1] as number;
          if ((registers[a + 2] as number) >= 0 ? start <= limit : start >= limit) registers[a + 3] = start;
          else pc = i.target;
          break;
        }
        case Op.ForLoop: {
          const { a } = i;
          const step = registers[a + 2] as number;
          const value = (registers[a] as number) + step;
          const limit = registers[a + 1] as number;
          if (!(step >= 0 ? value <= limit : value >= limit)) break;
          registers[a] = value;
          registers[a + 3] = value;
          pc = i.target;
          if (--state.steps < 0 && mustStandBack(state)) return standBack(state, frame, entry, pc);
          const form = formToGoOn(state, frame.prototype, pc);
          if (form === null) break;
          frame.pc = pc;
          state.depth = depth;
          returned = form(frame, NOTHING);
          if (returned === UNWIND) return leaveCaller(state, frame, entry, outer);
          break dispatch;
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
          if (goesOn === false) break;
          pc = i.target;
          if (--state.steps < 0 && mustStandBack(state)) return standBack(state, frame, entry, pc);
          const form = formToGoOn(state, frame.prototype, pc);
          if (form === null) break;
          frame.pc = pc;
          state.depth = depth;
          returned = form(frame, NOTHING);
          if (returned === UNWIND) return leaveCaller(state, frame, entry, outer);
          break dispatch;
        }
        case Op.SetList:
          fillTable(registers[i.a] as Table, registers.slice(i.a + 1, i.a + 1 + i.b), i);
          break;
        case Op.SetListOpen:
          fillTable(registers[i.a] as Table, withOpen(registers, i.a + 1, i.b + 1, open), i);
          break;
        case Op.Closure:
          registers[i.a] = makeClosure(closure, registers, i.b);
          break;
        case Op.Vararg: {
          const { varargs } = frame;
          for (let wanted = 0; wanted < i.b; wanted++) registers[i.a + wanted] = varargs[wanted];
          break;
        }
        case Op.VarargOpen:
          open = frame.varargs;
          break;
        case Op.Hook: {
          frame.pc = pc;
          state.depth = depth;
          runHook(state, frame);
          break;
        }
      }
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
    else if (c === -1) open = isArray(returned) ? returned : [returned as Value];
    else if (c > 0) {
      if (isArray(returned)) for (let wanted = 0; wanted < c; wanted++) registers[a + wanted] = returned[wanted];
      else {
        registers[a] = returned as Value;
        for (let wanted = 1; wanted < c; wanted++) registers[a + wanted] = undefined;
      }
    }
  }
}

/**
 * Debug hooks. While one is set, a called function runs a copy of its code with a {@link Op.Hook} before each instruction,
 * so that code without hooks pays nothing for them. Functions that are at work when the hook is set are suspended, and go on
 * in such a copy; those below a callback that cannot be suspended go on without.
 */
import { blocking, call } from "./calls.ts";
import { ContinuedFrame, type LuaFrame, type StackFrame } from "./frames.ts";
import { type LuaFunction, NativeFunction } from "./functions.ts";
import { Instruction, Op } from "./instructions.ts";
import { Prototype } from "./prototype.ts";
import type { State } from "./state.ts";

export interface Hook {
  readonly callee: LuaFunction;
  /** Letters of "crl", as `debug.sethook` takes them. */
  readonly mask: string;
  /** Instructions between count events; 0 for none. */
  readonly count: number;
  /** Instructions until the next count event. */
  countdown: number;
}

/** Where the last instruction with a hook before it stands: a line event tells that another line begins, or this one again. */
export interface HookPlace {
  frame: LuaFrame | undefined;
  line: number;
  pc: number;
}

/** Calls the hook where the instruction that comes next is an event for it. */
export function runHook(state: State, frame: LuaFrame): void {
  const { hook } = state;
  if (hook === undefined || state.hookRuns) return;
  if (frame.pc === 1) {
    if (hook.mask.includes("c")) callHook(state, hook, frame, ["call", undefined]);
    return;
  }
  const line = frame.prototype.lines[frame.pc] ?? -1;
  if (hook.count > 0 && --hook.countdown <= 0) {
    hook.countdown = hook.count;
    callHook(state, hook, frame, ["count", undefined]);
  }
  const { hookPlace } = state;
  const isSameRun = hookPlace.frame === frame && hookPlace.line === line && frame.pc > hookPlace.pc;
  hookPlace.frame = frame;
  hookPlace.line = line;
  hookPlace.pc = frame.pc;
  if (hook.mask.includes("l") && !isSameRun) callHook(state, hook, frame, ["line", line]);
  const next = frame.prototype.code[frame.pc];
  switch (next?.op) {
    case Op.Return:
    case Op.ReturnOne:
    case Op.ReturnOpen:
      if (hook.mask.includes("r")) callHook(state, hook, frame, ["return", undefined]);
      break;
    case Op.Call:
    case Op.CallOpen:
    case Op.GenericFor: {
      const callee = frame.registers[next.a];
      // LuaJIT has an instruction of its own for a loop with `next`.
      if (callee instanceof NativeFunction && (next.op !== Op.GenericFor || callee !== state.next)) {
        frame.pc++;
        nativeCall(state, frame);
        frame.pc--;
      }
    }
  }
}

/**
 * Tells of a native function that is called next: the hook finds it at level 2, as if it had been called.
 * @param caller which it has below it
 */
export function nativeCall(state: State, caller: StackFrame | null): void {
  const { hook } = state;
  if (hook === undefined || state.hookRuns || !hook.mask.includes("c")) return;
  callHook(state, hook, new ContinuedFrame(caller, undefined, (result) => result), ["call", undefined]);
}

/** Has a function that is suspended go on in the copy of its code with hooks. */
export function goOnWithHooks(state: State, frame: LuaFrame): void {
  if (frame.hooked !== undefined) return;
  frame.hooked = withHooks(state, frame.prototype);
  frame.pc = placeInCopy(frame.pc);
}

/** The copy of `prototype` with hooks in its code: one where it is defined, for its calls, and one before each instruction. */
export function withHooks(state: State, prototype: Prototype): Prototype {
  let copy = state.hooked.get(prototype);
  if (copy === undefined) {
    const code = [new Instruction(Op.Hook)];
    const lines = [prototype.lineDefined];
    prototype.code.forEach((original, at) => {
      const instruction = Object.assign(new Instruction(original.op), original);
      if (isJump(original.op)) instruction.target = placeInCopy(original.target);
      code.push(new Instruction(Op.Hook), instruction);
      lines.push(prototype.lines[at] ?? 0, prototype.lines[at] ?? 0);
    });
    const locals = prototype.locals.map((local) => ({
      ...local,
      start: local.start === 0 ? 0 : placeInCopy(local.start),
      end: placeInCopy(local.end),
    }));
    copy = new Prototype(prototype, prototype.run, () => ({ code, lines, constants: prototype.constants, locals }));
    copy.goOnAtJumps = null;
    state.hooked.set(prototype, copy);
  }
  return copy;
}

/** Where the hook before an instruction lies. */
function placeInCopy(pc: number): number {
  return pc * 2 + 1;
}

/** @param floor the frame that the hook has below it */
function callHook(state: State, hook: Hook, floor: StackFrame, args: [string, number | undefined]): void {
  const { frame } = state;
  state.hookRuns = true;
  try {
    blocking(state, () => call(state, hook.callee, args), floor);
    state.frame = frame;
  } finally {
    state.hookRuns = false;
  }
}

/** Whether an instruction's target is a place in the code: where it is none, nothing is there. */
export function isJump(op: Op): boolean {
  return op !== Op.SetList && op !== Op.SetListOpen;
}

/**
 * Debug hooks. While one is set, a called function runs a copy of its code with a {@link Op.Hook} before each instruction,
 * so that code without hooks pays nothing for them. A function that is at work when the hook is set goes on without.
 */
import { callBlocking } from "./calls.ts";
import type { LuaFrame } from "./frames.ts";
import type { LuaFunction } from "./functions.ts";
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
  lastFrame: LuaFrame | undefined;
  lastLine: number;
  running: boolean;
}

/** Calls the hook where the instruction that comes next is an event for it. */
export function runHook(state: State, frame: LuaFrame): void {
  const { hook } = state;
  if (hook === undefined || hook.running) return;
  const line = frame.prototype.lines[frame.pc] ?? -1;
  if (hook.mask.includes("c") && frame.pc === 1) callHook(state, hook, ["call", undefined]);
  if (hook.count > 0 && --hook.countdown <= 0) {
    hook.countdown = hook.count;
    callHook(state, hook, ["count", undefined]);
  }
  if (hook.mask.includes("l") && (hook.lastFrame !== frame || hook.lastLine !== line || frame.pc === 1)) {
    hook.lastFrame = frame;
    hook.lastLine = line;
    callHook(state, hook, ["line", line]);
  }
  const next = frame.prototype.code[frame.pc]?.op;
  if (hook.mask.includes("r") && (next === Op.Return || next === Op.ReturnOne || next === Op.ReturnOpen)) {
    callHook(state, hook, ["return", undefined]);
  }
}

/** The copy of `prototype` with hooks in its code. */
export function withHooks(state: State, prototype: Prototype): Prototype {
  let copy = state.hooked.get(prototype);
  if (copy === undefined) {
    const code: Instruction[] = [];
    const lines: number[] = [];
    prototype.code.forEach((original, at) => {
      const instruction = Object.assign(new Instruction(original.op), original);
      if (isJump(original.op)) instruction.target = original.target * 2;
      code.push(new Instruction(Op.Hook), instruction);
      lines.push(prototype.lines[at] ?? 0, prototype.lines[at] ?? 0);
    });
    const locals = prototype.locals.map((local) => ({ ...local, start: local.start * 2, end: local.end * 2 }));
    copy = new Prototype(prototype, prototype.run, () => ({ code, lines, constants: prototype.constants, locals }));
    copy.goOnAtJumps = null;
    state.hooked.set(prototype, copy);
  }
  return copy;
}

function callHook(state: State, hook: Hook, args: [string, number | undefined]): void {
  const { frame } = state;
  hook.running = true;
  try {
    callBlocking(state, hook.callee, args);
    state.frame = frame;
  } finally {
    hook.running = false;
  }
}

function isJump(op: Op): boolean {
  return op !== Op.SetList && op !== Op.SetListOpen;
}

/** Which registers hold something that is still read: only those are kept where a compiled function is suspended. */
import { type Instruction, Op } from "../instructions.ts";
import type { Prototype } from "../prototype.ts";
import { jumpsOf } from "./blocks.ts";

export interface Liveness {
  /** The registers that are read from the instruction at `at` on, in order. */
  before(at: number): readonly number[];
  /**
   * The registers that are read once the instruction at `at`, which was suspended, has its result: without those that get
   * the result, but with the one that names the callee to tracebacks.
   */
  around(at: number): readonly number[];
}

export function findLiveness({ code, stackSize, children }: Prototype): Liveness {
  const words = (stackSize + 31) >> 5;
  /** For each instruction a set of registers, a bit for each. */
  const sets = new Uint32Array((code.length + 1) * words);
  const live = new Uint32Array(words);
  for (let changed = true; changed; ) {
    changed = false;
    for (let at = code.length - 1; at >= 0; at--) {
      const instruction = code[at] as Instruction;
      live.fill(0);
      for (const next of jumpsOf(instruction, at) ?? [at + 1]) {
        for (let word = 0; word < words; word++) live[word] = bits(live, word) | bits(sets, next * words + word);
      }
      forEachWritten(instruction, (register) => remove(live, register));
      forEachRead(instruction, children, (register) => {
        if (register < stackSize) live[register >> 5] = bits(live, register >> 5) | (1 << (register & 31));
      });
      for (let word = 0; word < words; word++) {
        if (bits(sets, at * words + word) === bits(live, word)) continue;
        sets[at * words + word] = bits(live, word);
        changed = true;
      }
    }
  }
  const registers = (set: Uint32Array) => {
    const list: number[] = [];
    for (let register = 0; register < stackSize; register++) {
      if ((bits(set, register >> 5) & (1 << (register & 31))) !== 0) list.push(register);
    }
    return list;
  };
  return {
    before: (at) => registers(sets.subarray(at * words, (at + 1) * words)),
    around(at) {
      const instruction = code[at] as Instruction;
      const set = new Uint32Array(words);
      for (const next of jumpsOf(instruction, at) ?? []) {
        for (let word = 0; word < words; word++) set[word] = bits(set, word) | bits(sets, next * words + word);
      }
      if (jumpsOf(instruction, at) === undefined) set.set(sets.subarray((at + 1) * words, (at + 2) * words));
      forEachDelivered(instruction, (register) => remove(set, register));
      if (isCall(instruction)) set[instruction.a >> 5] = bits(set, instruction.a >> 5) | (1 << (instruction.a & 31));
      return registers(set);
    },
  };
}

function bits(set: Uint32Array, word: number): number {
  return set[word] as number;
}

function remove(set: Uint32Array, register: number): void {
  if (register >> 5 < set.length) set[register >> 5] = bits(set, register >> 5) & ~(1 << (register & 31));
}

function isCall({ op }: Instruction): boolean {
  return op === Op.Call || op === Op.CallOpen || op === Op.GenericFor;
}

type Visit = (register: number) => void;

function range(from: number, to: number, visit: Visit): void {
  for (let register = from; register <= to; register++) visit(register);
}

/** Registers that `instruction` sets whatever happens. */
function forEachWritten(instruction: Instruction, visit: Visit): void {
  const { op, a, b, c } = instruction;
  switch (op) {
    case Op.LoadNil:
      return range(a, b, visit);
    case Op.Self:
      return range(a, a + 1, visit);
    case Op.Call:
    case Op.CallOpen:
      return range(a, a + c - 1, visit);
    case Op.GenericFor:
      return range(a + 3, a + 2 + c, visit);
    case Op.Vararg:
      return range(a, a + b - 1, visit);
    case Op.Move:
    case Op.LoadConstant:
    case Op.GetUpvalue:
    case Op.GetBox:
    case Op.EmptyBox:
    case Op.GetGlobal:
    case Op.GetField:
    case Op.GetIndex:
    case Op.NewTable:
    case Op.Add:
    case Op.Sub:
    case Op.Mul:
    case Op.Div:
    case Op.Mod:
    case Op.Pow:
    case Op.Unm:
    case Op.Not:
    case Op.Len:
    case Op.Concat:
    case Op.Closure:
      return visit(a);
  }
}

/** Registers that get the result of `instruction` where it was suspended. */
function forEachDelivered(instruction: Instruction, visit: Visit): void {
  if (instruction.op === Op.Self) visit(instruction.a);
  else forEachWritten(instruction, visit);
}

/** Registers that `instruction` reads, those of constants among them. */
function forEachRead(instruction: Instruction, children: readonly Prototype[], visit: Visit): void {
  const { op, a, b, c } = instruction;
  switch (op) {
    case Op.Move:
    case Op.GetBox:
    case Op.GetField:
    case Op.Self:
    case Op.Unm:
    case Op.Not:
    case Op.Len:
    case Op.TestSetJump:
      return visit(b);
    case Op.SetUpvalue:
    case Op.NewBox:
    case Op.TestJump:
    case Op.ReturnOne:
      return visit(a);
    case Op.SetBox:
      visit(a);
      return visit(b);
    case Op.GetGlobal:
      return b === 0 ? undefined : visit(c);
    case Op.SetGlobal:
      visit(a);
      return b === 0 ? undefined : visit(c);
    case Op.GetIndex:
    case Op.Add:
    case Op.Sub:
    case Op.Mul:
    case Op.Div:
    case Op.Mod:
    case Op.Pow:
    case Op.EqJump:
    case Op.LtJump:
    case Op.LeJump:
      visit(b);
      return visit(c);
    case Op.SetField:
    case Op.InitField:
      visit(a);
      return visit(c);
    case Op.SetIndex:
      visit(a);
      visit(b);
      return visit(c);
    case Op.Concat:
      return range(b, c, visit);
    case Op.Call:
    case Op.TailCall:
      return range(a, a + b, visit);
    case Op.CallOpen:
    case Op.TailCallOpen:
      visit(a);
      return range(a + 1, b, visit);
    case Op.Return:
      return range(a, a + b - 1, visit);
    case Op.ReturnOpen:
      return range(a, b - 1, visit);
    case Op.ForPrep:
    case Op.ForLoop:
    case Op.GenericFor:
      return range(a, a + 2, visit);
    case Op.SetList:
      return range(a, a + b, visit);
    case Op.SetListOpen:
      visit(a);
      return range(a + 1, b, visit);
    case Op.Closure:
      for (const { inStack, index } of children[b]?.upvalues ?? []) if (inStack) visit(index);
  }
}

/** Which registers hold something that is still read: only those are kept where a compiled function is suspended. */
import { type Instruction, Op } from "../instructions.ts";
import type { Prototype } from "../prototype.ts";
import { type Jumps, jumpsIn } from "./blocks.ts";

export interface Liveness {
  /** The registers that are read from the instruction at `at` on. */
  before(at: number): RegisterSet;
  /**
   * The registers that are read once the instruction at `at`, which was suspended, has its result: without those that get
   * the result, but with the one that names the callee to tracebacks.
   */
  around(at: number): RegisterSet;
}

/** Registers as bits, 32 in each number. */
export type RegisterSet = readonly number[];

/** The members of `set` in order. */
export function registersOf(set: RegisterSet): number[] {
  const registers: number[] = [];
  for (let word = 0; word < set.length; word++) {
    const bits = set[word] as number;
    for (let register = 0; bits >>> register !== 0 && register < 32; register++) {
      if (((bits >>> register) & 1) !== 0) registers.push(word * 32 + register);
    }
  }
  return registers;
}

/** Computed once for all forms of a function. */
export function livenessOf(prototype: Prototype): Liveness {
  prototype.liveness ??= findLiveness(prototype);
  return prototype.liveness;
}

/** Most functions have sets of one number. The engine is cold here: little is called, and little made. */
function findLiveness(prototype: Prototype): Liveness {
  const { code, stackSize, children } = prototype;
  const follow = jumpsIn(prototype);
  const words = (stackSize + 31) >> 5;
  // a set for each instruction, one behind the other
  const written = new Int32Array(code.length * words);
  const read = new Int32Array(code.length * words);
  const live = new Int32Array((code.length + 1) * words);
  let sets = written;
  let first = 0;
  const visit = (register: number) => {
    const place = first + (register >> 5);
    if (register < stackSize) sets[place] = (sets[place] as number) | (1 << (register & 31));
  };
  for (let at = 0; at < code.length; at++) {
    const instruction = code[at] as Instruction;
    first = at * words;
    sets = written;
    forEachWritten(instruction, visit);
    sets = read;
    forEachRead(instruction, children, visit);
  }
  while (spread(follow, words, written, read, live));
  return {
    before(at) {
      const set: number[] = [];
      for (let word = 0; word < words; word++) set.push(live[at * words + word] as number);
      return set;
    },
    around(at) {
      const instruction = code[at] as Instruction;
      const isSelf = instruction.op === Op.Self;
      const set: number[] = [];
      for (let word = 0; word < words; word++) {
        const delivered = isSelf ? bitIn(word, instruction.a) : (written[at * words + word] as number);
        const named = isCall(instruction) ? bitIn(word, instruction.a) : 0;
        set.push((afterwards(follow, words, live, at, word) & ~delivered) | named);
      }
      return set;
    },
  };
}

/** Passes on, from the end, what is read; answers whether that has to be done again. */
function spread(
  follow: readonly Jumps[],
  words: number,
  written: Int32Array,
  read: Int32Array,
  live: Int32Array,
): boolean {
  let again = false;
  let jumpsBack = false;
  for (let at = follow.length - 1; at >= 0; at--) {
    const next = follow[at];
    if (next !== undefined && next.length > 0 && (next[0] as number) <= at) jumpsBack = true;
    for (let word = 0; word < words; word++) {
      const place = at * words + word;
      const bits = (afterwards(follow, words, live, at, word) & ~(written[place] as number)) | (read[place] as number);
      if (bits === live[place]) continue;
      live[place] = bits;
      again = true;
    }
  }
  return again && jumpsBack;
}

/** What is read behind the instruction at `at`. */
function afterwards(follow: readonly Jumps[], words: number, live: Int32Array, at: number, word: number): number {
  const next = follow[at];
  if (next === undefined) return live[(at + 1) * words + word] as number;
  let bits = 0;
  for (let way = 0; way < next.length; way++) bits |= live[(next[way] as number) * words + word] as number;
  return bits;
}

/** A register's bit, in the word that has it. */
function bitIn(word: number, register: number): number {
  return register >> 5 === word ? 1 << (register & 31) : 0;
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

/**
 * Lua 5.3 bytecode, as the parser gives it, to the interpreter's {@link Instruction}s.
 *
 * Three things change on the way. Constants that are operands get registers behind the frame's own, filled by the
 * template that a new frame copies. A captured variable lives in a box while it is in scope: the box is made where its
 * scope begins, so each turn of a loop gets a new one, and reads and writes of the register go through it by instructions
 * of their own. A comparison and the jump after it become one instruction that only jumps forwards; jumps backwards are
 * {@link Op.Loop}, where the budget is counted.
 */

import type { Run } from "./compiler/compile.ts";
import { arraySizeOfConstructor, type ConstructorItem } from "./constructor-size.ts";
import { Instruction, Op } from "./instructions.ts";
import { Opcode } from "./parser/opcodes.ts";
import { type ParsedFunction, shortSource } from "./parser/parse.ts";
import { type Body, type LocalVariable, Prototype } from "./prototype.ts";
import type { Shape } from "./shapes.ts";
import type { State } from "./state.ts";
import type { Value } from "./values.ts";

/**
 * A parsed function, and all functions inside it, each lowered when it is first needed, for one machine. Its interpreter
 * calls their closures, until they are compiled.
 */
export function lower(parsed: ParsedFunction, source: string, { interpret, emptyShape }: State): Prototype {
  return lowerFunction(parsed, source, shortSource(source), interpret, emptyShape);
}

function lowerFunction(parsed: ParsedFunction, source: string, short: string, run: Run, empty: Shape): Prototype {
  const { lineDefined, lastLineDefined, parameters, isVararg } = parsed;
  const outline = {
    source,
    shortSource: short,
    lineDefined,
    lastLineDefined,
    parameters,
    isVararg,
    stackSize: parsed.stackSize + TEMPORARIES,
    // written out: a copy with one more property is made old at once
    upvalues: parsed.upvalues.map(({ name, inStack, index }, at) => ({
      name,
      inStack,
      index,
      hidden: at === parsed.environmentUpvalue,
    })),
    children: parsed.children.map((child) => lowerFunction(child, source, short, run, empty)),
  };
  return new Prototype(outline, run, () => new Lowering(parsed, empty).body());
}

/** A local variable as the parser describes it, with the register it lives in. */
interface ScopedLocal extends LocalVariable {
  captured: boolean;
  /** Where the box is made: the start, or one before it for a local function that captures itself. */
  boxedFrom: number;
}

/** Registers for the values of boxes, behind the function's own. */
const TEMPORARIES = 4;
const BITRK = 256;
const FIELDS_PER_FLUSH = 50;

class Lowering {
  private readonly code: Instruction[] = [];
  private readonly lines: number[] = [];
  private readonly parsed: ParsedFunction;
  private readonly empty: Shape;
  private readonly parsedCode: ParsedFunction["code"];
  private readonly scoped: ScopedLocal[];
  private readonly captured: ScopedLocal[];
  /** Lowered index of each 5.3 instruction, behind and before the boxes that are made there. */
  private readonly startOf: number[] = [];
  private readonly bodyOf: number[] = [];
  private readonly jumps: { instruction: Instruction; from: number; to: number }[] = [];
  private readonly constantRegisters = new Map<number, number>();
  /** The slot that each SETTABLE of a constructor fills, where the table has it from the start. */
  private initialisers: Map<number, number> | undefined;
  private pc = 0;

  /** @param empty of the machine's tables */
  constructor(parsed: ParsedFunction, empty: Shape) {
    this.parsed = parsed;
    this.empty = empty;
    this.parsedCode = parsed.code;
    this.scoped = assignRegisters(parsed);
    this.markCaptured();
    this.captured = this.scoped.filter((local) => local.captured);
  }

  body(): Body {
    this.run();
    const constants = [...this.constantRegisters.keys()].map((constant) => this.parsed.constants[constant]);
    return { code: this.code, lines: this.lines, constants, locals: this.locals() };
  }

  private run(): void {
    const { parsedCode: code } = this;
    const boxes = this.boxes();
    for (this.pc = 0; this.pc < code.length; ) {
      const at = this.pc;
      this.startOf[at] = this.code.length;
      const here = boxes?.get(at);
      if (here !== undefined) {
        for (const local of here)
          this.emit(new Instruction(local.boxedFrom < local.start ? Op.EmptyBox : Op.NewBox, local.register));
      }
      this.bodyOf[at] = this.code.length;
      this.pc = at + 1;
      this.lowerAt(at);
      for (let skipped = at + 1; skipped < this.pc; skipped++) {
        this.startOf[skipped] = this.code.length;
        this.bodyOf[skipped] = this.code.length;
      }
    }
    this.startOf[code.length] = this.code.length;
    this.bodyOf[code.length] = this.code.length;
    for (const { instruction, from, to } of this.jumps) instruction.target = this.targetIndex(from, to);
  }

  /** The locals whose boxes are made at an instruction. @returns undefined where there are none, as in most functions */
  private boxes(): Map<number, ScopedLocal[]> | undefined {
    if (this.captured.length === 0) return undefined;
    const boxes = new Map<number, ScopedLocal[]>();
    for (const local of this.captured) {
      const here = boxes.get(local.boxedFrom) ?? [];
      here.push(local);
      boxes.set(local.boxedFrom, here);
    }
    return boxes;
  }

  private locals(): LocalVariable[] {
    return this.scoped.map(({ name, register, start, end }) => ({
      name,
      register,
      start: this.startOf[start] ?? 0,
      end: this.startOf[end] ?? this.code.length,
    }));
  }

  private lowerAt(at: number): void {
    const instruction = this.parsedCode[at];
    if (instruction === undefined) return;
    const { A, B, C, Bx, sBx } = instruction;
    switch (instruction.opcode) {
      case Opcode.MOVE:
        return this.lowerMove(A, B);
      case Opcode.LOADK:
        return this.loadConstant(A, this.parsed.constants[Bx]);
      case Opcode.LOADKX: {
        const extra = this.parsedCode[this.pc++];
        return this.loadConstant(A, this.parsed.constants[extra?.Ax ?? 0]);
      }
      case Opcode.LOADBOOL:
        this.loadConstant(A, B !== 0);
        if (C !== 0) this.jump(at, at + 2);
        return;
      case Opcode.LOADNIL:
        return this.lowerLoadNil(A, A + B);
      case Opcode.GETUPVAL:
        return this.into(A, (a) => new Instruction(Op.GetUpvalue, a, B));
      case Opcode.SETUPVAL:
        this.emit(new Instruction(Op.SetUpvalue, this.operand(A, 0), B));
        return;
      case Opcode.GETTABUP:
        return this.lowerGetTableUpvalue(A, B, C);
      case Opcode.SETTABUP:
        return this.lowerSetTableUpvalue(A, B, C);
      case Opcode.GETTABLE:
        return this.lowerGet(A, this.operand(B, 0), C);
      case Opcode.SETTABLE: {
        const slot = this.initialisers?.get(at);
        if (slot === undefined) return this.lowerSet(this.operand(A, 0), B, C);
        this.emit(new Instruction(Op.InitField, this.operand(A, 0), slot, this.operand(C, 2)));
        return;
      }
      case Opcode.NEWTABLE:
        return this.into(A, (a) => {
          const instruction = new Instruction(Op.NewTable, a);
          instruction.shape = this.shapeOfConstructor(at, A, C);
          return instruction;
        });
      case Opcode.SELF:
        return this.lowerSelf(A, B, C);
      case Opcode.ADD:
        return this.arithmetic(Op.Add, A, B, C);
      case Opcode.SUB:
        return this.arithmetic(Op.Sub, A, B, C);
      case Opcode.MUL:
        return this.arithmetic(Op.Mul, A, B, C);
      case Opcode.MOD:
        return this.arithmetic(Op.Mod, A, B, C);
      case Opcode.POW:
        return this.arithmetic(Op.Pow, A, B, C);
      case Opcode.DIV:
        return this.arithmetic(Op.Div, A, B, C);
      case Opcode.UNM:
        return this.unary(Op.Unm, A, B);
      case Opcode.NOT:
        return this.unary(Op.Not, A, B);
      case Opcode.LEN:
        return this.unary(Op.Len, A, B);
      case Opcode.CONCAT:
        return this.into(A, (a) => new Instruction(Op.Concat, a, B, C));
      case Opcode.JMP:
        // A jump to the next instruction only closes upvalues, which boxes do without it.
        if (sBx !== 0) this.jump(at, at + 1 + sBx);
        return;
      case Opcode.EQ:
        return this.comparison(Op.EqJump, A, B, C);
      case Opcode.LT:
        return this.comparison(Op.LtJump, A, B, C);
      case Opcode.LE:
        return this.comparison(Op.LeJump, A, B, C);
      case Opcode.TEST:
        return this.test(this.operand(A, 0), C !== 0);
      case Opcode.TESTSET:
        return this.lowerTestSet(A, B, C !== 0);
      case Opcode.CALL:
        return this.lowerCall(B === 0 ? Op.CallOpen : Op.Call, A, B, C - 1);
      case Opcode.TAILCALL:
        return this.lowerCall(B === 0 ? Op.TailCallOpen : Op.TailCall, A, B, -1);
      case Opcode.RETURN:
        return this.lowerReturn(A, B);
      case Opcode.FORPREP:
        return this.jumpWith(new Instruction(Op.ForPrep, A), at, at + 1 + sBx);
      case Opcode.FORLOOP:
        return this.jumpWith(new Instruction(Op.ForLoop, A), at, at + 1 + sBx);
      case Opcode.TFORCALL: {
        const loop = this.parsedCode[this.pc++];
        return this.jumpWith(new Instruction(Op.GenericFor, A, 0, C), at, this.pc + (loop?.sBx ?? 0));
      }
      case Opcode.SETLIST:
        return this.lowerSetList(at, A, B, C);
      case Opcode.CLOSURE:
        return this.into(A, (a) => new Instruction(Op.Closure, a, Bx));
      case Opcode.VARARG:
        if (B === 0) this.lowerVarargOpen(A);
        else if (B === 2) this.into(A, (a) => new Instruction(Op.Vararg, a, 1));
        else this.emit(new Instruction(Op.Vararg, A, B - 1));
        return;
      default:
        throw new Error(`unexpected opcode ${instruction.opcode}`);
    }
  }

  private lowerMove(A: number, B: number): void {
    if (this.boxAt(B) !== undefined) {
      return this.into(A, (a) => new Instruction(Op.GetBox, a, B));
    }
    if (this.boxAt(A) !== undefined) {
      this.emit(new Instruction(Op.SetBox, B, A));
      return;
    }
    this.emit(new Instruction(Op.Move, A, B));
  }

  private loadConstant(A: number, value: Value): void {
    this.into(A, (a) => {
      const load = new Instruction(Op.LoadConstant, a);
      load.key = value;
      return load;
    });
  }

  private lowerLoadNil(from: number, to: number): void {
    for (let register = from; register <= to; register++) {
      if (this.boxAt(register) !== undefined) this.loadConstant(register, undefined);
    }
    let start = from;
    while (start <= to) {
      if (this.boxAt(start) !== undefined) {
        start++;
        continue;
      }
      let end = start;
      while (end < to && this.boxAt(end + 1) === undefined) end++;
      this.emit(new Instruction(Op.LoadNil, start, end));
      start = end + 1;
    }
  }

  private lowerGetTableUpvalue(A: number, upvalue: number, C: number): void {
    const name = this.stringConstant(C);
    if (upvalue === this.parsed.environmentUpvalue && name !== undefined) {
      return this.into(A, (a) => this.keyed(new Instruction(Op.GetGlobal, a), name));
    }
    if (upvalue === this.parsed.environmentUpvalue) {
      // A chunk with so many constants that the name does not fit the instruction.
      return this.into(A, (a) => new Instruction(Op.GetGlobal, a, 1, this.operand(C, 1)));
    }
    const table = this.temporary(0);
    this.emit(new Instruction(Op.GetUpvalue, table, upvalue));
    this.lowerGet(A, table, C);
  }

  private lowerSetTableUpvalue(upvalue: number, B: number, C: number): void {
    const name = this.stringConstant(B);
    if (upvalue === this.parsed.environmentUpvalue) {
      const value = this.operand(C, 2);
      this.emit(
        name !== undefined
          ? this.keyed(new Instruction(Op.SetGlobal, value), name)
          : new Instruction(Op.SetGlobal, value, 1, this.operand(B, 1)),
      );
      return;
    }
    const table = this.temporary(0);
    this.emit(new Instruction(Op.GetUpvalue, table, upvalue));
    this.lowerSet(table, B, C);
  }

  private lowerGet(A: number, table: number, C: number): void {
    const name = this.stringConstant(C);
    if (name !== undefined) this.into(A, (a) => this.keyed(new Instruction(Op.GetField, a, table), name));
    else {
      const key = this.operand(C, 1);
      this.into(A, (a) => new Instruction(Op.GetIndex, a, table, key));
    }
  }

  private lowerSet(table: number, B: number, C: number): void {
    const name = this.stringConstant(B);
    if (name !== undefined) {
      this.emit(this.keyed(new Instruction(Op.SetField, table, 0, this.operand(C, 2)), name));
    } else {
      this.emit(new Instruction(Op.SetIndex, table, this.operand(B, 1), this.operand(C, 2)));
    }
  }

  /**
   * The fields of the table that the NEWTABLE at `at` makes, if its constructor names all of them: the SETTABLEs that follow
   * are then {@link initialisers}.
   * @param size how many the parser counted, which it tells exactly up to 15
   */
  private shapeOfConstructor(at: number, A: number, size: number): Shape {
    const { empty } = this;
    if (size === 0 || size > 15) return empty;
    const slots = new Map<number, number>();
    let shape = empty;
    for (let pc = at + 1; slots.size < size; pc++) {
      const instruction = this.parsedCode[pc];
      if (instruction === undefined) return empty;
      if (instruction.opcode !== Opcode.SETTABLE || instruction.A !== A) continue;
      const name = this.stringConstant(instruction.B);
      if (name === undefined) return empty;
      if (!shape.slotOf.has(name)) {
        if (!shape.canShare(name)) return empty;
        shape = shape.with(name);
      }
      slots.set(pc, shape.slotOf.get(name) as number);
    }
    this.initialisers ??= new Map();
    for (const [pc, slot] of slots) this.initialisers.set(pc, slot);
    return shape;
  }

  private lowerSelf(A: number, B: number, C: number): void {
    const object = this.operand(B, 0);
    const name = this.stringConstant(C);
    if (name !== undefined) {
      this.emit(this.keyed(new Instruction(Op.Self, A, object), name));
      return;
    }
    const key = this.operand(C, 1);
    this.emit(new Instruction(Op.Move, A + 1, object));
    this.emit(new Instruction(Op.GetIndex, A, A + 1, key));
  }

  private arithmetic(op: Op, A: number, B: number, C: number): void {
    const left = this.operand(B, 0);
    const right = this.operand(C, 1);
    this.into(A, (a) => new Instruction(op, a, left, right));
  }

  private unary(op: Op, A: number, B: number): void {
    const operand = this.operand(B, 0);
    this.into(A, (a) => new Instruction(op, a, operand));
  }

  private comparison(op: Op, A: number, B: number, C: number): void {
    const compare = new Instruction(op, 0, this.operand(B, 0), this.operand(C, 1));
    this.conditional(compare, A !== 0);
  }

  private test(register: number, jumpIfTrue: boolean): void {
    this.conditional(new Instruction(Op.TestJump, register), jumpIfTrue);
  }

  private lowerTestSet(A: number, B: number, jumpIfTrue: boolean): void {
    const value = this.operand(B, 0);
    if (this.boxAt(A) === undefined && this.jumpTarget() >= this.pc) {
      this.conditional(new Instruction(Op.TestSetJump, A, value), jumpIfTrue);
      return;
    }
    // The value must go through a box, or the jump backwards: take the jump apart.
    const skip = new Instruction(Op.TestJump, value);
    skip.flag = !jumpIfTrue;
    this.emit(skip);
    this.into(A, (a) => new Instruction(Op.Move, a, value));
    this.followJump();
    skip.target = this.code.length;
  }

  private lowerCall(op: Op, A: number, B: number, results: number): void {
    this.emit(new Instruction(op, A, B === 0 ? this.openFrom : B - 1, results));
    if (results === -1) this.openFrom = A - 1;
  }

  private lowerVarargOpen(A: number): void {
    this.emit(new Instruction(Op.VarargOpen, A));
    this.openFrom = A - 1;
  }

  /** The register in front of the open values that the last open call or vararg left. */
  private openFrom = 0;

  private lowerReturn(A: number, B: number): void {
    if (B === 0) this.emit(new Instruction(Op.ReturnOpen, A, this.openFrom + 1));
    else if (B === 2) this.emit(new Instruction(Op.ReturnOne, this.operand(A, 0)));
    else this.emit(new Instruction(Op.Return, A, B - 1));
  }

  private lowerSetList(at: number, A: number, B: number, C: number): void {
    const batch = C === 0 ? (this.parsedCode[this.pc++]?.Ax ?? 1) : C;
    const offset = (batch - 1) * FIELDS_PER_FLUSH;
    const list =
      B === 0 ? new Instruction(Op.SetListOpen, A, this.openFrom, offset) : new Instruction(Op.SetList, A, B, offset);
    const items = this.constructorItems(at, A, B === 0 ? this.openFrom - A : B);
    if (B === 0) items.push("computed");
    list.target = arraySizeOfConstructor(items);
    this.emit(list);
  }

  /** What the parser knew of each item of a table constructor, for the size that LuaJIT would give the table. */
  private constructorItems(at: number, A: number, count: number): ConstructorItem[] {
    const items: ConstructorItem[] = new Array<ConstructorItem>(count).fill("computed");
    for (let pc = at - 1, seen = 0; pc >= 0 && seen < count; pc--) {
      const instruction = this.parsedCode[pc];
      if (instruction === undefined || instruction.opcode === Opcode.NEWTABLE) break;
      const item = instruction.A - A - 1;
      if (item < 0 || item >= count) continue;
      seen++;
      if (instruction.opcode === Opcode.LOADK || instruction.opcode === Opcode.LOADBOOL) items[item] = "constant";
      else if (instruction.opcode === Opcode.LOADNIL) {
        for (let nil = item; nil <= item + instruction.B && nil < count; nil++) items[nil] = "nil";
      }
    }
    return items;
  }

  /** Emits an instruction that sets A, through a temporary where A is boxed. */
  private into(A: number, make: (register: number) => Instruction): void {
    if (this.boxAt(A) === undefined) {
      this.emit(make(A));
      return;
    }
    const temporary = this.temporary(3);
    this.emit(make(temporary));
    this.emit(new Instruction(Op.SetBox, temporary, A));
  }

  /** The register to read an operand from: a constant's, a temporary with a box's value, or its own. */
  private operand(rk: number, slot: number): number {
    if (rk >= BITRK) return this.constantRegister(rk - BITRK);
    if (this.boxAt(rk) === undefined) return rk;
    const temporary = this.temporary(slot);
    this.emit(new Instruction(Op.GetBox, temporary, rk));
    return temporary;
  }

  private temporary(slot: number): number {
    return this.parsed.stackSize + slot;
  }

  private constantRegister(constant: number): number {
    let register = this.constantRegisters.get(constant);
    if (register === undefined) {
      register = this.parsed.stackSize + TEMPORARIES + this.constantRegisters.size;
      this.constantRegisters.set(constant, register);
    }
    return register;
  }

  private stringConstant(rk: number): string | undefined {
    if (rk < BITRK) return undefined;
    const constant = this.parsed.constants[rk - BITRK];
    return typeof constant === "string" ? constant : undefined;
  }

  private keyed(instruction: Instruction, key: string): Instruction {
    instruction.key = key;
    return instruction;
  }

  private emit(instruction: Instruction): void {
    this.code.push(instruction);
    this.lines.push(this.parsed.lines[this.pc - 1] ?? this.parsed.lines[this.pc] ?? 0);
  }

  private jump(from: number, to: number): void {
    this.jumpWith(new Instruction(to <= from ? Op.Loop : Op.Jump), from, to);
  }

  private jumpWith(instruction: Instruction, from: number, to: number): void {
    this.emit(instruction);
    this.jumps.push({ instruction, from, to });
  }

  /** Where the jump after the current instruction goes. */
  private jumpTarget(): number {
    return this.pc + 1 + (this.parsedCode[this.pc]?.sBx ?? 0);
  }

  /** Emits a test together with the jump that follows it. */
  private conditional(test: Instruction, jumpIfTrue: boolean): void {
    const from = this.pc;
    const to = this.jumpTarget();
    if (to > from) {
      test.flag = jumpIfTrue;
      this.jumpWith(test, from, to);
      this.pc = from + 1;
      return;
    }
    test.flag = !jumpIfTrue;
    this.emit(test);
    this.followJump();
    test.target = this.code.length;
  }

  /** Takes the jump that follows as an instruction of its own. */
  private followJump(): void {
    const from = this.pc;
    const to = this.jumpTarget();
    this.pc = from + 1;
    this.jump(from, to);
  }

  /**
   * The lowered index of a jump's target. A jump within a captured variable's scope to where that scope begins keeps the
   * variable and its box; one from outside makes a new one.
   */
  private targetIndex(from: number, to: number): number {
    const begins = this.captured.some((local) => local.boxedFrom === to && from >= local.boxedFrom && from < local.end);
    return (begins ? this.bodyOf[to] : this.startOf[to]) ?? this.code.length;
  }

  private boxAt(register: number): ScopedLocal | undefined {
    const at = this.pc - 1;
    return this.captured.find((local) => local.register === register && local.boxedFrom <= at && at < local.end);
  }

  private markCaptured(): void {
    const { children } = this.parsed;
    for (let pc = 0; pc < this.parsedCode.length; pc++) {
      const instruction = this.parsedCode[pc];
      if (instruction?.opcode !== Opcode.CLOSURE) continue;
      for (const upvalue of children[instruction.Bx]?.upvalues ?? []) {
        if (!upvalue.inStack) continue;
        const local = this.localForCapture(upvalue.index, pc);
        if (local === undefined) throw new Error("a captured register without a variable");
        local.captured = true;
        if (local.start === pc + 1) local.boxedFrom = pc;
      }
    }
  }

  private localForCapture(register: number, pc: number): ScopedLocal | undefined {
    return (
      this.scoped.find((local) => local.register === register && local.start <= pc && pc < local.end) ??
      this.scoped.find((local) => local.register === register && local.start === pc + 1)
    );
  }
}

/** Finds the register of each local variable: the parser lists them in the order in which they come into scope. */
function assignRegisters(parsed: ParsedFunction): ScopedLocal[] {
  const active: ScopedLocal[] = [];
  return parsed.locals.map(({ name, start, end }) => {
    while (active.length > 0 && (active[active.length - 1] as ScopedLocal).end <= start) active.pop();
    const local: ScopedLocal = { name, start, end, register: active.length, captured: false, boxedFrom: start };
    // A variable without any instruction in its scope takes a register all the same.
    active.push(local);
    return local;
  });
}

/**
 * The text of each instruction in JavaScript, with the meaning that interpreter.ts gives it. Nothing of a script's text gets
 * in: only numbers, checked here; all else comes as a constant of the generated function's surroundings.
 *
 * Names in the generated text: `S` the state, `C` the closure, `F` its frame, `N` the frame for what it calls, `U` its upvalues,
 * `A` its varargs, `r0 r1 …` the registers, `open` the open values, `v x y` scratch, `nil`; the others are constants, or those
 * of runtime.ts. To be suspended where `F.pc` says, or to stand back there, a function leaves one of the blocks of
 * {@link Emitter.withExits}: one for each set of registers to keep, because the engine's optimiser looks at what each variable
 * may be on every way to a common place.
 */
import { NOTHING_INHERITED, UNSETTLED } from "../inheritance.ts";
import {
  CALLED_LUA,
  CALLED_NATIVE,
  type FieldCache,
  FieldPlace,
  type Instruction,
  LACKING,
  Op,
} from "../instructions.ts";
import type { Prototype } from "../prototype.ts";
import { NO_SHAPE, type Shape } from "../shapes.ts";
import { LONG_TEXT } from "../state.ts";
import { type Jumps, jumpsIn, jumpTargets } from "./blocks.ts";
import { type Liveness, livenessOf, type RegisterSet, registersOf } from "./liveness.ts";

/** Where a function ends before its end. */
export interface Exit {
  /** Of this, a constant. */
  readonly name: string;
  /** The registers to keep. */
  readonly kept: readonly number[];
  readonly kind: ExitKind;
}

/**
 * Suspended in an instruction; stopped between two, to let the host have a turn; or at the end of what is compiled, where the
 * interpreter goes on.
 */
type ExitKind = "suspended" | "stands back" | "goes on";

/** Gives the text of a jump to an instruction. */
export type GoTo = (target: number) => string;

/** Functions with more kinds of exit keep all registers at the others. */
const MOST_EXITS = 40;

/** Emits the instructions of one function, and collects the constants that their text names. */
export class Emitter {
  /** By the name that the text has for each. */
  readonly constants = new Map<string, unknown>();
  /** Whether the text calls Lua functions, for which it needs a frame; and what else it names. */
  callsLua = false;
  usesUpvalues = false;
  usesOpen = false;
  private readonly prototype: Prototype;
  /** Of the function's instructions; and where they lead. */
  readonly jumps: readonly Jumps[];
  readonly targets: ReadonlySet<number>;
  private readonly liveness: Liveness;
  /** Of constants that several instructions have. */
  private readonly names = new Map<object, string>();
  private readonly exits = new Map<string, Exit>();

  constructor(prototype: Prototype) {
    this.prototype = prototype;
    this.jumps = jumpsIn(prototype);
    this.targets = jumpTargets(this.jumps);
    this.liveness = livenessOf(prototype);
  }

  /**
   * `body`, the text of instructions, with the blocks that it leaves around it.
   * @param leave the text of what follows: how the function ends that keeps some registers, and may stand back
   */
  withExits(body: string, leave: (exit: Exit) => string): string {
    let text = body;
    for (const exit of this.exits.values()) text = `${exit.name}: {\n${text}\n}\n${leave(exit)}`;
    return text;
  }

  /**
   * Takes a step; where none is left, the function may have to stand back, and goes on at `to` later.
   *
   * `turn` is asked by making it a string: of all that calls a function this alone has no memory of earlier calls, without
   * which the engine's optimiser gives up what it has made of the function when the call is carried out the first time.
   */
  tick(to: number): string {
    return `if (--S.steps < 0 && \`\${turn}\`) { F.pc = ${to}; ${this.exit(this.liveness.before(to), "stands back")} }`;
  }

  /** The registers that are read from the instruction at `at` on. */
  readFrom(at: number): readonly number[] {
    return registersOf(this.liveness.before(at));
  }

  /** Leaves the function's compiled part; the interpreter goes on at `to`. */
  handBack(to: number): string {
    return `F.pc = ${to}; ${this.exit(this.liveness.before(to), "goes on")}`;
  }

  /** Leaves the function, which was suspended in the instruction at `at`. */
  private suspend(at: number): string {
    return this.exit(this.liveness.around(at), "suspended");
  }

  private exit(live: RegisterSet, kind: ExitKind): string {
    const { size } = this.exits;
    const key = `${kind} ${size < MOST_EXITS ? (live.length === 1 ? live[0] : live.join()) : "all"}`;
    let exit = this.exits.get(key);
    if (exit === undefined) {
      const kept = size < MOST_EXITS ? registersOf(live) : range(0, this.prototype.stackSize - 1);
      exit = { name: `X${size}`, kept, kind };
      this.exits.set(key, exit);
      this.constant(exit.name, exit);
    }
    return `break ${exit.name};`;
  }

  /**
   * Lines for the instruction at `at`.
   */
  emit(at: number, goTo: GoTo): string {
    const instruction = this.prototype.code[at] as Instruction;
    const { op, a, b, c, flag, target } = instruction;
    const r = (register: number) => this.operand(register);
    const pc = at + 1;
    const leave = canSuspend(op) ? this.suspend(at) : "";
    switch (op) {
      case Op.Move:
        return `r${a} = ${r(b)};`;
      case Op.LoadConstant:
        return `r${a} = ${this.literal(instruction.key, `k${at}`)};`;
      case Op.LoadNil:
        return `${range(a, b)
          .map((register) => `r${register} = `)
          .join("")}undefined;`;
      case Op.GetUpvalue:
        this.usesUpvalues = true;
        return `r${a} = U[${b}].value;`;
      case Op.SetUpvalue:
        this.usesUpvalues = true;
        return `U[${b}].value = ${r(a)};`;
      case Op.GetBox:
        return `r${a} = r${b}.value;`;
      case Op.SetBox:
        return `r${b}.value = ${r(a)};`;
      case Op.NewBox:
        return `r${a} = new Box(r${a});`;
      case Op.EmptyBox:
        return `r${a} = new Box(undefined);`;
      case Op.GetGlobal:
        return b === 0
          ? `y = C.environment; ${this.getField(instruction, "y", a, pc, leave)}`
          : this.slowly(a, `globalNamed(S, F, ${pc}, ${r(c)})`, leave);
      case Op.SetGlobal:
        return `if (setGlobal(S, F, ${pc}, ${b === 0 ? "undefined" : r(c)}, ${r(a)}) === UNWIND) ${leave}`;
      case Op.GetField:
        return this.getField(instruction, r(b), a, pc, leave);
      case Op.GetIndex: {
        const isNumber = this.isNumber(c) ? "" : `typeof ${r(c)} === "number" && `;
        return `if (${isNumber}${r(b)} !== undefined && (x = ${r(b)}.array) !== undefined && ${r(c)} > 0 && ${r(c)} <= x.length && (v = x[${r(c)} - 1]) !== undefined) r${a} = v; else ${this.slowly(a, `element(S, F, ${pc}, ${r(b)}, ${r(c)})`, leave)}`;
      }
      case Op.SetField: {
        const slow = `if (assignField(S, F, ${this.fieldCache(instruction, pc)}, ${r(a)}, ${r(c)}) === UNWIND) ${leave}`;
        const quick = this.quickWrite(instruction.cache, r(a), r(c));
        return quick === undefined ? slow : `${quick} else ${slow}`;
      }
      case Op.SetIndex:
        return `if (typeof ${r(b)} === "number" && ${r(a)} !== undefined && (x = ${r(a)}.array) !== undefined && ${r(b)} > 0 && ${r(b)} <= x.length && x[${r(b)} - 1] !== undefined && ${r(c)} !== undefined) x[${r(b)} - 1] = ${r(c)}; else if (assignElement(S, F, ${pc}, ${r(a)}, ${r(b)}, ${r(c)}) === UNWIND) ${leave}`;
      case Op.NewTable:
        return `r${a} = new Table(${this.constant(`s${at}`, instruction.shape)});${
          instruction.shape.keys.length === 0
            ? ""
            : ` r${a}.slots = [${instruction.shape.keys.map(() => "nil").join(", ")}];`
        }`;
      case Op.InitField:
        return `${r(a)}.slots[${b}] = ${r(c)};`;
      case Op.Self:
        return `${a + 1 === b ? "" : `r${a + 1} = ${r(b)}; `}${this.getField(instruction, `r${a + 1}`, a, pc, leave)}`;
      case Op.Add:
        return this.arithmetic(instruction, pc, leave, `${r(b)} + ${r(c)}`);
      case Op.Sub:
        return this.arithmetic(instruction, pc, leave, `${r(b)} - ${r(c)}`);
      case Op.Mul:
        return this.arithmetic(instruction, pc, leave, `${r(b)} * ${r(c)}`);
      case Op.Div:
        return this.arithmetic(instruction, pc, leave, `${r(b)} / ${r(c)}`);
      case Op.Mod:
        return this.arithmetic(instruction, pc, leave, this.remainder(b, c));
      case Op.Pow:
        return this.arithmetic(instruction, pc, leave, `power(${r(b)}, ${r(c)})`);
      case Op.Unm:
        return `if (typeof ${r(b)} === "number") r${a} = -${r(b)}; else ${this.slowly(a, `arithmetic(S, F, ${pc}, ${r(b)}, ${r(b)})`, leave)}`;
      case Op.Not:
        return `r${a} = ${r(b)} === undefined || ${r(b)} === false;`;
      case Op.Len:
        return `if (${r(b)} !== undefined && (x = ${r(b)}.array) !== undefined && x.length > 0 && ${r(b)}.metatable === null && !${r(b)}.hasHoles) r${a} = x.length; else ${this.slowly(a, `lengthOf(S, F, ${pc}, ${r(b)})`, leave)}`;
      case Op.Concat:
        return c === b + 1
          ? `if (typeof ${r(b)} === "string" && typeof ${r(c)} === "string" && ${r(b)}.length + ${r(c)}.length <= S.shortText) r${a} = ${r(b)} + ${r(c)}; else ${this.slowly(a, `concatenation(S, F, ${pc}, ${this.list(b, c)})`, leave)}`
          : this.slowly(a, `concatenation(S, F, ${pc}, ${this.list(b, c)})`, leave);
      case Op.Jump:
        return goTo(target);
      case Op.Loop:
        return this.back(target, goTo);
      case Op.EqJump: {
        if (this.isShort(b) || this.isShort(c)) return this.branch(instruction, `${r(b)} === ${r(c)}`, pc, goTo);
        return `v = ${r(b)} === ${r(c)}; if ((typeof ${r(b)} === "object" ? !v : typeof ${r(b)} === "string") && (v = same(S, F, ${pc}, ${r(b)}, ${r(c)})) === UNWIND) ${leave}
${this.branch(instruction, "v", pc, goTo)}`;
      }
      case Op.LtJump:
        return this.compare(instruction, "<", "less", pc, leave, goTo);
      case Op.LeJump:
        return this.compare(instruction, "<=", "notMore", pc, leave, goTo);
      case Op.TestJump:
        return this.branch(instruction, truth(r(a)), pc, goTo);
      case Op.TestSetJump:
        return `if (${flag ? truth(r(b)) : `!(${truth(r(b))})`}) { r${a} = ${r(b)}; ${goTo(target)} }\n${goTo(pc)}`;
      case Op.Call:
        return `${this.call(instruction, r(a), this.operands(a + 1, a + b), pc, a)} ${this.results(a, c, leave)}`;
      case Op.CallOpen:
        return `if (open.length === 1) { ${this.call(instruction, r(a), [...this.operands(a + 1, b), "open[0]"], pc, a)} }
else { F.pc = ${pc}; v = callOpen(S, F, ${r(a)}, ${this.list(a + 1, b)}, open, ${a}, ${c}); }
${this.results(a, c, leave)}`;
      case Op.TailCall:
        return this.tailCall(instruction, pc);
      case Op.TailCallOpen:
        return `F.pc = ${pc}; return tailCall(S, F, ${r(a)}, ${a}, followedBy(${this.list(a + 1, b)}, open));`;
      case Op.ReturnOne:
        return `return ${r(a)};`;
      case Op.Return:
        return b === 0 ? "return NOTHING;" : `return ${this.list(a, a + b - 1)};`;
      case Op.ReturnOpen:
        return `return asResult(${a === b ? "open" : `followedBy(${this.list(a, b - 1)}, open)`});`;
      case Op.ForPrep:
        return `if (typeof r${a} !== "number" || typeof r${a + 1} !== "number" || typeof r${a + 2} !== "number") { v = loopNumbers(S, F, ${pc}, ${this.list(a, a + 2)}); r${a} = v[0]; r${a + 1} = v[1]; r${a + 2} = v[2]; }
if (!(${this.loopGoesOn(at, a, `r${a}`)})) { ${goTo(target + 1)} } r${a + 3} = r${a};
${goTo(pc)}`;
      case Op.ForLoop:
        return `x = r${a} + r${a + 2}; if (${this.loopGoesOn(target - 1, a, "x")}) { r${a} = x; r${a + 3} = x; ${this.back(target, goTo)} }\n${goTo(pc)}`;
      case Op.GenericFor: {
        const second = c >= 2 ? (value: string) => `r${a + 4} = ${value};` : () => "";
        const quick =
          c > 2
            ? ""
            : `if (r${a} === S.ipairsStep && r${a + 1} !== undefined && (x = r${a + 1}.array) !== undefined) { y = r${a + 2} + 1; v = y <= x.length ? x[y - 1] : r${a + 1}.get(y); ${second("v")} if (v !== undefined) r${a + 2} = r${a + 3} = y; else r${a + 3} = undefined; }
else if (r${a} === S.next && r${a + 1} instanceof Table) { r${a + 3} = x = nextKey(S, F, ${pc}, r${a + 1}, r${a + 2}); ${second("S.entry.value")} if (x !== undefined) r${a + 2} = x; }
else `;
        return `${quick}{ ${this.call(instruction, `r${a}`, [`r${a + 1}`, `r${a + 2}`], pc, -1)} ${this.results(a + 3, c, leave)} if (r${a + 3} !== undefined) r${a + 2} = r${a + 3}; }
if (r${a + 3} !== undefined) { ${this.back(target, goTo)} }
${goTo(pc)}`;
      }
      case Op.SetList:
        return `fillTable(r${a}, ${this.list(a + 1, a + b)}, ${this.constant(`i${at}`, instruction)});`;
      case Op.SetListOpen:
        return `fillTable(r${a}, followedBy(${this.list(a + 1, b)}, open), ${this.constant(`i${at}`, instruction)});`;
      case Op.Closure: {
        const child = this.prototype.children[b] as Prototype;
        this.usesUpvalues = true;
        const boxes = child.upvalues.map(({ inStack, index }) => (inStack ? `r${index}` : `U[${index}]`));
        return `r${a} = new Closure(${this.constant(`p${b}`, child)}, [${boxes.join(", ")}], C.environment);`;
      }
      case Op.Vararg:
        return range(0, b - 1)
          .map((wanted) => `r${a + wanted} = A.length > ${wanted} ? A[${wanted}] : undefined;`)
          .join(" ");
      case Op.VarargOpen:
        this.usesOpen = true;
        return "open = A;";
      case Op.Hook:
        throw new Error("code with hooks is interpreted");
    }
  }

  /** Takes a slow way, whose result goes to `register`. */
  private slowly(register: number, expression: string, leave: string): string {
    return `if ((r${register} = ${expression}) === UNWIND) ${leave}`;
  }

  private getField(instruction: Instruction, object: string, register: number, pc: number, leave: string): string {
    const slow = this.slowly(register, `field(S, F, ${this.fieldCache(instruction, pc)}, ${object})`, leave);
    const quick = this.quickRead(instruction.cache, object);
    return quick === undefined ? slow : `if (${quick}) r${register} = v; else ${slow}`;
  }

  /** @param expression what it answers for numbers */
  private arithmetic({ a, b, c }: Instruction, pc: number, leave: string, expression: string): string {
    const slow = this.slowly(a, `arithmetic(S, F, ${pc}, ${this.operand(b)}, ${this.operand(c)})`, leave);
    return `if (${this.areNumbers(b, c)}) r${a} = ${expression}; else ${slow}`;
  }

  private compare(
    instruction: Instruction,
    symbol: string,
    slow: string,
    pc: number,
    leave: string,
    goTo: GoTo,
  ): string {
    const { b, c } = instruction;
    const [left, right] = [this.operand(b), this.operand(c)];
    return `if (${this.areNumbers(b, c)}) v = ${left} ${symbol} ${right}; else if ((v = ${slow}(S, F, ${pc}, ${left}, ${right})) === UNWIND) ${leave}
${this.branch(instruction, "v", pc, goTo)}`;
  }

  /** The condition that two registers hold numbers. */
  private areNumbers(b: number, c: number): string {
    const left = this.isNumber(b) ? "" : `typeof ${this.operand(b)} === "number"`;
    if (b === c || this.isNumber(c)) return left || "true";
    const right = `typeof ${this.operand(c)} === "number"`;
    return left === "" ? right : `${left} && ${right}`;
  }

  private branch({ flag, target }: Instruction, condition: string, pc: number, goTo: GoTo): string {
    return `if (${flag ? condition : `!(${condition})`}) { ${goTo(target)} }\n${goTo(pc)}`;
  }

  /** Jumps backwards. */
  private back(to: number, goTo: GoTo): string {
    return `${this.tick(to)} ${goTo(to)}`;
  }

  /**
   * Calls `callee` with `args`; the result goes to `v`. There are quick ways for what the instruction has called while it was
   * interpreted, or for all where it has not run.
   * @param named the register that names the callee in messages, or -1
   */
  private call(instruction: Instruction, callee: string, args: readonly string[], pc: number, named: number): string {
    const more = args.map((arg) => `, ${arg}`).join("");
    let ways = `callOther(S, F, ${callee}, ${named}${more})`;
    if (mayCall(instruction, CALLED_NATIVE)) {
      ways = `(x = native(S, F, ${callee})) !== undefined ? x(${args.join(", ")}) : ${ways}`;
    }
    if (mayCall(instruction, CALLED_LUA)) {
      this.callsLua = true;
      ways = `${callee} !== undefined && (x = ${callee}.prototype) !== undefined ? x.run(${callee}, N${more}) : ${ways}`;
    }
    return `F.pc = ${pc}; v = ${ways};`;
  }

  private tailCall(instruction: Instruction, pc: number): string {
    const { a, b } = instruction;
    const args = this.operands(a + 1, a + b);
    const callee = this.operand(a);
    const lines = [`F.pc = ${pc};`];
    if (mayCall(instruction, CALLED_LUA)) {
      lines.push(
        `if (${callee} !== undefined && (x = ${callee}.prototype) !== undefined) return x.run(${[callee, "placeOf(S, F)", ...args].join(", ")});`,
      );
    }
    if (mayCall(instruction, CALLED_NATIVE)) {
      lines.push(`if ((x = tailCallee(S, F, ${callee})) !== undefined) return x(${args.join(", ")});`);
    }
    return [...lines, `return tailCall(S, F, ${callee}, ${a}, [${args.join(", ")}]);`].join("\n");
  }

  /** Distributes the result `v` of a call. `suspend`: the text where there is none yet. */
  private results(a: number, wanted: number, suspend: string): string {
    const leave = `if (v === UNWIND) ${suspend}`;
    if (wanted === 1) return `if (typeof v === "object" && isArray(v)) { ${leave} v = v[0]; } r${a} = v;`;
    if (wanted === 0) return leave;
    if (wanted === -1) {
      this.usesOpen = true;
      return `if (isArray(v)) { ${leave} open = v; } else open = [v];`;
    }
    const several = range(0, wanted - 1).map((at) => `r${a + at} = v[${at}];`);
    const one = range(1, wanted - 1).map((at) => `r${a + at} = undefined;`);
    return `if (isArray(v)) { ${leave} ${several.join(" ")} } else { r${a} = v; ${one.join(" ")} }`;
  }

  /** Whether a numeric loop goes on with `value`. Where the step is a constant, its sign is known. */
  private loopGoesOn(prepare: number, a: number, value: string): string {
    const { code } = this.prototype;
    const step = code[prepare]?.op === Op.ForPrep ? code[prepare - 1] : undefined;
    const up = `${value} <= r${a + 1}`;
    const down = `${value} >= r${a + 1}`;
    if (
      step?.op === Op.LoadConstant &&
      step.a === a + 2 &&
      typeof step.key === "number" &&
      !this.targets.has(prepare)
    ) {
      return step.key >= 0 ? up : down;
    }
    return `r${a + 2} >= 0 ? ${up} : ${down}`;
  }

  /** `b % c`. By a constant that is a whole number it is the engine's, where the dividend is one as well: both are exact. */
  private remainder(b: number, c: number): string {
    const [left, right] = [this.operand(b), this.operand(c)];
    const divisor = this.constantAt(c);
    const isWhole = typeof divisor === "number" && divisor > 0 && (divisor | 0) === divisor;
    return isWhole
      ? `(x = ${left} >>> 0) === ${left} ? x % ${right} : modulo(${left}, ${right})`
      : `modulo(${left}, ${right})`;
  }

  /** A register as it is read: a variable, or a constant. */
  private operand(register: number): string {
    const { stackSize, constants } = this.prototype;
    if (register < stackSize) return `r${register}`;
    return this.literal(constants[register - stackSize], `q${register}`);
  }

  private operands(from: number, to: number): string[] {
    const texts: string[] = [];
    for (let register = from; register <= to; register++) texts.push(this.operand(register));
    return texts;
  }

  private list(from: number, to: number): string {
    return `[${this.operands(from, to).join(", ")}]`;
  }

  private isNumber(register: number): boolean {
    return typeof this.constantAt(register) === "number";
  }

  /** A constant: nothing that metamethods compare, and no text that takes long to compare. */
  private isShort(register: number): boolean {
    const value = this.constantAt(register);
    return register >= this.prototype.stackSize && !(typeof value === "string" && value.length > LONG_TEXT);
  }

  private constantAt(register: number): unknown {
    const { stackSize, constants } = this.prototype;
    return register < stackSize ? undefined : constants[register - stackSize];
  }

  private literal(value: unknown, name: string): string {
    if (value === undefined || typeof value === "boolean") return String(value);
    return typeof value === "number" ? numeral(value) : this.constant(name, value);
  }

  /**
   * The condition with which `v` becomes the field of `object`, for tables of the kind that the instruction has met; undefined where
   * it has met none. What is never reached costs as well: the engine's optimiser gives up what it has made
   * of the function when it is reached the first time.
   */
  private quickRead(cache: FieldCache, object: string): string | undefined {
    const places = placesOf(cache);
    const [first] = places;
    if (first === undefined) return undefined;
    const { shape, slot, cell } = first;
    if (slot !== LACKING) {
      return `${this.hasOwn(cache, first, object)} && (v = ${object}.slots[${slot}]) !== undefined`;
    }
    if (cell === null || cell === NOTHING_INHERITED) return undefined;
    const isIt =
      shape === NO_SHAPE
        ? `typeof ${object} === "string"`
        : `${object} !== undefined && ${object}.shape === ${this.shape(shape)}`;
    return `${isIt} && (v = ${this.shared("m", cell)}.value) !== undefined`;
  }

  /** As {@link quickRead}: the statement that writes `value` to the field. */
  private quickWrite(cache: FieldCache, object: string, value: string): string | undefined {
    const places = placesOf(cache).filter(({ dependents }) => dependents === null);
    const [first] = places;
    if (first === undefined) return undefined;
    const { shape, slot, addedShape } = first;
    if (addedShape === null) {
      const mayWrite = cache.varies ? " && !x.isGuarded" : "";
      return `if (${this.hasOwn(cache, first, object)}${mayWrite} && (y = ${object}.slots)[${slot}] !== undefined) y[${slot}] = ${value};`;
    }
    const { inheritance } = shape;
    const isCurrent = inheritance === null ? "" : ` && ${this.shared("e", inheritance)}.isCurrent`;
    return `if (${object} !== undefined && ${object}.shape === ${this.shape(shape)}${isCurrent} && ${value} !== undefined) ${object}.addSlot(${this.shape(addedShape)}, ${value});`;
  }

  /** Whether `object` is a table like those that had the field themselves where `place` says. */
  private hasOwn({ varies }: FieldCache, { shape, slot }: FieldPlace, object: string): string {
    if (!varies) return `${object} !== undefined && ${object}.shape === ${this.shape(shape)}`;
    const key = this.literal(shape.keys[slot], `n${this.constants.size}`);
    return `${object} !== undefined && (x = ${object}.shape) !== undefined && x.keys[${slot}] === ${key}`;
  }

  private fieldCache({ cache }: Instruction, pc: number): string {
    cache.pc = pc;
    return this.constant(`c${pc}`, cache);
  }

  private shape(shape: Shape): string {
    return this.shared("h", shape);
  }

  /** The name of a constant that several instructions have. */
  private shared(kind: string, value: object): string {
    let name = this.names.get(value);
    if (name === undefined) {
      name = `${kind}${this.names.size}`;
      this.names.set(value, name);
    }
    return this.constant(name, value);
  }

  private constant(name: string, value: unknown): string {
    this.constants.set(name, value);
    return name;
  }
}

/** Where the instruction has found or written its field, the latest first; but for what tables do not inherit any more. */
function placesOf(cache: FieldCache): FieldPlace[] {
  const places: FieldPlace[] = [];
  if (cache.shape !== NO_SHAPE) places.push(new FieldPlace(cache.shape, cache.slot, null));
  for (let place = cache.next; place !== null; place = place.next) places.push(place);
  return places.filter(
    ({ shape: { inheritance } }) => inheritance === null || inheritance === UNSETTLED || inheritance.isCurrent,
  );
}

/** Whether a call is to have a quick way for a kind of function. A generic loop that has not run is mostly one over a table. */
function mayCall({ op, called }: Instruction, kind: number): boolean {
  return (called & kind) !== 0 || (called === 0 && op !== Op.GenericFor);
}

/** Whether an instruction can be suspended: it calls something, or may have a metamethod. */
function canSuspend(op: Op): boolean {
  switch (op) {
    case Op.GetGlobal:
    case Op.SetGlobal:
    case Op.GetField:
    case Op.GetIndex:
    case Op.SetField:
    case Op.SetIndex:
    case Op.Self:
    case Op.Add:
    case Op.Sub:
    case Op.Mul:
    case Op.Div:
    case Op.Mod:
    case Op.Pow:
    case Op.Unm:
    case Op.Len:
    case Op.Concat:
    case Op.EqJump:
    case Op.LtJump:
    case Op.LeJump:
    case Op.Call:
    case Op.CallOpen:
    case Op.GenericFor:
      return true;
    default:
      return false;
  }
}

function truth(value: string): string {
  return `${value} !== undefined && ${value} !== false`;
}

function numeral(value: number): string {
  if (Object.is(value, -0)) return "(-0)";
  return value < 0 ? `(${value})` : String(value);
}

function range(from: number, to: number): number[] {
  const numbers: number[] = [];
  for (let number = from; number <= to; number++) numbers.push(number);
  return numbers;
}

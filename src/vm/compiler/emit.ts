/**
 * The text of each instruction in JavaScript, with the meaning that interpreter.ts gives it. Nothing of a script's text gets
 * in: only numbers, checked here; strings are read from the constants, which the generated function gets as `K`.
 *
 * Names in the generated text: `r0 r1 …` the registers, `U` the closure's upvalues, `C` the instructions' caches, `P` the
 * functions inside, `open` the open values, `v x y t f` scratch; the others are those of runtime.ts. Leaving the block
 * `EXIT` with `pc` set suspends the function there; with `s` set as well it stands back.
 */
import { type Instruction, Op } from "../instructions.ts";
import type { Prototype } from "../prototype.ts";

/** Lines for the instruction at `at`. */
export function emit(prototype: Prototype, at: number): string {
  const instruction = prototype.code[at] as Instruction;
  const { op, a, b, c, flag, target } = instruction;
  const r = (register: number) => operand(prototype, register);
  const next = at + 1;
  const note = `frame.pc = ${next};`;
  const unwind = `{ pc = ${next}; break EXIT; }`;
  const key = `C[${at}].key`;
  const cache = `C[${at}].cache`;
  const list = (from: number, to: number) => `[${range(from, to).map(r).join(", ")}]`;
  const store = (expression: string) => `${note} v = ${expression}; if (v === UNWIND) ${unwind} r${a} = v;`;
  const bothNumbers = [b, c]
    .filter((register) => !isNumber(prototype, register))
    .map((register) => `typeof ${r(register)} === "number"`);
  const areNumbers = bothNumbers.length === 0 ? "true" : [...new Set(bothNumbers)].join(" && ");
  const arithmetic = (expression: string, event: string) =>
    `if (${areNumbers}) r${a} = ${expression}; else { ${store(`arithmetic(state, "${event}", ${r(b)}, ${r(c)}, ${b}, ${c})`)} }`;
  const binary = (symbol: string, event: string) => arithmetic(`${r(b)} ${symbol} ${r(c)}`, event);
  const compare = (symbol: string, slow: string) =>
    `if (${areNumbers}) v = ${r(b)} ${symbol} ${r(c)}; else { ${note} v = ${slow}(state, ${r(b)}, ${r(c)}); if (v === UNWIND) ${unwind} } if (v === ${flag}) ${jump(target)}`;
  const getField = (object: string, register: number) =>
    `t = ${object}; f = ${cache}; if (t instanceof Table && t.shape === f.shape && (v = t.slots[f.slot]) !== undefined) r${a} = v; else { ${store(`getField(state, f, t, ${key}, ${register})`)} }`;
  const truth = (register: number) =>
    flag
      ? `${r(register)} !== undefined && ${r(register)} !== false`
      : `${r(register)} === undefined || ${r(register)} === false`;
  const back = `if (--state.steps < 0 && mustStandBack(state)) { pc = ${target}; s = true; break EXIT; } pc = ${target}; continue;`;
  switch (op) {
    case Op.Move:
      return `r${a} = ${r(b)};`;
    case Op.LoadConstant:
      return `r${a} = ${constant(instruction, at)};`;
    case Op.LoadNil:
      return range(a, b)
        .map((register) => `r${register} = undefined;`)
        .join(" ");
    case Op.GetUpvalue:
      return `r${a} = U[${b}].value;`;
    case Op.SetUpvalue:
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
      return b === 0 ? getField("closure.environment", -1) : store(`index(state, closure.environment, ${r(c)}, -1)`);
    case Op.SetGlobal: {
      const set =
        b === 0
          ? `setField(state, ${cache}, closure.environment, ${key}, ${r(a)}, -1)`
          : `setIndex(state, closure.environment, ${r(c)}, ${r(a)}, -1)`;
      return `${note} if (${set} === UNWIND) ${unwind}`;
    }
    case Op.GetField:
      return getField(r(b), b);
    case Op.GetIndex:
      return `t = ${r(b)}; y = ${r(c)}; if (typeof y === "number" && t instanceof Table && y > 0 && y <= t.array.length && (v = t.array[y - 1]) !== undefined) r${a} = v; else { ${store(`index(state, t, y, ${b})`)} }`;
    case Op.SetField:
      return `t = ${r(a)}; f = ${cache}; if (t instanceof Table && t.shape === f.shape && t.slots[f.slot] !== undefined) t.slots[f.slot] = ${r(c)}; else { ${note} if (setField(state, f, t, ${key}, ${r(c)}, ${a}) === UNWIND) ${unwind} }`;
    case Op.SetIndex:
      return `t = ${r(a)}; y = ${r(b)}; v = ${r(c)}; if (!(typeof y === "number" && v !== undefined && t instanceof Table && setElement(t, y, v))) { ${note} if (setIndex(state, t, y, v, ${a}) === UNWIND) ${unwind} }`;
    case Op.NewTable:
      return `r${a} = new Table();`;
    case Op.Self:
      return `t = ${r(b)}; r${a + 1} = t; ${getField("t", b)}`;
    case Op.Add:
      return binary("+", "__add");
    case Op.Sub:
      return binary("-", "__sub");
    case Op.Mul:
      return binary("*", "__mul");
    case Op.Div:
      return binary("/", "__div");
    case Op.Mod:
      return arithmetic(`modulo(${r(b)}, ${r(c)})`, "__mod");
    case Op.Pow:
      return arithmetic(`power(${r(b)}, ${r(c)})`, "__pow");
    case Op.Unm:
      return `x = ${r(b)}; if (typeof x === "number") r${a} = -x; else { ${store(`arithmetic(state, "__unm", x, x, ${b}, ${b})`)} }`;
    case Op.Not:
      return `x = ${r(b)}; r${a} = x === undefined || x === false;`;
    case Op.Len:
      return `x = ${r(b)}; if (typeof x === "string") r${a} = x.length; else if (x instanceof Table && x.metatable === null) r${a} = x.length(); else { ${store(`length(state, x, ${b})`)} }`;
    case Op.Concat:
      return store(`concatenateRange(state, ${list(b, c)}, 0, ${c - b}, ${b})`);
    case Op.Jump:
      return jump(target);
    case Op.Loop:
      return back;
    case Op.EqJump:
      return `x = ${r(b)}; y = ${r(c)}; v = x === y; if (!v && typeof x === "object" && typeof y === "object") { ${note} v = equals(state, x, y); if (v === UNWIND) ${unwind} } if (v === ${flag}) ${jump(target)}`;
    case Op.LtJump:
      return compare("<", "lessThan");
    case Op.LeJump:
      return compare("<=", "lessOrEqual");
    case Op.TestJump:
      return `if (${truth(a)}) ${jump(target)}`;
    case Op.TestSetJump:
      return `if (${truth(b)}) { r${a} = ${r(b)}; ${jump(target)} }`;
    case Op.Call:
      return `${callText(`r${a}`, range(a + 1, a + b).map(r), a, note)} ${results(a, c, unwind)}`;
    case Op.CallOpen:
      return `f = r${a}; ${note} frame.callee = f; state.depth = depth; v = call(state, f, followedBy(${list(a + 1, b)}, open), ${a}); ${results(a, c, unwind)}`;
    case Op.TailCall:
      return `return tailCall(state, frame, ${next}, outer, depth, r${a}, ${a}, ${list(a + 1, a + b)});`;
    case Op.TailCallOpen:
      return `return tailCall(state, frame, ${next}, outer, depth, r${a}, ${a}, followedBy(${list(a + 1, b)}, open));`;
    case Op.ReturnOne:
      return `state.frame = frame.parent; return ${r(a)};`;
    case Op.Return:
      return `state.frame = frame.parent; return ${b === 0 ? "NOTHING" : list(a, a + b - 1)};`;
    case Op.ReturnOpen:
      return `state.frame = frame.parent; return asResult(${a === b ? "open" : `followedBy(${list(a, b - 1)}, open)`});`;
    case Op.ForPrep:
      return `if (typeof r${a} !== "number" || typeof r${a + 1} !== "number" || typeof r${a + 2} !== "number") { ${note} v = ${list(a, a + 2)}; checkLoop(state, v, 0); r${a} = v[0]; r${a + 1} = v[1]; r${a + 2} = v[2]; } if (r${a + 2} >= 0 ? r${a} <= r${a + 1} : r${a} >= r${a + 1}) r${a + 3} = r${a}; else ${jump(target)}`;
    case Op.ForLoop:
      return `x = r${a} + r${a + 2}; if (r${a + 2} >= 0 ? x <= r${a + 1} : x >= r${a + 1}) { r${a} = x; r${a + 3} = x; ${back} }`;
    case Op.GenericFor: {
      const second = c === 2 ? (value: string) => `r${a + 4} = ${value};` : () => "";
      const quick =
        c > 2
          ? ""
          : `if (t instanceof Table && f === state.next) { ${note} x = nextEntry(state, t, r${a + 2}); r${a + 3} = x; ${second("state.entry.value")} if (x !== undefined) { r${a + 2} = x; ${back} } }
else if (t instanceof Table && f === state.ipairsStep) { x = r${a + 2} + 1; v = t.get(x); ${second("v")} if (v !== undefined) { r${a + 2} = x; r${a + 3} = x; ${back} } r${a + 3} = undefined; }
else`;
      return `f = r${a}; t = r${a + 1}; ${quick} { ${callText("f", ["t", `r${a + 2}`], a, note)} ${results(a + 3, c, unwind)} if (r${a + 3} !== undefined) { r${a + 2} = r${a + 3}; ${back} } }`;
    }
    case Op.SetList:
      return `fillTable(r${a}, ${list(a + 1, a + b)}, C[${at}]);`;
    case Op.SetListOpen:
      return `fillTable(r${a}, followedBy(${list(a + 1, b)}, open), C[${at}]);`;
    case Op.Closure: {
      const upvalues = prototype.children[b]?.upvalues ?? [];
      const boxes = upvalues.map(({ inStack, index }) => (inStack ? `r${index}` : `U[${index}]`));
      return `r${a} = new Closure(P[${b}], [${boxes.join(", ")}], closure.environment);`;
    }
    case Op.Vararg:
      return range(0, b - 1)
        .map((wanted) => `r${a + wanted} = frame.varargs[${wanted}];`)
        .join(" ");
    case Op.VarargOpen:
      return "open = frame.varargs;";
    case Op.Hook:
      throw new Error("code with hooks is interpreted");
  }
}

/** A register as it is read: a variable, or a constant. */
function operand({ stackSize, constants }: Prototype, register: number): string {
  if (register < stackSize) return `r${register}`;
  const value = constants[register - stackSize];
  return typeof value === "number" ? numeral(value) : `K[${register - stackSize}]`;
}

function isNumber({ stackSize, constants }: Prototype, register: number): boolean {
  return register >= stackSize && typeof constants[register - stackSize] === "number";
}

function numeral(value: number): string {
  if (Object.is(value, -0)) return "(-0)";
  return value < 0 ? `(${value})` : String(value);
}

function jump(target: number): string {
  return `{ pc = ${target}; continue; }`;
}

/** Calls `callee` with `args`; the value goes to `v`. `frame.callee` tells tracebacks what is called. */
function callText(callee: string, args: readonly string[], register: number, note: string): string {
  const given = args.join(", ");
  const quick =
    args.length <= 3
      ? `call${args.length}(state, f${given === "" ? "" : `, ${given}`})`
      : `callClosure(state, f, [${given}], 0, ${args.length})`;
  return `f = ${callee}; ${note} frame.callee = f; state.depth = depth; if (f instanceof Closure) v = ${quick}; else if (f instanceof NativeFunction) v = f.run(${given}); else v = call(state, f, [${given}], ${register});`;
}

/** Distributes the result `v` of a call. */
function results(a: number, wanted: number, unwind: string): string {
  const leave = `if (v === UNWIND) ${unwind}`;
  if (wanted === 1) return `if (isArray(v)) { ${leave} v = v[0]; } r${a} = v;`;
  if (wanted === -1) return `if (isArray(v)) { ${leave} open = v; } else open = [v];`;
  if (wanted === 0) return leave;
  const several = range(0, wanted - 1).map((at) => `r${a + at} = v[${at}];`);
  const one = range(1, wanted - 1).map((at) => `r${a + at} = undefined;`);
  return `if (isArray(v)) { ${leave} ${several.join(" ")} } else { r${a} = v; ${one.join(" ")} }`;
}

function constant({ key }: Instruction, at: number): string {
  if (key === undefined || typeof key === "boolean") return String(key);
  return typeof key === "number" ? numeral(key) : `C[${at}].key`;
}

function range(from: number, to: number): number[] {
  const numbers: number[] = [];
  for (let number = from; number <= to; number++) numbers.push(number);
  return numbers;
}

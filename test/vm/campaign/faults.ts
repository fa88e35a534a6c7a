/** Faults that the campaign must catch, planted from outside into a worker whose machine has none of them. */
import { runtime } from "../../../src/vm/compiler/runtime.ts";
import type { FieldCache } from "../../../src/vm/instructions.ts";
import { Table } from "../../../src/vm/table.ts";
import type { Value } from "../../../src/vm/values.ts";
import { interceptCode } from "./generated-code.ts";

/** A change of generated code, or of a function that it calls, or of what both tiers share. */
export type Fault = (
  | { readonly kind: "code"; readonly from: RegExp; readonly to: string }
  | { readonly kind: "helper"; readonly name: keyof typeof runtime; readonly to: (original: Helper) => Helper }
  | { readonly kind: "shared"; readonly plant: (meet: () => void) => void }
) & {
  /** The manner of running programs that shows it, where that is none of the usual ones. */
  readonly manner?: string;
};

// biome-ignore lint/suspicious/noExplicitAny: the functions that generated code calls have no type in common.
type Helper = (...args: any[]) => unknown;

const code = (from: RegExp, to: string): Fault => ({ kind: "code", from, to });
const helper = (name: keyof typeof runtime, to: (original: Helper) => Helper): Fault => ({ kind: "helper", name, to });

export const FAULTS: Readonly<Record<string, Fault>> = {
  "a numeric loop leaves out its last turn": code(/\bx <= (r\d+)/g, "x < $1"),
  "a function gets a copy of a variable that it captures": code(
    /(new Closure\(\w+, \[)r(\d+)\b/g,
    "$1new Box(r$2.value)",
  ),
  "the third of several results is lost": code(/(r\d+) = v\[2\];/g, "$1 = undefined;"),
  "the last of the variable arguments is lost": code(/varargs\.length > (\d+)/g, "varargs.length - 1 > $1"),
  "0 is false": code(/(r\d+) !== undefined && \1 !== false/g, "$1 !== undefined && $1 !== false && $1 !== 0"),
  "an iterator's control variable stays as it was": code(/if \((r\d+) !== undefined\) r\d+ = \1;/g, ""),
  "a register is lost where a function is suspended": code(
    /(return suspend\(state, frame, \[r0, r1, )r2\b/g,
    "$1undefined",
  ),
  "a resumed function has lost its open values": code(
    /^frame\.registers = NO_REGISTERS;$/gm,
    "frame.registers = NO_REGISTERS; open = NOTHING;",
  ),
  "a function that stands back goes on one instruction later": {
    ...code(/frame\.pc = (\d+); preempted = true;/g, "frame.pc = $1 + 1; preempted = true;"),
    manner: "compiled, standing back at every step",
  },
  "a tail call leaves its caller's level": code(/x\.run\(t, frame\.parent,/g, "x.run(t, frame,"),
  "a field is looked for where another kind of table has it": helper(
    "own",
    () => (cache: FieldCache, object: Value) => (object instanceof Table ? object.slots[cache.slot] : undefined),
  ),
  "a removed field is written without asking its metatable": helper(
    "setOwn",
    () => (cache: FieldCache, object: Value, value: Value) => {
      if (!(object instanceof Table) || object.shape !== cache.shape) return false;
      object.slots[cache.slot] = value;
      return true;
    },
  ),
  "__eq is not asked": helper("same", () => () => false),
  "the remainder has the sign of the dividend": helper("modulo", () => (x: number, y: number) => x % y),
  "the slow way of arithmetic swaps its operands": helper(
    "arithmetic",
    (original) => (state, frame, pc, left, right) => original(state, frame, pc, right, left),
  ),
  "an open call loses its last argument": helper(
    "followedBy",
    (original) => (values, open) => (original(values, open) as Value[]).slice(0, -1),
  ),
  "nil does not remove an element": {
    kind: "shared",
    plant(meet) {
      const { set } = Table.prototype;
      Table.prototype.set = function (key, value) {
        if (typeof key === "number" && value === undefined) meet();
        else set.call(this, key, value);
      };
    },
  },
};

/** Plants a fault for good. Answers how to ask whether it was met. */
export function plantFault(name: string): () => boolean {
  const fault = FAULTS[name];
  let isMet = false;
  switch (fault?.kind) {
    case "code":
      interceptCode((text) => {
        const changed = text.replace(fault.from, fault.to);
        isMet ||= changed !== text;
        return changed;
      });
      break;
    case "helper": {
      const changed = fault.to(runtime[fault.name] as Helper);
      Object.assign(runtime, {
        [fault.name]: (...args: unknown[]) => {
          isMet = true;
          return changed(...args);
        },
      });
      break;
    }
    case "shared":
      fault.plant(() => {
        isMet = true;
      });
      break;
    default:
      throw new Error(`no fault is named ${name}`);
  }
  return () => isMet;
}

/**
 * Faults that the campaign must catch, planted from outside into a worker whose machine has none of them. None is a change of
 * generated text, which would miss its place when the compiler writes another one: they change the instructions that the
 * compiler reads, what leaves a function, the functions that generated code calls (whose names are checked), and tables.
 */
import { Emitter } from "../../../src/vm/compiler/emit.ts";
import { runtime } from "../../../src/vm/compiler/runtime.ts";
import { childOf, type LuaFrame } from "../../../src/vm/frames.ts";
import { Box, Closure } from "../../../src/vm/functions.ts";
import { Watch } from "../../../src/vm/inheritance.ts";
import { Instruction, Op } from "../../../src/vm/instructions.ts";
import type { Prototype } from "../../../src/vm/prototype.ts";
import { Table } from "../../../src/vm/table.ts";
import type { Value } from "../../../src/vm/values.ts";
import { replaceForms } from "./generated-code.ts";

export interface Fault {
  /**
   * Plants it, and answers how to remove it. `meet` is to be called where it changes what runs: a fault that is never met shows
   * nothing.
   */
  readonly plant: (meet: () => void) => () => void;
  /** The manner of running programs that shows it, where it is not "compiled at the first call". */
  readonly manner?: string;
  /** Both tiers have it, so that only real Lua can show it. */
  readonly isShared?: boolean;
}

// biome-ignore lint/suspicious/noExplicitAny: the functions that generated code calls have no type in common.
type Helper = (...args: any[]) => unknown;
type HelperName = {
  [Name in keyof typeof runtime]: (typeof runtime)[Name] extends Helper ? Name : never;
}[keyof typeof runtime];

export const FAULTS: Readonly<Record<string, Fault>> = {
  "a numeric loop leaves out its last turn": compilesOtherwise(Op.ForPrep, (i) => [
    new Instruction(Op.Sub, i.a + 1, i.a + 1, i.a + 2),
    i,
  ]),
  "less or equal is less": compilesOtherwise(Op.LeJump, (i) => [changed(i, { op: Op.LtJump })]),
  "the third of several results is lost": compilesOtherwise(Op.Call, (i) => (i.c < 3 ? [i] : [changed(i, { c: 2 })])),
  "the last of the variable arguments is lost": compilesOtherwise(Op.Vararg, (i) =>
    i.b < 2 ? [i] : [changed(i, { b: i.b - 1 })],
  ),
  "the last of many operands is not joined": compilesOtherwise(Op.Concat, (i) =>
    i.c < i.b + 2 ? [i] : [changed(i, { c: i.c - 1 })],
  ),
  "fields of a constructor change places": compilesOtherwise(Op.InitField, (i) => [changed(i, { b: i.b ^ 1 })]),
  "what `and` and `or` give is not kept": compilesOtherwise(Op.TestSetJump, (i) => [
    changed(i, { op: Op.TestJump, a: i.b }),
  ]),
  "a method does not get its object": compilesOtherwise(Op.Self, (i) => [changed(i, { op: Op.GetField })]),
  "a register is lost where a function is suspended": {
    plant(meet) {
      const { withExits } = Emitter.prototype;
      return replace(Emitter.prototype, {
        withExits(body, leave) {
          return withExits.call(this, body, (exit) => {
            if (exit.kept.length > 0) meet();
            return leave({ ...exit, kept: exit.kept.slice(0, -1) });
          });
        },
      });
    },
  },
  "a resumed function has lost its open values": {
    plant(meet) {
      return replaceForms((form) => {
        if (!form.name.startsWith("goOn_")) return form;
        return (frame: LuaFrame, open: readonly Value[]) => {
          if (open.length > 0) meet();
          return form(frame, []);
        };
      });
    },
  },
  "a function that stands back goes on one instruction later": {
    ...helper("suspend", (original) => (state, frame, exit, ...rest) => {
      if (exit.kind === "stands back") frame.pc++;
      return original(state, frame, exit, ...rest);
    }),
    manner: "compiled, standing back at every step",
  },
  "the interpreter goes on one instruction later behind a compiled loop": {
    ...helper("suspendAgain", (original) => (state, frame, exit, ...rest) => {
      if (exit.kind === "goes on") frame.pc++;
      return original(state, frame, exit, ...rest);
    }),
    manner: "compiled when hot",
  },
  "instructions do not hear of what classes are given": {
    plant(meet) {
      return replace(Watch.prototype, { changed: meet });
    },
    isShared: true,
  },
  "a tail call leaves its caller's level": helper("placeOf", () => (frame: LuaFrame) => childOf(frame)),
  "a function gets a copy of a variable that it captures": {
    plant(meet) {
      const Copying = class extends Closure {
        constructor(prototype: Prototype, boxes: readonly Box[], environment: Table) {
          meet();
          super(
            prototype,
            boxes.map(({ value }) => new Box(value)),
            environment,
          );
        }
      };
      return replace(runtime, { Closure: Copying });
    },
  },
  "a removed field is written without asking its metatable": helper(
    "assignField",
    (original) => (state, frame, cache, object, value) => {
      if (!(object instanceof Table) || object.shape !== cache.shape)
        return original(state, frame, cache, object, value);
      object.slots[cache.slot] = value;
      return undefined;
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
    plant(meet) {
      const { set } = Table.prototype;
      return replace(Table.prototype, {
        set(key, value) {
          if (typeof key === "number" && value === undefined) meet();
          else set.call(this, key, value);
        },
      });
    },
    isShared: true,
  },
};

/** Plants a fault until it is removed. */
export function plantFault(name: string): { readonly isMet: () => boolean; readonly remove: () => void } {
  const fault = FAULTS[name];
  if (fault === undefined) throw new Error(`no fault is named ${name}`);
  let isMet = false;
  const remove = fault.plant(() => {
    isMet = true;
  });
  return { isMet: () => isMet, remove };
}

/** Gives `object` other members, and answers how to give it its own back. */
function replace<Owner extends object>(object: Owner, others: Partial<Owner> & ThisType<Owner>): () => void {
  const own = Object.fromEntries(Object.keys(others).map((name) => [name, object[name as keyof Owner]]));
  Object.assign(object, others);
  return () => void Object.assign(object, own);
}

/** The compiler takes each instruction of one kind for others. */
function compilesOtherwise(op: Op, change: (instruction: Instruction) => readonly Instruction[]): Fault {
  return {
    plant(meet) {
      const { emit } = Emitter.prototype;
      return replace(Emitter.prototype, {
        emit(at, goTo) {
          const code = codeReadBy(this);
          const original = code[at] as Instruction;
          if (original.op !== op) return emit.call(this, at, goTo);
          const others = change(original);
          if (others.length !== 1 || others[0] !== original) meet();
          const lines = others.map((other) => {
            code[at] = other;
            return emit.call(this, at, goTo);
          });
          code[at] = original;
          return lines.join("\n");
        },
      });
    },
  };
}

function codeReadBy(emitter: Emitter): Instruction[] {
  return (emitter as unknown as { prototype: { code: Instruction[] } }).prototype.code;
}

function changed(instruction: Instruction, changes: Partial<Instruction>): Instruction {
  return Object.assign(Object.create(Instruction.prototype), instruction, changes);
}

/** Generated code calls another function. */
function helper(name: HelperName, to: (original: Helper) => Helper): Fault {
  return {
    plant(meet) {
      const other = to(runtime[name] as Helper);
      return replace(runtime, {
        [name]: (...args: unknown[]) => {
          meet();
          return other(...args);
        },
      });
    },
  };
}

/** What the parts of one machine share while they run. One object a machine; nothing here is global. */

import type { Collector } from "../host/ports.ts";
import type { Budget } from "./budget.ts";
import type { Finalizers, WeakTables } from "./collection.ts";
import type { Run } from "./compiler/compile.ts";
import { Coroutine } from "./coroutine.ts";
import type { LuaFrame, StackFrame } from "./frames.ts";
import type { NativeFunction } from "./functions.ts";
import type { Hook, HookPlace } from "./hooks.ts";
import { type Inheritance, inheritanceOf, knownInheritance } from "./inheritance.ts";
import type { Prototype } from "./prototype.ts";
import { Shape } from "./shapes.ts";
import { type Entry, Table } from "./table.ts";
import { Unwinding } from "./unwinding.ts";
import { type Result, Userdata, type Value } from "./values.ts";

/** Runs a Lua function's frame from its pc on, until it returns or unwinds. `resumed`: deliver `result` first. */
export type Execute = (state: State, frame: LuaFrame, resumed: boolean, result: Result) => Result;

export class State {
  /** The shape of tables that scripts fill, before they do. */
  readonly emptyShape = Shape.root();
  /** Of what a regular expression has matched. */
  readonly zeroShape = this.emptyShape.beginningWith([0]);
  /** The environment of chunks that are loaded without one. */
  globals = new Table();
  readonly registry = new Table();
  /** The one null pointer: OpenResty calls it `ngx.null`. */
  readonly null = new Userdata("null");
  readonly unwinding = new Unwinding();
  readonly budget: Budget;
  readonly execute: Execute;
  /** Whether functions that run often are compiled to JavaScript. */
  compiles = true;
  /** Calls and backward jumps that a function makes before it is compiled. Compiling costs about as much as so many turns. */
  hot = 8;
  /** Texts up to this length are joined by compiled code itself; longer ones cost steps, or are too long. */
  readonly shortText: number;
  /** Those of which there is a compiled form. */
  readonly compiled: Prototype[] = [];
  /** Told before the first function is compiled. */
  compilerStarts: (() => void) | undefined = undefined;
  /** Calls a closure that is not compiled. */
  readonly interpret: Run;

  /** The coroutine that runs; the root one stands for the host. */
  coroutine: Coroutine;
  readonly root: Coroutine;
  /** The innermost frame of the running coroutine. */
  frame: StackFrame | null = null;

  /**
   * Steps left until the budget is asked: calls and back-jumps take one each. Kept here, not in the budget, because every
   * loop counts it down.
   */
  steps = 0;
  /** Estimated bytes of JavaScript stack in use. Written before each call, read at each entry; stale values are too high. */
  depth = 0;
  /** Above this depth a Lua function unwinds the stack to the heap instead of running. */
  depthLimit: number;
  /** Above this, functions that cannot move to the heap (metamethods, callbacks) raise "C stack overflow". */
  readonly hardDepthLimit: number;
  /** The frames that `deeper` uses again, by the level of their depth, as long as the host waits. */
  readonly places: LuaFrame[] = [];
  /** LuaJIT's stack limit, in slots. */
  slotLimit = 65_500;
  /** Above zero: inside a callback of a function that cannot be suspended (a comparison of `table.sort`, say). */
  unyieldable = 0;
  /** How many such callbacks nest. */
  callbacks = 0;

  /** `next` and the step of `ipairs`, which loops take without calling them. */
  next: NativeFunction | undefined;
  ipairsStep: NativeFunction | undefined;
  /** `select`, which takes varargs without a list of its own. */
  select: NativeFunction | undefined;
  /** Where {@link Table.next} puts what it found. */
  readonly entry: Entry = { key: undefined, value: undefined, passed: 0 };

  /** True where an error inside a wrapped coroutine ends the whole light thread, as in OpenResty's phases that can yield. */
  wrapAborts = false;
  /** Where a `require` of the host's own, written in Lua, says that a module is still being loaded: "FILE:LINE: ". */
  requireLoopAt: string | undefined;
  /** The script's debug hook; functions run with hooks in their code while there is one. */
  hook: Hook | undefined;
  /** Whether it is at work: then it is not called. */
  hookRuns = false;
  readonly hookPlace: HookPlace = { frame: undefined, line: -1, pc: -1 };
  readonly hooked = new WeakMap<Prototype, Prototype>();
  /** Told of a JavaScript exception that should not have been: a defect of ours. */
  reportDefect: (thrown: unknown) => void = () => {};

  /** The functions that `string.dump` gave out, by the text it gave. */
  readonly dumps = new Map<string, Prototype>();
  stringMetatable: Table | null = null;
  /** Metatables of the types that have one for all their values, by type name (`debug.setmetatable`). */
  readonly typeMetatables = new Map<string, Table>();
  /** Tables whose `__mode` asks for weak entries. */
  weakTables: WeakTables | undefined;
  /** Userdata whose `__gc` is to be called. */
  finalizers: Finalizers | undefined;
  /** Told of the error in a `__gc`, which reaches no script; the reference writes "ERROR in finalizer: " and the message. */
  finalizerFailed: (message: string) => void = () => {};
  /** The host's collector; without it `collectgarbage` collects nothing. */
  collector: Collector | undefined;

  private readonly addresses = new WeakMap<object, number>();
  private nextAddress = 0x7f3a_0000_1000;

  /** @param stackBytes {@link MachineOptions.stackBytes} */
  constructor(budget: Budget, execute: Execute, interpret: (state: State) => Run, stackBytes = USUAL_STACK) {
    this.depthLimit = stackBytes;
    this.hardDepthLimit = stackBytes + STACK_FOR_NATIVES;
    this.budget = budget;
    this.shortText = Math.min(LONG_TEXT, budget.stringBytes);
    this.execute = execute;
    this.interpret = interpret(this);
    this.root = new Coroutine(undefined);
    this.root.status = "running";
    this.coroutine = this.root;
  }

  /** The metatable that operators on `value` consult. */
  metatableOf(value: Value): Table | null {
    if (value instanceof Table || value instanceof Userdata) return value.metatable;
    if (typeof value === "string") return this.stringMetatable;
    if (this.typeMetatables.size === 0) return null;
    return this.typeMetatables.get(metatableKind(value)) ?? null;
  }

  /** Sets the metatable of `value`, or of all values of its type where those share one. */
  setMetatable(value: Value, metatable: Table | null): void {
    if (value instanceof Table) value.setMetatable(metatable);
    else if (value instanceof Userdata) value.metatable = metatable;
    else if (typeof value === "string") {
      if (this.stringMetatable !== null) knownInheritance(this.stringMetatable)?.end();
      this.stringMetatable = metatable;
    } else if (metatable === null) this.typeMetatables.delete(metatableKind(value));
    else this.typeMetatables.set(metatableKind(value), metatable);
  }

  /** What strings inherit, if they have a metatable. */
  inheritanceOfStrings(): Inheritance | null {
    return this.stringMetatable === null ? null : inheritanceOf(this.stringMetatable);
  }

  /** The metamethod `event` ("__index") of `value`, or nil. */
  metamethod(value: Value, event: string): Value {
    const metatable = this.metatableOf(value);
    return metatable === null ? undefined : metatable.getHash(event);
  }

  /** The text that stands for an object's address in `tostring`: stable, different for each object. */
  addressOf(object: object): string {
    let address = this.addresses.get(object);
    if (address === undefined) {
      address = this.nextAddress;
      this.nextAddress += 40;
      this.addresses.set(object, address);
    }
    return `0x${address.toString(16).padStart(14, "0")}`;
  }
}

/** Longer texts cost steps where they are joined or compared. */
export const LONG_TEXT = 4096;

/** {@link MachineOptions.stackBytes} where the host says nothing: threads may have little. */
const USUAL_STACK = 300_000;
/** What functions that cannot move to the heap may take besides. */
const STACK_FOR_NATIVES = 250_000;

function metatableKind(value: Value): string {
  switch (typeof value) {
    case "undefined":
      return "nil";
    case "number":
    case "boolean":
      return typeof value;
    default:
      return value instanceof Coroutine ? "thread" : "function";
  }
}

/** The door of src/vm: everything that the rest of the project does with Lua goes through a {@link Machine}. */

import { Budget, type BudgetOptions } from "./budget.ts";
import { cString } from "./byte-text.ts";
import { traceback } from "./call-stack.ts";
import { blocking, call, callBlocking, errorValue, interpreter, isForMemory } from "./calls.ts";
import { Coroutine } from "./coroutine.ts";
import { kill, resumeFromHost } from "./coroutines.ts";
import { isUncatchable, LuaError } from "./errors.ts";
import type { Closure, LuaFunction, NativeFunction } from "./functions.ts";
import { execute } from "./interpreter.ts";
import { installLibraries, type LibraryOptions } from "./library/index.ts";
import type { Io } from "./library/io.ts";
import { closureOf, loadChunk } from "./load.ts";
import type { ParsedFunction } from "./parser/parse.ts";
import { State } from "./state.ts";
import type { Table } from "./table.ts";
import { toText } from "./tostring.ts";
import type { Suspension } from "./unwinding.ts";
import { asList, type Result, type Value } from "./values.ts";

/** How a resumed coroutine came back to the host. */
export type Outcome =
  | { readonly kind: "returned"; readonly values: readonly Value[] }
  /** By `coroutine.yield` of the coroutine itself. */
  | { readonly kind: "yielded"; readonly values: readonly Value[] }
  /** It, or a coroutine that it resumed, waits; resume it with what the suspended call is to return. */
  | { readonly kind: "suspended"; readonly suspension: Suspension }
  | Failure;

/** For a traceback: the coroutines that were running, innermost first, and a native function that raised the error where no code names it. */
export interface Failure {
  readonly kind: "failed";
  readonly error: Value;
  readonly coroutines: readonly Coroutine[];
  readonly raisedIn?: NativeFunction | undefined;
  /** As {@link LuaError.below}. */
  readonly below?: Result;
}

export interface MachineOptions extends LibraryOptions {
  readonly budget?: BudgetOptions;
  /** "interpreter": nothing is compiled to JavaScript, as where a page forbids `eval`. Default: what runs often is. */
  readonly tier?: "interpreter" | "compiler";
  /** Calls and backward jumps that a function makes before it is compiled. 1: compiled at its first call. */
  readonly compileAfter?: number;
  /** Of JavaScript's stack, what Lua functions may take before they move to the heap. Default: 300,000, for threads with little. */
  readonly stackBytes?: number;
}

/** One Lua machine: its globals, its standard library, its budget. Machines share nothing. */
export class Machine {
  readonly state: State;
  readonly budget: Budget;
  /** The machine's `io`, for hosts that print through it. */
  readonly io: Io;
  private closed = false;

  constructor(options: MachineOptions) {
    this.budget = new Budget(options.budget);
    this.state = new State(this.budget, execute, interpreter, options.stackBytes);
    this.state.compiles = options.tier !== "interpreter";
    this.state.hot = options.compileAfter ?? this.state.hot;
    this.io = installLibraries(this.state, options);
  }

  get globals(): Table {
    return this.state.globals;
  }

  /**
   * Loads source text. `chunkName` as in Lua: "@file", "=name", or the text itself.
   * @throws LuaError with the syntax error's message
   */
  load(text: string, chunkName: string, environment: Table = this.state.globals): Closure {
    return loadChunk(this.state, text, chunkName, environment);
  }

  /** As {@link load}, of what has been parsed already. */
  loadParsed(parsed: ParsedFunction, chunkName: string): Closure {
    return closureOf(this.state, parsed, chunkName, this.state.globals);
  }

  createCoroutine(body: LuaFunction): Coroutine {
    return new Coroutine(body);
  }

  /**
   * Starts or continues a coroutine from outside of Lua.
   * @throws Kill or Exit when the script's time is over
   */
  resume(coroutine: Coroutine, values: readonly Value[]): Outcome {
    if (this.closed) throw new Error("the machine is closed");
    return resumeFromHost(this.state, coroutine, values);
  }

  /** Ends a coroutine that does not run. */
  kill(coroutine: Coroutine): void {
    kill(coroutine);
  }

  /**
   * Calls a function outside of any coroutine and waits for its end: it cannot suspend.
   * @throws LuaError where it fails
   */
  call(callee: Value, ...args: Value[]): readonly Value[] {
    const { state } = this;
    const { frame } = state;
    try {
      return asList(callBlocking(state, callee, args));
    } finally {
      state.frame = frame;
    }
  }

  /**
   * As {@link call}, where what an error says goes on with the traceback of where it was raised.
   * @throws LuaError where it fails: a text with its traceback, or what else the error is
   */
  callTraced(callee: Value): readonly Value[] {
    const { state } = this;
    const { frame } = state;
    try {
      return asList(blocking(state, () => call(state, callee, []), null));
    } catch (thrown) {
      if (isUncatchable(thrown)) throw thrown;
      const error = errorValue(state, thrown);
      if ((typeof error !== "string" && typeof error !== "number") || isForMemory(thrown, error))
        throw new LuaError(error);
      throw new LuaError(traceback(state, state.coroutine, cString(toText(state, error)), 0));
    } finally {
      state.frame = frame;
    }
  }

  /** What a script gets to see of something thrown by {@link call}. */
  errorValue(thrown: unknown): Value {
    return errorValue(this.state, thrown);
  }

  /** Makes `require(name)` answer `value`. */
  defineModule(name: string, value: Value): void {
    const loaded = this.state.registry.getHash("_LOADED") as Table;
    loaded.setHash(name, value);
  }

  /** Makes `require(name)` call `loader` the first time. */
  defineLoader(name: string, loader: LuaFunction): void {
    const packages = this.state.globals.getHash("package") as Table;
    (packages.getHash("preload") as Table).setHash(name, loader);
  }

  /** Makes `require(name)` search for a file, as if nothing had defined the module. */
  undefineModule(name: string): void {
    const loaded = this.state.registry.getHash("_LOADED") as Table;
    loaded.setHash(name, undefined);
    const packages = this.state.globals.getHash("package") as Table;
    (packages.getHash("preload") as Table).setHash(name, undefined);
  }

  /** Ends every script of this machine at its next step. */
  stop(reason: string): void {
    this.budget.stop(reason);
    this.state.steps = 0;
  }

  /** No script can run any more. */
  close(): void {
    this.stop("the machine is closed");
    this.closed = true;
  }
}

/** Lua machines on threads of their own, a part of the ports. */

/** A Lua value on its way to another machine. A table is its keys and values, each key before its value. */
export type Copied = undefined | boolean | number | string | LightCopy | readonly Copied[];

/** A value that every machine has one of, by its name: `ngx.null`. */
export interface LightCopy {
  readonly light: string;
}

/** A function, as a field of a Lua module. */
export interface ModuleFunction {
  readonly module: string;
  readonly name: string;
}

export type CallOutcome = { readonly results: readonly Copied[] } | { readonly error: string };

export interface MachineThread {
  /** Nothing can be asked of it any more. */
  readonly hasEnded: boolean;
  /** Loads the module and looks for the function; the host stands still meanwhile. @returns what is wrong */
  find(called: ModuleFunction): string | undefined;
  /**
   * Calls the function. One call at a time.
   * @param done called once, in a later turn of the host
   */
  call(called: ModuleFunction, args: readonly Copied[], done: (outcome: CallOutcome) => void): void;
}

/** Where a machine looks for modules: `package.path` and `package.cpath`. */
export interface ModulePaths {
  readonly path: string;
  readonly cpath: string;
}

export interface Threads {
  /** Starts a thread with a machine. It ends with the process. */
  start(paths: ModulePaths): MachineThread;
}

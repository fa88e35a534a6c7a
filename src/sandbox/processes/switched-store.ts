import type { SharedDict, SharedStore } from "../../host/ports.ts";

/**
 * Dictionaries that are others later: a process that is made in place of a fork runs the master's `init` on dictionaries of
 * its own, because the master has filled the shared ones already.
 */
export class SwitchedStore {
  readonly store: SharedStore;
  private current: SharedStore;

  constructor(first: SharedStore) {
    this.current = first;
    this.store = new Map([...first.keys()].map((name) => [name, this.dict(name)]));
  }

  switchTo(next: SharedStore): void {
    this.current = next;
  }

  private dict(name: string): SharedDict {
    const current = () => this.current.get(name) as SharedDict;
    return new Proxy({} as SharedDict, {
      get(_nothing, property) {
        const dict = current();
        const value: unknown = Reflect.get(dict, property);
        return typeof value === "function" ? value.bind(dict) : value;
      },
    });
  }
}

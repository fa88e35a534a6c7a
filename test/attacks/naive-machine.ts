/** A Lua machine with the holes that careless bridges have. */
import { NativeFunction, type Value } from "../../src/index.ts";
import { sandbox } from "../vm/scripts.ts";

/**
 * Runs a script there. `plant(name…)` reads along properties of `{}`, with prototypes and all; `careless()` parses so many
 * brackets that JavaScript's stack does not do, and tells how it failed.
 * @returns what it printed
 */
export function naiveMachine(code: string): string {
  const { machine, output } = sandbox();
  const plant = new NativeFunction("plant", (...path) => {
    let value: unknown = {};
    for (const name of path) value = (value as Record<string, unknown> | undefined)?.[String(name)];
    return luaValue(value);
  });
  const careless = new NativeFunction("careless", () => {
    const depth = (left: number): number => (left === 0 ? 0 : 1 + depth(left - 1));
    try {
      return depth(1e7);
    } catch (thrown) {
      return String(thrown);
    }
  });
  machine.globals.setHash("plant", plant);
  machine.globals.setHash("careless", careless);
  machine.call(machine.load(code, "=attack"));
  return output();
}

function luaValue(value: unknown): Value {
  if (typeof value === "function") return new NativeFunction(value.name, () => undefined);
  return value === undefined || value === null ? undefined : String(value);
}

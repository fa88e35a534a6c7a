import type { SharedDict, SharedStore } from "../ports.ts";
import { loadDict } from "./load-dict.ts";

/** The dictionaries of a server whose workers live in one thread; undefined where one is too small for its own records. */
export function memoryStore(
  declared: readonly { readonly name: string; readonly bytes: number }[],
): SharedStore | undefined {
  const dicts = new Map<string, SharedDict>();
  for (const { name, bytes } of declared) {
    const dict = loadDict().open(name, bytes);
    if (dict === undefined) return undefined;
    dicts.set(name, dict);
  }
  return dicts;
}

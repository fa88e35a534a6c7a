/** What stands between the compiler and the engine. */

/** Changes the text of every function that is generated from now on; answers how to end that. */
export function interceptCode(change: (code: string) => string): () => void {
  const original = globalThis.Function;
  globalThis.Function = new Proxy(original, {
    construct: (target, parts: string[]) =>
      Reflect.construct(target, [...parts.slice(0, -1), change(parts.at(-1) ?? "")]),
  });
  return () => {
    globalThis.Function = original;
  };
}

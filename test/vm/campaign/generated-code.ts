/** What stands between the compiler and the engine. */

/** Changes the text of every function that is generated from now on; answers how to end that. */
export function interceptCode(change: (code: string) => string): () => void {
  return replaceFunction((target, parts) =>
    Reflect.construct(target, [...parts.slice(0, -1), change(parts.at(-1) ?? "")]),
  );
}

// biome-ignore lint/suspicious/noExplicitAny: forms to call and forms to go on with have no type in common.
type Form = (...args: any[]) => unknown;

/** Puts other functions in the place of all that are generated from now on; answers how to end that. */
export function replaceForms(change: (form: Form) => Form): () => void {
  return replaceFunction((target, parts) => {
    const factory = Reflect.construct(target, parts) as (...surroundings: unknown[]) => Form;
    return (...surroundings: unknown[]) => change(factory(...surroundings));
  });
}

function replaceFunction(construct: (original: FunctionConstructor, parts: string[]) => object): () => void {
  const original = globalThis.Function;
  globalThis.Function = new Proxy(original, { construct });
  return () => {
    globalThis.Function = original;
  };
}

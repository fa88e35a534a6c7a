/** Pieces of random text. */
import fc from "fast-check";

export type Text = fc.Arbitrary<string>;

/** A template whose holes are filled at random. */
export function make(parts: TemplateStringsArray, ...holes: Text[]): Text {
  return fc.tuple(...holes).map((texts) => parts.map((part, at) => part + (texts[at] ?? "")).join(""));
}

export const pick = (...texts: string[]): Text => fc.constantFrom(...texts);

/** Texts nest so deep, all kinds of them taken together. */
export function nesting(maxDepth: number) {
  return { depthIdentifier: fc.createDepthIdentifier(), maxDepth, depthSize: "small" } as const;
}

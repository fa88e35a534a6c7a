/** An entry of the reference as an element, for completion and hover. */
import type { Entry } from "../../../src/reference/entry.ts";
import { element } from "../page/dom.ts";
import { words } from "../words/index.ts";

const MOST_USAGE = 4;

export function explained({ usage, does, facts, note, differs, example }: Entry): HTMLElement {
  const told = [
    ...facts,
    ...(note === undefined ? [] : [[words().note, note] as const]),
    ...(differs === undefined ? [] : [[words().differs, differs] as const]),
  ];
  return element(
    "div",
    { class: "explained" },
    element("code", { class: "usage" }, usage.slice(0, MOST_USAGE).join("\n")),
    element("p", {}, does),
    told.length === 0
      ? undefined
      : element("dl", {}, ...told.flatMap(([label, text]) => [element("dt", {}, label), element("dd", {}, text)])),
    example === undefined ? undefined : element("pre", {}, example.text),
  );
}

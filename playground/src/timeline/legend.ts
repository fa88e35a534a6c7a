/** What the bars and marks mean, each with a small picture of it. */
import { type Colours, coloursOf } from "./colours.ts";
import { drawMark } from "./draw.ts";
import { element } from "./element.ts";
import type { Mark } from "./model.ts";
import type { Words } from "./words.ts";

const KINDS = ["script", "timer", "request", "thread", "child"] as const;
const MARKS: readonly (readonly [keyof Words["legendParts"], Pick<Mark, "kind" | "level">])[] = [
  ["error", { kind: "log", level: 4 }],
  ["log", { kind: "log", level: 6 }],
  ["premature", { kind: "premature", level: 0 }],
  ["dropped", { kind: "dropped", level: 0 }],
  ["reload", { kind: "reload", level: 0 }],
];
const SIZE = 16;

export function legend(styled: Element, words: Words): HTMLElement[] {
  const colours = coloursOf(styled);
  const swatch = (name: string) => element("span", { class: `timeline-swatch is-${name}`, "aria-hidden": "true" });
  const bars = [...KINDS, "wait" as const, "stall" as const].map((name) =>
    element("li", {}, swatch(name), words.legendParts[name]),
  );
  const marks = MARKS.map(([name, mark]) => element("li", {}, picture(mark, colours), words.legendParts[name]));
  return [...bars, ...marks];
}

function picture(mark: Pick<Mark, "kind" | "level">, colours: Colours): HTMLElement {
  const canvas = element("canvas", { class: "timeline-mark", "aria-hidden": "true" });
  const ratio = devicePixelRatio || 1;
  canvas.width = SIZE * ratio;
  canvas.height = SIZE * ratio;
  const context = canvas.getContext("2d");
  if (context !== null) {
    context.scale(ratio, ratio);
    drawMark(context, mark, SIZE / 2, SIZE / 2, colours);
  }
  return canvas;
}

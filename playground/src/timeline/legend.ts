/** What the bars and marks mean, each with a small picture of it. */
import { type Colours, coloursOf } from "./colours.ts";
import { drawMark } from "./draw.ts";
import { element } from "./element.ts";
import { ERROR_LEVEL, type Kind, type Mark, WARNING_LEVEL } from "./model.ts";
import type { Words } from "./words.ts";

const BARS = ["script", "timer", "request", "thread", "child", "wait", "stall"] as const;
const MARKS = ["error", "warning", "log", "premature", "dropped", "cancelled", "denied", "reload"] as const;
const LEVELS: Readonly<Partial<Record<Kind, number>>> = { error: ERROR_LEVEL, warning: WARNING_LEVEL };
const SIZE = 16;

/** @param kinds what there is to explain */
export function legend(kinds: ReadonlySet<Kind>, styled: Element, words: Words): HTMLElement[] {
  const colours = coloursOf(styled);
  const entry = (name: Kind, picture: HTMLElement) => element("li", {}, picture, words.legendParts[name]);
  const bars = BARS.filter((name) => kinds.has(name)).map((name) =>
    entry(name, element("span", { class: `timeline-swatch is-${name}`, "aria-hidden": "true" })),
  );
  const marks = MARKS.filter((name) => kinds.has(name)).map((name) => {
    const mark =
      LEVELS[name] === undefined
        ? { kind: name as Mark["kind"], level: 8 }
        : { kind: "log" as const, level: LEVELS[name] };
    return entry(name, picture(mark, colours));
  });
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

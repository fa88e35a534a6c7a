/** A line between two parts of the page that can be moved, by pointer and by keys. */
import { inWords, type Words } from "../words/index.ts";
import { element } from "./dom.ts";

export interface SplitterOptions {
  /** "vertical": between what is left and what is right. */
  readonly orientation: "vertical" | "horizontal";
  readonly label: keyof Words & ("resizeColumns" | "resizeRows");
  /** The custom property of the style sheet that holds the part of the first, in percent; of the second if `ofSecond`. */
  readonly property: string;
  readonly ofSecond?: boolean;
  readonly from: number;
  readonly to: number;
  readonly start: number;
}

const STEP = 4;

/** @param container what is parted: the property is set on it */
export function splitter(container: HTMLElement, options: SplitterOptions): HTMLElement {
  const { orientation, label, property, ofSecond = false, from, to, start } = options;
  const isVertical = orientation === "vertical";
  const line = element("div", {
    class: `splitter ${orientation}`,
    role: "separator",
    tabindex: "0",
    "aria-orientation": orientation,
    "aria-valuemin": String(from),
    "aria-valuemax": String(to),
  });
  inWords((words) => line.setAttribute("aria-label", words[label]));
  let value = start;
  const set = (wanted: number) => {
    value = Math.round(Math.min(to, Math.max(from, wanted)));
    container.style.setProperty(property, `${value}%`);
    line.setAttribute("aria-valuenow", String(value));
  };
  set(start);
  line.addEventListener("keydown", (event) => {
    const sign = ofSecond ? -1 : 1;
    const by = { ArrowLeft: -STEP, ArrowUp: -STEP, ArrowRight: STEP, ArrowDown: STEP }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    set(value + sign * by);
  });
  line.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    line.setPointerCapture(event.pointerId);
  });
  line.addEventListener("pointermove", (event) => {
    if (!line.hasPointerCapture(event.pointerId)) return;
    const box = container.getBoundingClientRect();
    const part = isVertical ? (event.clientX - box.left) / box.width : (event.clientY - box.top) / box.height;
    set(100 * (ofSecond ? 1 - part : part));
  });
  line.addEventListener("dblclick", () => set(start));
  return line;
}

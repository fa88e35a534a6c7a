/** The colours of the canvas: those of the style sheet. */
const NAMES = [
  "ink",
  "muted",
  "grid",
  "ground",
  "lane",
  "script",
  "timer",
  "request",
  "thread",
  "child",
  "edge",
  "stall",
  "error",
  "warn",
  "focus",
] as const;

export type Colours = Readonly<Record<(typeof NAMES)[number], string>> & { readonly font: string };

export function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element);
  const colours = NAMES.map((name) => [name, style.getPropertyValue(`--timeline-${name}`).trim() || "gray"]);
  return { ...Object.fromEntries(colours), font: style.fontFamily || "sans-serif" };
}

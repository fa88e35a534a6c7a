/** Elements of the page. Whatever a script has made gets in as text only. */

type Attributes = Readonly<Record<string, string | boolean | undefined>>;
type Child = Node | string | undefined;

/** @param attributes as in HTML; true: without a value; false and undefined: left out */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (typeof value === "string") made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** A picture of 24 by 24, drawn by lines; it says nothing to who does not see it. */
export function icon(path: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

const SVG = "http://www.w3.org/2000/svg";

export const ICONS = {
  run: "M7 5v14l12-7z",
  stop: "M7 7h10v10H7z",
  step: "M6 5v14l9-7zM18 5v14",
  plus: "M12 5v14M5 12h14",
  share: "M9 12a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-6-6l-1 1M15 12a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 6 6l1-1",
  download: "M12 4v11m-5-5 5 5 5-5M5 20h14",
  open: "M3 7v12h18V9H12L10 6H3zM3 12h18",
  examples: "M5 4h14v16H5zM9 8h6M9 12h6M9 16h3",
  drafts: "M12 7v5l3 2M12 3a9 9 0 1 1-8.500 6M3 4v5h5",
  theme: "M12 3a9 9 0 1 0 0 18zM12 3a9 9 0 0 1 0 18",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  clear: "M5 7h14M10 11v6M14 11v6M7 7l1 13h8l1-13M9 7V4h6v3",
  close: "M6 6l12 12M18 6 6 18",
  more: "M5 12h.01M12 12h.01M19 12h.01",
} as const;

/** Gives it the focus, also where that is not to be had by a key. */
export function focusOn(target: HTMLElement): void {
  if (target.tabIndex < 0 && !target.hasAttribute("tabindex")) target.setAttribute("tabindex", "-1");
  target.focus();
}

/** Whether a text matches a pattern of KEYS or PSUBSCRIBE: `*`, `?`, `[a-z]`, `[^a]`, and `\` in front of one of these. */
export function matchesGlob(pattern: string, text: string): boolean {
  const items = itemsOf(pattern);
  let [item, at] = [0, 0];
  // where the last star was: only it may take more
  let [star, taken] = [-1, 0];
  while (at < text.length) {
    const here = items[item];
    if (here === "*") {
      star = item++;
      taken = at;
    } else if (here?.(text[at] as string)) {
      item++;
      at++;
    } else if (star >= 0) {
      item = star + 1;
      at = ++taken;
    } else return false;
  }
  while (items[item] === "*") item++;
  return item === items.length;
}

type Item = "*" | ((char: string) => boolean);

function itemsOf(pattern: string): Item[] {
  const items: Item[] = [];
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] as string;
    if (char === "*") items.push("*");
    else if (char === "?") items.push(() => true);
    else if (char === "[") {
      const { test, end } = setOf(pattern, at + 1);
      items.push(test);
      at = end;
    } else {
      const wanted = char === "\\" && at + 1 < pattern.length ? (pattern[++at] as string) : char;
      items.push((other) => other === wanted);
    }
  }
  return items;
}

/** The set that begins behind its bracket; one that does not end goes up to the end. */
function setOf(pattern: string, from: number): { test: (char: string) => boolean; end: number } {
  const isNegated = pattern[from] === "^";
  const ranges: [string, string][] = [];
  let at = isNegated ? from + 1 : from;
  for (; at < pattern.length && pattern[at] !== "]"; at++) {
    let first = pattern[at] as string;
    if (first === "\\" && at + 1 < pattern.length) first = pattern[++at] as string;
    else if (pattern[at + 1] === "-" && at + 2 < pattern.length) {
      const last = pattern[at + 2] as string;
      ranges.push(first <= last ? [first, last] : [last, first]);
      at += 2;
      continue;
    }
    ranges.push([first, first]);
  }
  const test = (char: string) => ranges.some(([first, last]) => char >= first && char <= last) !== isNegated;
  return { test, end: at };
}

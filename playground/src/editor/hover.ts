/** What the reference says of the name under the pointer. */
import type { Extension } from "@codemirror/state";
import { hoverTooltip } from "@codemirror/view";
import { explained } from "./explained.ts";
import { loadReference } from "./reference.ts";

const NAME = /[A-Za-z_]\w*(?:[.:][A-Za-z_]\w*)*/g;

export const hover: Extension = hoverTooltip(async (view, pos) => {
  const line = view.state.doc.lineAt(pos);
  if (line.length > MOST_COLUMNS) return null;
  const at = pos - line.from;
  for (const { 0: name, index } of line.text.matchAll(NAME)) {
    if (at < index || at > index + name.length) continue;
    // of ngx.timer.at under "timer": what is said of ngx.timer
    const rest = name.slice(at - index).search(/[.:]/);
    const asked = rest < 0 ? name : name.slice(0, at - index + rest);
    const entry = (await loadReference()).explain(asked);
    if (entry === undefined) return null;
    return {
      pos: line.from + index,
      end: line.from + index + asked.length,
      above: true,
      create: () => ({ dom: explained(entry) }),
    };
  }
  return null;
});

const MOST_COLUMNS = 5000;

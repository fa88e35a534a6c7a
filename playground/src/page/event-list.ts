/** What happens in a run, as a plain list: what stands where the timeline will. */
import type { ProcessInfo, TracedEvent } from "../../../src/browser.ts";
import { element } from "./dom.ts";
import { time } from "./sizes.ts";

const MOST = 500;

export function createTimeline(parent: HTMLElement) {
  const list = element("ol", { class: "event-list", tabindex: "0" });
  parent.append(list);
  const texts: string[] = [];
  return {
    add(events: readonly TracedEvent[]) {
      for (const { atMs, pid, type } of events) {
        const text = `${time(atMs)} ${pid} ${type}`;
        texts.push(text);
        if (texts.length <= MOST) list.append(element("li", {}, text));
      }
    },
    showProcesses(_list: readonly ProcessInfo[]) {},
    showTimers(_list: readonly unknown[]) {},
    clear() {
      texts.length = 0;
      list.replaceChildren();
    },
    text: () => texts.join("\n"),
    destroy: () => list.remove(),
  };
}

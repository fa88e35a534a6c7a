/** Files that are dropped anywhere on the page. */
import { inWords } from "../words/index.ts";
import { element } from "./dom.ts";

/** @returns what is shown while files are above the page */
export function takeDrops(take: (files: readonly File[]) => void): HTMLElement {
  const hint = element("div", { class: "drop-hint", "aria-hidden": "true" });
  inWords((words) => {
    hint.textContent = words.dropHere;
  });
  addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    document.body.classList.add("drags");
  });
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) document.body.classList.remove("drags");
  });
  // before the editor, which would put their text in
  addEventListener(
    "drop",
    (event) => {
      document.body.classList.remove("drags");
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      event.stopPropagation();
      take(files);
    },
    { capture: true },
  );
  return hint;
}

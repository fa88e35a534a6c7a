/** The lists in dialogs: examples and drafts. */
import type { Example } from "../../examples/index.ts";
import type { Drafts } from "../store/drafts.ts";
import { language, words } from "../words/index.ts";
import { showDialog } from "./dialogs.ts";
import { element, ICONS, icon } from "./dom.ts";

export async function chooseExample(chosen: (example: Example) => void): Promise<void> {
  const { EXAMPLES, TOPICS } = await loadExamples();
  const topics = TOPICS.map(({ id, title }) => {
    const items = EXAMPLES.filter(({ topic }) => topic === id).map((example) => {
      const button = element(
        "button",
        { type: "button", class: "card" },
        element("strong", {}, example.title[language()]),
        element("span", {}, example.about[language()]),
      );
      button.addEventListener("click", () => {
        close();
        chosen(example);
      });
      return element("li", {}, button);
    });
    return element("section", {}, element("h3", {}, title[language()]), element("ul", { class: "cards" }, ...items));
  });
  const close = showDialog("wide", words().examplesTitle, ...topics);
}

/** Nobody needs them who goes on with a draft. */
export const loadExamples = () => import("../../examples/index.ts");

export async function chooseDraft(drafts: Drafts, chosen: (id: string) => void, anew: () => void): Promise<void> {
  const others = await drafts.others();
  const fresh = element("button", { type: "button", class: "primary" }, words().newProject);
  fresh.addEventListener("click", () => {
    close();
    anew();
  });
  const items = others.map(({ id, name, savedAt, isOpen }) => {
    const when = savedAt.toLocaleString(language() === "zh" ? "zh-CN" : "en-GB", {
      dateStyle: "medium",
      timeStyle: "short",
    });
    const button = element(
      "button",
      { type: "button", class: "card", disabled: isOpen },
      element("strong", {}, name),
      element("span", {}, isOpen ? words().draftOpen(when) : when),
    );
    button.addEventListener("click", () => {
      close();
      chosen(id);
    });
    const remove = element(
      "button",
      { type: "button", class: "quiet icon-only", "aria-label": words().deleteDraft(name), disabled: isOpen },
      icon(ICONS.clear),
    );
    const item = element("li", { class: "with-action" }, button, remove);
    remove.addEventListener("click", () => {
      drafts.remove(id);
      item.remove();
      fresh.focus();
    });
    return item;
  });
  const list = items.length === 0 ? element("p", {}, words().noDrafts) : element("ul", { class: "cards" }, ...items);
  const close = showDialog(
    "wide",
    words().draftsTitle,
    element("p", { class: "hint" }, words().draftsAbout),
    fresh,
    list,
  );
}

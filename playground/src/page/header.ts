/** The head of the page: its name, what can be done with a project, language and colours. */
import { inWords, language, setLanguage, type Words } from "../words/index.ts";
import { element, ICONS, icon } from "./dom.ts";
import { nextTheme, theme } from "./theme.ts";

export interface HeaderEvents {
  examples(): void;
  drafts(): void;
  open(): void;
  download(): void;
  share(): void;
}

export function header(events: HeaderEvents): HTMLElement {
  const name = element("h1", {});
  const action = (label: "examples" | "drafts" | "open" | "download" | "share", picture: string) => {
    const button = element("button", { type: "button", class: "quiet" });
    button.addEventListener("click", events[label]);
    inWords((words) => {
      button.replaceChildren(icon(picture), element("span", { class: "label" }, words[label]));
      button.setAttribute("aria-label", words[label]);
      button.title = words[label];
    });
    return button;
  };
  const actions = element(
    "div",
    { class: "actions", role: "group" },
    action("examples", ICONS.examples),
    action("drafts", ICONS.drafts),
    action("open", ICONS.open),
    action("download", ICONS.download),
    action("share", ICONS.share),
  );
  const languageButton = element("button", { type: "button", class: "quiet language" });
  languageButton.addEventListener("click", () => setLanguage(language() === "en" ? "zh" : "en"));
  const themeButton = element("button", { type: "button", class: "quiet icon-only theme" }, icon(ICONS.theme));
  const nameTheme = (words: Words) => {
    const text = { system: words.themeSystem, light: words.themeLight, dark: words.themeDark }[theme()];
    themeButton.setAttribute("aria-label", text);
    themeButton.title = text;
  };
  let shownWords: Words | undefined;
  themeButton.addEventListener("click", () => {
    nextTheme();
    if (shownWords !== undefined) nameTheme(shownWords);
  });
  inWords((words) => {
    shownWords = words;
    name.textContent = words.title;
    languageButton.textContent = words.switchLanguage;
    languageButton.setAttribute("lang", language() === "en" ? "zh" : "en");
    actions.setAttribute("aria-label", words.project);
    nameTheme(words);
  });
  const logo = element("img", { src: "icon.svg", alt: "", width: "26", height: "26" });
  return element(
    "header",
    { class: "page-header" },
    element("div", { class: "brand" }, logo, name),
    actions,
    element("span", { class: "space" }),
    languageButton,
    themeButton,
  );
}

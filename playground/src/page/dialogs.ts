/** Dialogs: questions and lists in front of the page. Escape closes them, and the focus goes back to where it was. */
import { words } from "../words/index.ts";
import { element, ICONS, icon } from "./dom.ts";

/**
 * Shows a dialog.
 * @param width "narrow": for a question, "wide": for a list
 * @returns what closes it
 */
export function showDialog(
  width: "narrow" | "wide",
  title: string,
  ...content: readonly (Node | undefined)[]
): () => void {
  const heading = element("h2", { id: "dialog-title" }, title);
  const closeButton = element(
    "button",
    { type: "button", class: "quiet icon-only", "aria-label": words().close },
    icon(ICONS.close),
  );
  const dialog = element(
    "dialog",
    { class: width, "aria-labelledby": "dialog-title" },
    element("header", {}, heading, closeButton),
    element("div", { class: "dialog-content" }, ...content),
  );
  const close = () => dialog.close();
  closeButton.addEventListener("click", close);
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return close;
}

/**
 * Asks for a line of text.
 * @param check says what is wrong with it
 * @returns undefined where nothing was given
 */
export function ask(
  title: string,
  label: string,
  value: string,
  check: (text: string) => string | undefined,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const input = element("input", {
      id: "asked",
      value,
      autocomplete: "off",
      spellcheck: "false",
      autocapitalize: "off",
    });
    const problem = element("p", { class: "field-problem", role: "alert" });
    const form = element(
      "form",
      {},
      element("label", { for: "asked" }, label),
      input,
      problem,
      buttons(words().ok, () => close()),
    );
    let answer: string | undefined;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const wrong = check(input.value);
      problem.textContent = wrong ?? "";
      if (wrong !== undefined) return;
      answer = input.value;
      close();
    });
    const close = showDialog("narrow", title, form);
    form.closest("dialog")?.addEventListener("close", () => resolve(answer));
    input.select();
    input.focus();
  });
}

export function confirm(question: string, action: string): Promise<boolean> {
  return new Promise((resolve) => {
    let answer = false;
    const form = element(
      "form",
      {},
      buttons(action, () => close()),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      answer = true;
      close();
    });
    const close = showDialog("narrow", question, form);
    form.closest("dialog")?.addEventListener("close", () => resolve(answer));
  });
}

function buttons(action: string, cancel: () => void): HTMLElement {
  const cancelling = element("button", { type: "button" }, words().cancel);
  cancelling.addEventListener("click", cancel);
  return element(
    "p",
    { class: "dialog-buttons" },
    cancelling,
    element("button", { type: "submit", class: "primary" }, action),
  );
}

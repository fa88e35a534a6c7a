/** The dialog with a project's link. */
import type { Project } from "../../../src/sandbox/project.ts";
import { words } from "../words/index.ts";
import { showDialog } from "./dialogs.ts";
import { element } from "./dom.ts";
import type { Notices } from "./notices.ts";
import { bytes } from "./sizes.ts";

/** Mail and chat programs cut longer ones. */
const LONG = 8000;
/** Browsers take no longer ones. */
const TOO_LONG = 1_900_000;

export async function shareProject(project: Project, notices: Notices): Promise<void> {
  const { linkTo } = await import("../store/link.ts");
  const link = location.href.replace(/#.*$/s, "") + (await linkTo(project));
  if (link.length > TOO_LONG) {
    notices.problem(words().linkTooLong(bytes(link.length)));
    return;
  }
  const input = element("input", { id: "share-link", value: link, readonly: true });
  const copy = element("button", { type: "button", class: "primary" }, words().copyLink);
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(link);
      close();
      notices.say(words().linkCopied);
    } catch {
      input.select();
    }
  });
  const close = showDialog(
    "narrow",
    words().shareTitle,
    element("p", {}, words().shareAbout),
    element("label", { for: "share-link" }, words().shareLink),
    input,
    link.length > LONG ? element("p", { class: "hint" }, words().linkLong(bytes(link.length))) : undefined,
    element("p", { class: "dialog-buttons" }, copy),
  );
  input.select();
}

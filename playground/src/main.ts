/** The page: puts its parts together. */
import type { Project } from "../../src/sandbox/project.ts";
import { EXAMPLES } from "../examples/index.ts";
import { Editor } from "./editor/editor.ts";
import { workOffline } from "./offline.ts";
import { OutputPanel } from "./output/panel.ts";
import type { Place } from "./output/places.ts";
import { element, focusOn } from "./page/dom.ts";
import { header } from "./page/header.ts";
import { chooseDraft, chooseExample } from "./page/lists.ts";
import { Notices } from "./page/notices.ts";
import { saveFile } from "./page/save-file.ts";
import { shareProject } from "./page/share-dialog.ts";
import { bytes } from "./page/sizes.ts";
import { splitter } from "./page/splitter.ts";
import { freePath, pathFromName } from "./project/paths.ts";
import { Settings } from "./project/settings.ts";
import { type TabId, Tabs } from "./project/tabs.ts";
import { documentOf, INIT, INIT_WORKER, pathOf, Workspace } from "./project/workspace.ts";
import { RunBar } from "./run/bar.ts";
import { RunController } from "./run/controller.ts";
import { LiveCheck } from "./run/live-check.ts";
import { Problems } from "./run/problems.ts";
import { Autosave } from "./store/autosave.ts";
import { Drafts } from "./store/drafts.ts";
import { isLink } from "./store/link-mark.ts";
import { createTimeline } from "./timeline/index.ts";
import { inWords, language, words } from "./words/index.ts";

const notices = new Notices(document.body);
const drafts = new Drafts();

// the code
const editorPlace = element("div", { class: "editor" });
const note = element("p", { class: "note" });
const binaryNote = element("p", { class: "empty" });
const panel = element("div", { class: "tab-panel", id: "tab-panel", role: "tabpanel" });
const editor = new Editor(editorPlace, { changed: () => workspace.contentChanged() });
const workspace = new Workspace(editor);
const settings = new Settings(workspace);
const tabs = new Tabs(workspace, { selected: showTab });
panel.append(note, editorPlace, binaryNote, settings.element);
const code = element("section", { class: "panel code", id: "code", "aria-label": "code" }, tabs.element, panel);

// what runs
const bar = new RunBar("fast", {
  run: () => controller.run(),
  stop: () => controller.stop(),
  speed: (speed) => controller.runners.send({ kind: "speed", speed }),
  step: () => controller.runners.send({ kind: "step" }),
  pass: (ms) => controller.runners.send({ kind: "pass", ms }),
  end: () => controller.runners.send({ kind: "end" }),
});
const output = new OutputPanel(notices, {
  open: openPlace,
  full: () => {
    controller.stop();
    notices.problem(words().tooMuchOutput);
  },
});
const timelinePlace = element("div", { class: "timeline-place" });
const timelinePanel = element("div", { class: "panel timeline-panel" }, timelinePlace);
const timeline = createTimeline(timelinePlace, {
  language,
  open: openPlace,
  cancel: (timer, pid) => controller.runners.send({ kind: "cancel", timer, pid }),
});
const problems = new Problems(editor, workspace);
const typing = new LiveCheck(workspace, editor, problems, (text, name) => controller.runners.check(text, name));
const controller = new RunController({
  typing,
  workspace,
  output,
  problems,
  bar,
  onlooker: {
    clear: () => timeline.clear(),
    events: (events) => timeline.add(events),
    state: ({ processes, timers }) => {
      timeline.showProcesses(processes);
      timeline.showTimers(timers);
    },
  },
});

// what is kept
const autosave = new Autosave(workspace, drafts, (problem) => {
  if (problem === undefined) notices.settle("store");
  else notices.problem(problem === "full" ? words().storeFull : words().storeMissing, "store");
});

const upper = element("div", { class: "upper" });
upper.append(
  code,
  splitter(upper, {
    orientation: "vertical",
    label: "resizeColumns",
    property: "--code-width",
    from: 25,
    to: 75,
    start: 52,
  }),
  output.element,
);
const main = element("main", {});
main.append(
  bar.element,
  upper,
  splitter(main, {
    orientation: "horizontal",
    label: "resizeRows",
    property: "--lower-height",
    ofSecond: true,
    from: 12,
    to: 70,
    start: 36,
  }),
  timelinePanel,
);
const skip = element("a", { class: "skip", href: "#code" });
skip.addEventListener("click", (event) => {
  event.preventDefault();
  editor.focus();
});
const picker = element("input", { type: "file", multiple: true, hidden: true, tabindex: "-1", "aria-hidden": "true" });
const dropHint = element("div", { class: "drop-hint", "aria-hidden": "true" });
const footer = element("footer", {});
document.body.append(
  skip,
  header({
    examples: () =>
      chooseExample(({ title, project }) => {
        void openAnew(project[language()], title[language()]).then(() =>
          notices.say(words().exampleOpened(title[language()])),
        );
      }),
    drafts: () =>
      void chooseDraft(
        drafts,
        (id) => void openDraft(id),
        () => void openAnew(EMPTY, "main.lua"),
      ),
    open: () => picker.click(),
    download: () => void downloadProject(),
    share: () => void shareProject(workspace.project(), notices),
  }),
  main,
  footer,
  picker,
  dropHint,
);

inWords((words) => {
  document.documentElement.lang = language() === "zh" ? "zh-CN" : "en";
  document.title = words.title;
  skip.textContent = words.skipToEditor;
  code.setAttribute("aria-label", words.code);
  timeline.refresh();
  dropHint.textContent = words.dropHere;
  footer.replaceChildren(words.sourceCode, " ", element("a", { href: "licences.txt" }, words.licences));
  if (workspace.paths.length > 0) showTab(tabs.selected);
});

function showTab(tab: TabId): void {
  const path = pathOf(tab);
  const binary = path === undefined ? undefined : workspace.binary(path);
  const isText = tab !== "settings" && binary === undefined;
  panel.setAttribute("aria-labelledby", `tab-${tab}`);
  settings.element.hidden = tab !== "settings";
  editorPlace.hidden = !isText;
  binaryNote.hidden = binary === undefined;
  binaryNote.textContent = binary === undefined ? "" : words().binaryFile(bytes(Math.floor((binary.length * 3) / 4)));
  note.textContent = tab === INIT ? words().initNote : tab === INIT_WORKER ? words().initWorkerNote : "";
  if (isText) editor.show(tab, words().editorLabel(path ?? tab));
}

function openPlace({ file, line }: Place): void {
  const id = workspace.documentAt(file);
  if (id === undefined) return;
  if (tabs.selected !== id) tabs.select(id);
  editor.goTo(line);
}

const EMPTY: Project = { format: "ngxbox-project", version: 1, main: "main.lua", files: { "main.lua": "" } };

function show(project: Project, name: string): void {
  controller.stop();
  autosave.name = name;
  workspace.open(project);
  tabs.select(documentOf(project.main));
}

/** Opens a project as a draft of its own. */
async function openAnew(project: Project, name: string): Promise<void> {
  autosave.save();
  await drafts.begin();
  show(project, name);
}

async function openDraft(id: string): Promise<void> {
  autosave.save();
  const kept = await drafts.open(id);
  if (kept === undefined) return;
  const { projectOfDraft } = await import("./store/import.ts");
  const project = projectOfDraft(kept.project);
  if (project === undefined) return;
  show(project, kept.name);
  autosave.settle();
}

async function downloadProject(): Promise<void> {
  const { writeProject } = await import("../../src/sandbox/project/write.ts");
  const name = workspace.main.replace(/^.*\//, "").replace(/\.lua$/, "");
  saveFile(`${name}.ngxbox.json`, writeProject(workspace.project()), "application/json");
}

async function importFiles(files: readonly File[]): Promise<void> {
  const { importFile } = await import("./store/import.ts");
  const added: string[] = [];
  for (const file of files) {
    const imported = await importFile(file);
    switch (imported.kind) {
      case "project":
        await openAnew(imported.project, imported.name);
        notices.say(words().projectOpened(imported.name));
        return;
      case "file": {
        const path = freePath(pathFromName(imported.name), (path) => workspace.has(path));
        workspace.add(path, imported.content);
        tabs.select(documentOf(path));
        added.push(path);
        break;
      }
      case "unreadable":
        notices.problem(words().fileUnreadable(imported.name));
        break;
      case "too large":
        notices.problem(words().fileTooLarge(imported.name, bytes(imported.bytes)));
        break;
      case "no project":
        notices.problem(words().notAProject(imported.name, imported.why));
        break;
    }
  }
  const [first] = added;
  if (first !== undefined)
    notices.say(added.length === 1 ? words().fileAdded(first) : words().filesAdded(added.length));
}

/** @returns whether the address held a project */
async function openLink(): Promise<boolean> {
  const { hash } = location;
  if (!isLink(hash)) return false;
  const { LinkError, projectFromLink } = await import("./store/link.ts");
  // it is taken once: what is typed afterwards must not be lost when the page is loaded anew
  history.replaceState(null, "", location.pathname + location.search);
  try {
    const project = await projectFromLink(hash);
    await openAnew(project, project.main);
    notices.say(words().linkOpened);
    return true;
  } catch (thrown) {
    if (!(thrown instanceof LinkError)) throw thrown;
    const { problem } = thrown;
    notices.problem(
      problem === "newer" ? words().linkNewer : problem === "too large" ? words().linkTooLarge : words().linkDamaged,
    );
    return false;
  }
}

/** What was there before, or the first example. */
async function resume(): Promise<void> {
  const kept = await drafts.resume();
  const { projectOfDraft } =
    kept === undefined ? { projectOfDraft: () => undefined } : await import("./store/import.ts");
  const project = kept === undefined ? undefined : projectOfDraft(kept.project);
  const [example] = EXAMPLES;
  if (kept !== undefined && project !== undefined) show(project, kept.name);
  else if (example !== undefined) show(example.project[language()], example.title[language()]);
  else show(EMPTY, "main.lua");
  autosave.settle();
}

picker.addEventListener("change", () => {
  const files = [...(picker.files ?? [])];
  picker.value = "";
  void importFiles(files);
});
addEventListener("dragover", (event) => {
  if (!event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  document.body.classList.add("drags");
});
addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) document.body.classList.remove("drags");
});
addEventListener(
  "drop",
  (event) => {
    document.body.classList.remove("drags");
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    void importFiles(files);
  },
  { capture: true },
);
addEventListener("hashchange", () => void openLink());
addEventListener(
  "keydown",
  (event) => {
    if (!(event.ctrlKey || event.metaKey)) return;
    if (event.key === "Enter") controller.run();
    else if (event.key === ".") controller.stop();
    else if (event.key === "s") autosave.save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  },
  { capture: true },
);

void resume()
  .then(() => openLink())
  .then(() => {
    focusOn(document.body);
    // for who measures: after how many milliseconds the page could be used
    document.body.dataset.ready = String(Math.round(performance.now()));
    controller.runners.warm();
    void drafts.prune();
    workOffline();
  });

/** The page: puts its parts together. */
import { workOffline } from "./offline.ts";
import { OutputPanel } from "./output/panel.ts";
import { element, focusOn } from "./page/dom.ts";
import { takeDrops } from "./page/drops.ts";
import { header } from "./page/header.ts";
import { chooseDraft, chooseExample } from "./page/lists.ts";
import { Notices } from "./page/notices.ts";
import { shareProject } from "./page/share-dialog.ts";
import { splitter } from "./page/splitter.ts";
import { CodePanel } from "./project/code-panel.ts";
import { RunBar } from "./run/bar.ts";
import { RunController } from "./run/controller.ts";
import { LiveCheck } from "./run/live-check.ts";
import { Problems } from "./run/problems.ts";
import { Desk } from "./store/desk.ts";
import { createTimeline } from "./timeline/index.ts";
import { inWords, language, words } from "./words/index.ts";

const notices = new Notices(document.body);
const code = new CodePanel();
const { editor, workspace } = code;
const desk = new Desk(code, notices, () => controller.stop());

const bar = new RunBar("fast", {
  run: () => controller.run(),
  stop: () => controller.stop(),
  speed: (speed) => controller.runners.send({ kind: "speed", speed }),
  step: () => controller.runners.send({ kind: "step" }),
  pass: (ms) => controller.runners.send({ kind: "pass", ms }),
  end: () => controller.runners.send({ kind: "end" }),
});
const output = new OutputPanel(notices, {
  open: (place) => code.goTo(place),
  full: () => {
    controller.stop();
    notices.problem(words().tooMuchOutput);
  },
});
const timelinePlace = element("div", { class: "timeline-place" });
const timeline = createTimeline(timelinePlace, {
  language,
  open: (place) => code.goTo(place),
  cancel: (timer, pid) => controller.runners.send({ kind: "cancel", timer, pid }),
});
const problems = new Problems(editor, workspace);
const controller = new RunController({
  workspace,
  output,
  problems,
  bar,
  typing: new LiveCheck(workspace, editor, problems, (text, name) => controller.runners.check(text, name)),
  onlooker: {
    clear: () => {
      timeline.clear();
      notices.settle("events");
    },
    events: (events, dropped) => {
      timeline.add(events);
      if (dropped > 0) notices.problem(words().eventsDropped, "events");
    },
    state: ({ processes, timers }) => {
      timeline.showProcesses(processes);
      timeline.showTimers(timers);
    },
  },
});

const picker = element("input", { type: "file", multiple: true, hidden: true, tabindex: "-1", "aria-hidden": "true" });
picker.addEventListener("change", () => {
  const files = [...(picker.files ?? [])];
  picker.value = "";
  void desk.importFiles(files);
});
const pageHeader = header({
  examples: () =>
    void chooseExample(({ title, project }) => void desk.openExample(project[language()], title[language()])),
  drafts: () =>
    void chooseDraft(
      desk.drafts,
      (id) => void desk.openDraft(id),
      () => void desk.openNew(),
    ),
  open: () => picker.click(),
  download: () => void desk.download(),
  share: () => void shareProject(workspace.project(), notices),
});

const upper = element("div", { class: "upper" });
const main = element("main", {});
upper.append(
  code.element,
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
  element("div", { class: "panel timeline-panel" }, timelinePlace),
);
const skip = element("a", { class: "skip", href: "#code" });
skip.addEventListener("click", (event) => {
  event.preventDefault();
  editor.focus();
});
const footer = element("footer", {});
document.body.append(
  skip,
  pageHeader,
  main,
  footer,
  picker,
  takeDrops((files) => void desk.importFiles(files)),
);

inWords((words) => {
  document.documentElement.lang = language() === "zh" ? "zh-CN" : "en";
  document.title = words.title;
  skip.textContent = words.skipToEditor;
  timeline.refresh();
  footer.replaceChildren(words.sourceCode, " ", element("a", { href: "licences.txt" }, words.licences));
});

const KEYS: Readonly<Record<string, () => void>> = {
  Enter: () => controller.run(),
  ".": () => controller.stop(),
  s: () => desk.save(),
};
// before the editor sees them
addEventListener(
  "keydown",
  (event) => {
    const act = event.ctrlKey || event.metaKey ? KEYS[event.key] : undefined;
    if (act === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  },
  { capture: true },
);
addEventListener("hashchange", () => void desk.openLink());

await desk.resume();
await desk.openLink();
focusOn(document.body);
// for who measures: after how many milliseconds the page could be used
document.body.dataset.ready = String(Math.round(performance.now()));
controller.runners.warm();
workOffline();

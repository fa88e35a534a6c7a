/** From text to a project. Whatever does not fit is told in one line that names the field and what it takes. */
import { checkOptions } from "../options.ts";
import { wrongEntry } from "../outside/permissions.ts";
import type { Project, ProjectFile, ProjectPeer } from "../project.ts";
import { oneLine, shownValue } from "../shown-value.ts";
import { fromBase64 } from "./files.ts";
import { sandboxOptionsOf } from "./run.ts";

export { isProjectText } from "./recognise.ts";

/** Why a text is no project. */
export class ProjectError extends Error {
  /**
   * "syntax": it is no JSON; "format": another kind of JSON; "newer": made by a newer version of ngxbox; "size": too large;
   * "field": a field is wrong.
   */
  readonly code: "syntax" | "format" | "newer" | "size" | "field";
  /** Which field is wrong: `files["a.lua"]`. */
  readonly field: string | undefined;

  constructor(code: ProjectError["code"], message: string, field?: string) {
    super(message);
    this.name = "ProjectError";
    this.code = code;
    this.field = field;
  }
}

const PROJECT_FORMAT: Project["format"] = "ngxbox-project";
const PROJECT_VERSION: Project["version"] = 1;

/** How long a project's text may be, and how many files it may have. */
const MOST_CHARACTERS = 32 * 1024 ** 2;
const MOST_FILES = 10_000;
const MOST_PATH = 1000;

/** @throws ProjectError */
export function parseProject(text: string): Project {
  if (text.length > MOST_CHARACTERS) {
    const size = Math.ceil(text.length / 1024 ** 2);
    throw new ProjectError("size", `the project is too large: ${size} MB, of at most ${MOST_CHARACTERS / 1024 ** 2}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text.startsWith("\ufeff") ? text.slice(1) : text);
  } catch (thrown) {
    throw new ProjectError("syntax", `this is no project: it is no JSON${placeOf(thrown, text)}`);
  }
  return checkProject(value);
}

/**
 * @param value what JSON can say
 * @returns it, copied
 * @throws ProjectError
 */
export function checkProject(value: unknown): Project {
  const given = Object(value) as Record<string, unknown>;
  if (!isRecord(value) || given.format !== PROJECT_FORMAT) {
    throw new ProjectError("format", `this is no project: it has no "format": "${PROJECT_FORMAT}"`);
  }
  const { version } = given;
  if (typeof version === "number" && Number.isInteger(version) && version > PROJECT_VERSION) {
    const message = `the project is of version ${version}, and this ngxbox knows ${PROJECT_VERSION}: a newer one is needed`;
    throw new ProjectError("newer", message, "version");
  }
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(CHECKS, name)) {
      wrong(shownValue(name), `there is no such field; the fields are ${Object.keys(CHECKS).join(", ")}`);
    }
  }
  const fields = Object.entries(CHECKS).map(([name, check]) => [name, check(given[name], name)] as const);
  const project = Object.fromEntries(fields.filter(([, checked]) => checked !== undefined)) as unknown as Project;
  if (!Object.hasOwn(project.files, project.main))
    wrong("main", `takes the path of one of the files, not ${shownValue(project.main)}`);
  checkBySandbox(project);
  return project;
}

type Check = (value: unknown, name: string) => unknown;

/** In the order in which a project is written. What is a sandbox's option as well is checked as that. */
const CHECKS = {
  format: (value) => value,
  version: (value, name) =>
    value === PROJECT_VERSION ? value : wrong(name, `takes ${PROJECT_VERSION}, not ${shownValue(value)}`),
  main: (value, name) =>
    typeof value === "string" ? value : wrong(name, `takes the path of one of the files, not ${shownValue(value)}`),
  args: (value) => value,
  stdin: optional((value, name) =>
    typeof value === "string" ? value : wrong(name, `takes text, not ${shownValue(value)}`),
  ),
  env: optional((value, name) => recordOf(value, name, (item) => item)),
  dicts: optional((value, name) => recordOf(value, name, dictSize)),
  workers: (value) => value,
  privilegedAgent: (value) => value,
  seed: (value) => value,
  spawn: optional((value, name) => {
    if (!Array.isArray(value)) wrong(name, `takes a list of names of programs, not ${shownValue(value)}`);
    const other = value.find((entry) => typeof entry !== "string" || wrongEntry("spawn", entry) !== undefined);
    if (other !== undefined) wrong(name, `takes a list of names of programs; ${shownValue(other)} is none`);
    return value;
  }),
  peers: optional((value, name) => recordOf(value, name, peer)),
  pendingTimers: optional(count),
  runningTimers: optional(count),
  runMs: optional(milliseconds),
  init: (value) => value,
  initWorker: (value) => value,
  files: (value, name) => {
    const files = recordOf(value, name, file);
    const paths = Object.keys(files);
    if (paths.length > MOST_FILES) wrong(name, `takes at most ${MOST_FILES} files, not ${paths.length}`);
    for (const path of paths) checkPath(path, files);
    return files;
  },
} satisfies Record<keyof Project, Check>;

/** The fields, in the order in which a project is written. */
export const PROJECT_FIELDS = Object.keys(CHECKS) as readonly (keyof Project)[];

function optional(check: Check): Check {
  return (value, name) => (value === undefined ? undefined : check(value, name));
}

/** A copy, each of whose values is checked. */
function recordOf<Item>(
  value: unknown,
  name: string,
  check: (item: unknown, name: string) => Item,
): Readonly<Record<string, Item>> {
  if (!isRecord(value)) return wrong(name, `takes an object, not ${shownValue(value)}`);
  const entries = Object.entries(value).map(([key, item]) => {
    const field = `${name}[${shownValue(key)}]`;
    // as the name of a property it is not safe to go on with
    if (key === "__proto__") wrong(field, "this name cannot be used");
    if (key === "") wrong(field, "takes a name");
    return [key, check(item, field)] as const;
  });
  return Object.fromEntries(entries);
}

function file(value: unknown, name: string): ProjectFile {
  if (typeof value === "string") return value;
  const { base64, ...more } = Object(value) as { readonly base64?: unknown };
  if (!isRecord(value) || typeof base64 !== "string" || Object.keys(more).length > 0) {
    return wrong(name, `takes text or { "base64": … }, not ${shownValue(value)}`);
  }
  if (fromBase64(base64) === undefined) wrong(name, "takes base64, and this is none");
  return { base64 };
}

function checkPath(path: string, files: Readonly<Record<string, unknown>>): void {
  const field = `files[${shownValue(path)}]`;
  if (path.startsWith("/")) wrong(field, "takes a path inside of the project, not an absolute one");
  if (path.length > MOST_PATH) wrong(field, `takes a path of at most ${MOST_PATH} characters`);
  const parts = path.split("/");
  if (parts.includes("..")) wrong(field, 'takes a path inside of the project, without ".."');
  if (path.includes("\0") || parts.some((part) => part === "" || part === "."))
    wrong(field, "takes a path such as lib/jobs.lua");
  for (let end = path.indexOf("/"); end > 0; end = path.indexOf("/", end + 1)) {
    if (Object.hasOwn(files, path.slice(0, end)))
      wrong(field, `lies in ${shownValue(path.slice(0, end))}, which is a file`);
  }
}

function dictSize(value: unknown, name: string): string {
  return typeof value === "string" ? value : wrong(name, `takes a size such as "1m", not ${shownValue(value)}`);
}

function peer(value: unknown, name: string): ProjectPeer {
  return value === "redis" || value === "echo"
    ? value
    : wrong(name, `takes "redis" or "echo", not ${shownValue(value)}`);
}

function count(value: unknown, name: string): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value > 0) return value;
  return wrong(name, `takes a whole number above 0, not ${shownValue(value)}`);
}

function milliseconds(value: unknown, name: string): number {
  if (typeof value === "number" && value >= 0 && value <= MOST_RUN_MS) return value;
  return wrong(name, `takes milliseconds, from 0 to ${MOST_RUN_MS} (a year), not ${shownValue(value)}`);
}

const MOST_RUN_MS = 365 * 86_400_000;

/** How every refusal of an option begins. */
const REFUSED = "createSandbox: ";

/** What the sandbox refuses, in the words of its options. */
function checkBySandbox(project: Project): void {
  try {
    checkOptions(sandboxOptionsOf(project), ["none"]);
  } catch (thrown) {
    if (!(thrown instanceof TypeError && thrown.message.startsWith(REFUSED))) throw thrown;
    const [, field = "", takes = ""] =
      /^(?:permissions\.)?(.*?): (.*)$/s.exec(thrown.message.slice(REFUSED.length)) ?? [];
    wrong(oneLine(field), oneLine(takes));
  }
}

/** Where JSON ends to be that, as engines tell it: they differ. */
function placeOf(thrown: unknown, text: string): string {
  const [, at] = /position (\d+)/.exec(String(thrown)) ?? [];
  if (text.trim() === "") return ", but empty";
  if (at === undefined) return "";
  const before = text.slice(0, Number(at)).split("\n");
  return ` (line ${before.length}, column ${(before.at(-1) ?? "").length + 1})`;
}

function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function wrong(field: string, takes: string): never {
  throw new ProjectError("field", `${field}: ${takes}`, field);
}

/** The form with what a project has besides code. What does not fit is told at its field, and the value before stays. */
import { element } from "../page/dom.ts";
import { inWords, type Words, words } from "../words/index.ts";
import type { Options, Workspace } from "./workspace.ts";

type Texts = { readonly [Key in keyof Words]: Words[Key] extends string ? Key : never }[keyof Words];

/** A field of the form: how an option is written, and read. */
interface Field {
  readonly label: Texts;
  readonly hint: Texts;
  readonly kind: "number" | "line" | "lines" | "flag";
  write(options: Options): string;
  /** @throws Error where it does not fit */
  read(text: string): Partial<Options>;
}

const MOST_WORKERS = 64;

const FIELDS: readonly Field[] = [
  {
    label: "workers",
    hint: "workersHint",
    kind: "number",
    write: ({ workers = 0 }) => String(workers),
    read: (text) => ({ workers: whole(text, 0, MOST_WORKERS) }),
  },
  {
    label: "privilegedAgent",
    hint: "privilegedAgentHint",
    kind: "flag",
    write: ({ privilegedAgent }) => (privilegedAgent ? "yes" : ""),
    read: (text) => ({ privilegedAgent: text === "yes" }),
  },
  {
    label: "runMs",
    hint: "runMsHint",
    kind: "number",
    write: ({ runMs = 0 }) => String(runMs / 1000),
    read: (text) => ({ runMs: Math.round(between(text, 0, 31_536_000) * 1000) }),
  },
  {
    label: "seed",
    hint: "seedHint",
    kind: "number",
    write: ({ seed = 1 }) => String(seed),
    read: (text) => ({ seed: whole(text, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER) }),
  },
  {
    label: "args",
    hint: "argsHint",
    kind: "lines",
    write: ({ args = [] }) => args.join("\n"),
    read: (text) => ({ args: text === "" ? [] : text.split("\n") }),
  },
  {
    label: "stdin",
    hint: "stdinHint",
    kind: "lines",
    write: ({ stdin = "" }) => stdin,
    read: (text) => ({ stdin: text }),
  },
  {
    label: "dicts",
    hint: "dictsHint",
    kind: "lines",
    write: ({ dicts = {} }) => written(dicts, " "),
    read: (text) => ({ dicts: record(text, /^(\S+)\s+(\d+[kKmMgG]?)$/) }),
  },
  {
    label: "peers",
    hint: "peersHint",
    kind: "lines",
    write: ({ peers = {} }) => written(peers, " "),
    read: (text) => ({ peers: record(text, /^(\S+:\S+)\s+(redis|echo)$/) as NonNullable<Options["peers"]> }),
  },
  {
    label: "env",
    hint: "envHint",
    kind: "lines",
    write: ({ env = {} }) => written(env, "="),
    read: (text) => ({ env: record(text, /^([^=]+)=(.*)$/) }),
  },
  {
    label: "spawn",
    hint: "spawnHint",
    kind: "line",
    write: ({ spawn }) => spawn?.join(" ") ?? "*",
    read: (text) => (text.trim() === "*" ? {} : { spawn: text.split(/\s+/).filter((name) => name !== "") }),
  },
  ...(["pendingTimers", "runningTimers"] as const).map(
    (name): Field => ({
      label: name,
      hint: "limitHint",
      kind: "number",
      write: (options) => String(options[name] ?? ""),
      read: (text) => (text.trim() === "" ? {} : { [name]: whole(text, 1, 1_000_000) }),
    }),
  ),
];

export class Settings {
  readonly element = element("form", { class: "settings" });
  private readonly workspace: Workspace;
  private readonly fields = new Map<
    Field,
    { readonly input: HTMLInputElement | HTMLTextAreaElement; readonly problem: HTMLElement }
  >();
  private isOwnChange = false;

  constructor(workspace: Workspace) {
    this.workspace = workspace;
    this.element.addEventListener("submit", (event) => event.preventDefault());
    for (const field of FIELDS) this.element.append(this.fieldOf(field));
    workspace.whenChanged((what) => {
      if (what === "options" && !this.isOwnChange) this.fill();
    });
  }

  private fieldOf(field: Field): HTMLElement {
    const id = `setting-${field.label}`;
    const common = {
      id,
      name: field.label,
      autocomplete: "off",
      spellcheck: "false",
      "aria-describedby": `${id}-hint ${id}-problem`,
    };
    const input =
      field.kind === "lines"
        ? element("textarea", { ...common, rows: "3" })
        : element("input", {
            ...common,
            type: field.kind === "flag" ? "checkbox" : "text",
            ...(field.kind === "number" ? { inputmode: "decimal" } : {}),
          });
    const label = element("label", { for: id });
    const hint = element("p", { class: "hint", id: `${id}-hint` });
    const problem = element("p", { class: "field-problem", id: `${id}-problem`, role: "alert" });
    inWords((words) => {
      label.textContent = words[field.label];
      hint.textContent = words[field.hint];
    });
    input.addEventListener("input", () => this.read());
    this.fields.set(field, { input, problem });
    return element("div", { class: `field kind-${field.kind}` }, label, input, hint, problem);
  }

  private fill(): void {
    for (const [field, { input, problem }] of this.fields) {
      const text = field.write(this.workspace.options);
      if (input instanceof HTMLInputElement && input.type === "checkbox") input.checked = text === "yes";
      else input.value = text;
      problem.textContent = "";
    }
  }

  private read(): void {
    let options: Options = {};
    for (const [field, { input, problem }] of this.fields) {
      const isFlag = input instanceof HTMLInputElement && input.type === "checkbox";
      const text = isFlag ? (input.checked ? "yes" : "") : input.value;
      try {
        options = { ...options, ...field.read(text) };
        problem.textContent = "";
      } catch (thrown) {
        problem.textContent = words().settingWrong + (thrown instanceof Error ? thrown.message : "");
        options = { ...options, ...field.read(field.write(this.workspace.options)) };
      }
    }
    this.isOwnChange = true;
    this.workspace.setOptions(withoutDefaults(options));
    this.isOwnChange = false;
  }
}

/** A project says only what is not so anyway. */
function withoutDefaults(options: Options): Options {
  const { workers = 0, privilegedAgent, seed, ...rest } = options;
  const kept = Object.entries(rest).filter(([name, value]) => name === "spawn" || !isEmpty(value));
  return {
    ...Object.fromEntries(kept),
    ...(workers > 0 ? { workers } : {}),
    // there is none without a master
    ...(privilegedAgent && workers > 0 ? { privilegedAgent } : {}),
    ...(seed === undefined || seed === 1 ? {} : { seed }),
  };
}

function isEmpty(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return value === undefined || value === "" || value === 0;
}

function written(record: Readonly<Record<string, string>>, between: string): string {
  return Object.entries(record)
    .map(([name, value]) => name + between + value)
    .join("\n");
}

function record(text: string, form: RegExp): Record<string, string> {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const entries = lines.map((line): [string, string] => {
    const [, name, value] = form.exec(line.trim()) ?? [];
    if (name === undefined || value === undefined || name === "__proto__") throw new Error(line.slice(0, 60));
    return [name, value];
  });
  return Object.fromEntries(entries);
}

function between(text: string, least: number, most: number): number {
  const number = Number(text);
  if (text.trim() === "" || !(number >= least && number <= most)) throw new Error(text.slice(0, 60));
  return number;
}

function whole(text: string, least: number, most: number): number {
  const number = between(text, least, most);
  if (!Number.isInteger(number)) throw new Error(text.slice(0, 60));
  return number;
}

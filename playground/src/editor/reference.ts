/** What the reference says of a name in the code: loaded when it is first asked for. */
import type { Entry } from "../../../src/reference/entry.ts";
import { entriesOfMethod, entryNamed } from "../../../src/reference/search.ts";
import { type Language, language } from "../words/index.ts";

const LOADERS: Readonly<Record<Language, () => Promise<{ readonly default: readonly Entry[] }>>> = {
  en: () => import("virtual:ngxbox-reference"),
  zh: () => import("virtual:ngxbox-reference/zh"),
};

const loading = new Map<Language, Promise<Known>>();

export interface Known {
  /** Of `ngx.timer.at`, `sock:receive`; undefined where nothing is known, or many things might be meant. */
  explain(name: string): Entry | undefined;
  /** What may stand behind `ngx.timer.` (the rest of names), or what names begin with "": ngx, string. */
  below(prefix: string): readonly Candidate[];
  /** Names of methods of whatever object. */
  readonly methods: readonly Candidate[];
}

export interface Candidate {
  readonly label: string;
  readonly kind: "function" | "namespace" | "constant";
  readonly entry: Entry | undefined;
}

/** In the language of the page. */
export function loadReference(): Promise<Known> {
  const wanted = language();
  const loaded = loading.get(wanted) ?? LOADERS[wanted]().then(({ default: entries }) => known(entries));
  loading.set(wanted, loaded);
  loaded.catch(() => loading.delete(wanted));
  return loaded;
}

function known(entries: readonly Entry[]): Known {
  const named = new Map<string, Entry>();
  for (const entry of entries) for (const name of entry.names) named.set(nameOf(name), entry);
  const methods = new Map<string, Candidate>();
  for (const entry of entries) {
    for (const line of entry.usage) {
      for (const [, method = ""] of line.matchAll(/\w+:(\w+)\(/g)) {
        if (!methods.has(method)) methods.set(method, { label: method, kind: "function", entry });
      }
    }
  }
  return {
    explain(name) {
      const found = named.get(name) ?? entryNamed(entries, name);
      if (found !== undefined) return found;
      const [likeliest, ...others] = /[.:]/.test(name) ? entriesOfMethod(entries, name) : [];
      return others.length === 0 || name.includes(":") ? likeliest : undefined;
    },
    below(prefix) {
      const start = prefix === "" ? "" : `${prefix}.`;
      const below = new Map<string, Candidate>();
      for (const [name, entry] of named) {
        if (!name.startsWith(start) || /[^\w.]/.test(name)) continue;
        const [label = "", ...more] = name.slice(start.length).split(".");
        if (label === "" || (below.has(label) && more.length > 0)) continue;
        const isConstant = /^[A-Z_0-9]+$/.test(label);
        const kind = more.length > 0 ? "namespace" : isConstant ? "constant" : "function";
        below.set(label, { label, kind, entry: more.length > 0 ? undefined : entry });
      }
      return [...below.values()];
    },
    methods: [...methods.values()],
  };
}

/** As it is written in code: a module's functions by the name that its variable most often has. */
function nameOf(name: string): string {
  return name.replace(/^require\s*\(?["'](?:[\w.]*\.)?(\w+)["']\)?/, "$1").replace(/\(.*\)$/s, "");
}

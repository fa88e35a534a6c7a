/** `os.setlocale`: C's locale, under its names. What they would change, LuaJIT does by itself: so they are names only. */
import type { Environment } from "../../host/ports.ts";
import { checkOption, checkString } from "../arguments.ts";
import { cString } from "../byte-text.ts";
import type { State } from "../state.ts";
import type { Value } from "../values.ts";

/** In the order in which glibc names them where they differ; Lua knows the first five. */
const CATEGORIES = ["ctype", "numeric", "time", "collate", "monetary"] as const;
const OTHERS = "MESSAGES PAPER NAME ADDRESS TELEPHONE MEASUREMENT IDENTIFICATION".split(" ");
const OPTIONS = [...CATEGORIES, "all"] as const;
/** glibc has these without any file. */
const KNOWN = /^(?:C|POSIX|C\.[Uu][Tt][Ff]-?8)$/;

const ALL = [...CATEGORIES.map((name) => name.toUpperCase()), ...OTHERS];

export class Locale {
  private readonly environment: Environment;
  private names: ReadonlyMap<string, string> = new Map(ALL.map((name) => [name, "C"]));

  constructor(environment: Environment) {
    this.environment = environment;
  }

  /** Answers the name that is set then, or nil where there is no such locale. */
  set(state: State, [locale, option]: readonly Value[], count: number): Value {
    const asked = locale === undefined ? undefined : cString(checkString(state, locale, 1, count));
    const category = checkOption(state, option, 2, count, OPTIONS, "all");
    const categories = category === "all" ? ALL : [category.toUpperCase()];
    if (asked !== undefined) {
      const found = categories.map((name): [string, string] => [name, this.named(asked, name)]);
      if (!found.every(([, name]) => KNOWN.test(name))) return undefined;
      this.names = new Map([
        ...this.names,
        ...found.map(([name, known]) => [name, known === "POSIX" ? "C" : known] as const),
      ]);
    }
    return this.nameOf(categories);
  }

  private nameOf(categories: readonly string[]): string {
    const set = new Set(categories.map((category) => this.names.get(category)));
    if (set.size === 1) return [...set].join();
    return categories.map((category) => `LC_${category}=${this.names.get(category)}`).join(";");
  }

  /** What `asked` means for a category: a name for all, one for each, or "": what the environment says. */
  private named(asked: string, category: string): string {
    if (asked.includes("=")) return new RegExp(`(?:^|;)LC_${category}=([^;]*)`).exec(asked)?.[1] ?? "";
    if (asked !== "") return asked;
    const variables = ["LC_ALL", `LC_${category}`, "LANG"];
    return variables.map((name) => this.environment.get(name)).find((name) => name) ?? "C";
  }
}

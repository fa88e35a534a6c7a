/** How a directive is declared: once, with its name, the contexts that allow it, its arguments and its effect. */
import type { Config, ConfigBlock, LocationSettings, LuaSource, Subsystem } from "./config.ts";
import { ConfigError, type Place } from "./emerg.ts";
import { parseCount, parseMilliseconds, parseSize } from "./units.ts";

export type Context =
  | "main"
  | "events"
  | "http"
  | "server"
  | "location"
  | "if in server"
  | "if in location"
  | "limit_except"
  | "upstream"
  | "stream"
  | "stream server"
  | "stream upstream";

/** The block that a directive stands in, and all that its effect may touch. */
export interface Scope {
  readonly context: Context;
  readonly config: Config;
  /** In `main` and `events` a block that nobody reads. */
  readonly block: ConfigBlock;
  /** `http` or `stream` around this block; undefined outside of them. */
  readonly subsystem: Subsystem | undefined;
  /** What was given here already, for "is duplicate". */
  readonly given: Set<string>;
  /** Where the reader stands: for texts that name the place. */
  readonly place: Place;
  /** Where the directive's brace opened; {@link place} if it has none. */
  readonly opened: Place;
  /** For messages of level warn: nginx goes on after them. */
  readonly warn: (text: string) => void;
}

/**
 * Applies a directive. Answers nothing, or what is wrong, which nginx prints as `"name" directive ANSWER`;
 * a text of another form is thrown by {@link refuse}.
 */
export type Effect = (scope: Scope, args: readonly string[], name: string) => string | undefined;

export interface Directive {
  readonly name: string;
  readonly contexts: readonly Context[];
  /** How many arguments it takes. */
  readonly least: number;
  readonly most: number;
  /**
   * What its braces hold: directives of a context, Lua code, or lines of free form as in `types`. Without: it ends with `;`.
   * A function chooses by the place.
   */
  readonly opens?: Context | "lua" | "lines" | ((outer: Context) => Context);
  /** For a Lua block the code is the last argument. */
  readonly effect: Effect;
}

/** Ends the reading with a text of its own. */
export function refuse(scope: Scope, text: string): never {
  throw new ConfigError(text, scope.place);
}

type Takes = number | readonly [least: number, most: number];

/** A directive with an effect of its own. */
export function directive(
  name: string,
  contexts: readonly Context[],
  takes: Takes,
  effect: Effect,
  opens?: Directive["opens"],
): Directive {
  const [least, most] = typeof takes === "number" ? [takes, takes] : takes;
  return { name, contexts, least, most, effect, ...(opens === undefined ? {} : { opens }) };
}

/** One value, given at most once in a block. `parse` answers the value or `undefined`, `wrong` is what nginx then says. */
function once<T>(
  name: string,
  contexts: readonly Context[],
  parse: (text: string) => T | undefined,
  wrong: string,
  set: (scope: Scope, value: T) => void,
): Directive {
  return directive(name, contexts, 1, (scope, [text = ""]) => {
    if (isDuplicate(scope, name)) return "is duplicate";
    const value = parse(text);
    if (value === undefined) return wrong;
    set(scope, value);
    return undefined;
  });
}

/** `on` or `off`. */
export function flag(name: string, contexts: readonly Context[], set: (scope: Scope, on: boolean) => void): Directive {
  return directive(name, contexts, 1, (scope, [text = ""]) => {
    if (isDuplicate(scope, name)) return "is duplicate";
    const word = text.toLowerCase();
    if (word !== "on" && word !== "off") {
      refuse(scope, `invalid value "${text}" in "${name}" directive, it must be "on" or "off"`);
    }
    set(scope, word === "on");
    return undefined;
  });
}

/** A whole number. */
export function count(
  name: string,
  contexts: readonly Context[],
  set: (scope: Scope, value: number) => void,
): Directive {
  return once(name, contexts, parseCount, "invalid number", set);
}

/** Bytes, with k or m. */
export function size(
  name: string,
  contexts: readonly Context[],
  set: (scope: Scope, bytes: number) => void,
): Directive {
  return once(name, contexts, parseSize, "invalid value", set);
}

/** A time. */
export function milliseconds(
  name: string,
  contexts: readonly Context[],
  set: (scope: Scope, milliseconds: number) => void,
): Directive {
  return once(name, contexts, parseMilliseconds, "invalid value", set);
}

/** A word as it stands. */
export function text(name: string, contexts: readonly Context[], set: (scope: Scope, text: string) => void): Directive {
  return once(name, contexts, (word) => word, "", set);
}

/** A directive that is read and kept among the block's statements, without an effect. */
export function kept(name: string, contexts: readonly Context[], takes: Takes, opens?: "lua" | "lines"): Directive {
  const keep: Effect = ({ block, place }, args) => {
    block.statements.push({ words: [name, ...args], line: place.line });
    return undefined;
  };
  return directive(name, contexts, takes, keep, opens);
}

/** Sets one of the settings that blocks inherit. */
export function setting<K extends keyof LocationSettings>(
  key: K,
): (scope: Scope, value: LocationSettings[K] & {}) => void {
  return ({ block }, value) => {
    block.settings[key] = value;
  };
}

/**
 * Lua code for a phase, in its forms `phase_block { }`, `phase_file PATH` and, unless `quoted` is false, `phase 'code'`.
 * They are one directive under three names: the second of any is a duplicate.
 */
export function luaCode(phase: string, contexts: readonly Context[], { quoted = true } = {}): Directive[] {
  const effect: Effect = (scope, [text = ""], name) => {
    if (isDuplicate(scope, phase)) {
      // A block's body goes through another reader, which prints this alone (serve/config.cases "content_by_lua twice").
      return name.endsWith("_block") ? refuse(scope, "is duplicate") : "is duplicate";
    }
    scope.block.lua.set(phase, sourceOf(scope, phase, name, text));
    return undefined;
  };
  const block = directive(`${phase}_block`, contexts, 0, effect, "lua");
  const file = directive(`${phase}_file`, contexts, 1, effect);
  return quoted ? [block, file, directive(phase, contexts, 1, effect)] : [block, file];
}

function sourceOf({ opened }: Scope, phase: string, name: string, text: string): LuaSource {
  if (name.endsWith("_file")) return { kind: "file", path: text };
  const file = opened.path.slice(opened.path.lastIndexOf("/") + 1);
  return { kind: "inline", code: text, chunkName: `=${phase}(${file}:${opened.line})` };
}

/** Whether `name` was given in this block before; notes it. */
export function isDuplicate({ given }: Scope, name: string): boolean {
  if (given.has(name)) return true;
  given.add(name);
  return false;
}

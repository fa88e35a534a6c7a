/** The regular expressions of one machine: what is compiled is kept. */
import type { Pcre2Loader } from "../../host/ports.ts";
import { charge } from "../../vm/charge.ts";
import type { State } from "../../vm/state.ts";
import type { CompileFailure } from "../regex/exact/engine.ts";
import { ExactRoad } from "../regex/exact/exact-regex.ts";
import type { RegexOptions } from "../regex/options.ts";
import { compileRegex, Regex } from "../regex/regex.ts";
import { readTemplate, type Template } from "./template.ts";

export interface RegexSettings {
  /** Default: there is none, and patterns that need it do not compile. */
  readonly pcre2?: Pcre2Loader;
  /** `lua_regex_cache_max_entries` */
  readonly cacheEntries?: number;
  /** `lua_regex_match_limit`; 0: PCRE2's own. */
  readonly matchLimit?: number;
}

const DEFAULT_CACHE_ENTRIES = 1024;
/** Steps of a script in the time in which PCRE2 tries something. */
const STEPS_A_TRY = 10;
const STEPS_TO_COMPILE = 50;
const KEPT_TEMPLATES = 300;
const STEPS_A_MATCH = 5;
const CHARACTERS_A_STEP = 32;

export class Regexes {
  /** Whether a pattern with the option o has been compiled, and the reference would have kept it. */
  hasKept = false;
  private readonly exact: ExactRoad;
  private readonly cacheEntries: number;
  private readonly state: State;
  /** By their letters of options, and then by their patterns; the first of all was kept for longest. */
  private readonly kept = new Map<string, Map<string, Regex>>();
  private count = 0;
  private readonly templates = new Map<string, Template>();

  constructor(state: State, { pcre2, cacheEntries, matchLimit }: RegexSettings) {
    this.state = state;
    this.cacheEntries = cacheEntries ?? DEFAULT_CACHE_ENTRIES;
    this.exact = new ExactRoad({
      pcre2,
      matchLimit: matchLimit ?? 0,
      worked: (tries) => charge(state, tries * STEPS_A_TRY),
    });
  }

  /** The regular expression that was kept, if there is one. */
  find(pattern: string, letters: string): Regex | undefined {
    return this.kept.get(letters)?.get(pattern);
  }

  /** @param letters what `options` were read from */
  compile(pattern: string, letters: string, options: RegexOptions): Regex | CompileFailure {
    charge(this.state, STEPS_TO_COMPILE + pattern.length);
    const regex = compileRegex(pattern, options, this.exact);
    if (regex instanceof Regex) this.keep(pattern, letters, regex);
    return regex;
  }

  template(text: string): Template {
    let template = this.templates.get(text);
    if (template === undefined) {
      template = readTemplate(text);
      if (this.templates.size >= KEPT_TEMPLATES) this.templates.clear();
      this.templates.set(text, template);
    }
    return template;
  }

  /** Blocks of PCRE2's memory that are in use. */
  get live(): number {
    return this.exact.live;
  }

  /** Forgets everything that is compiled. */
  clear(): void {
    this.kept.clear();
    this.count = 0;
    this.exact.freeAll();
  }

  /** One that is pushed out may be in use still: it gives back its memory when others need it. */
  private keep(pattern: string, letters: string, regex: Regex): void {
    if (this.cacheEntries <= 0) return;
    while (this.count >= this.cacheEntries) this.dropOldest();
    let patterns = this.kept.get(letters);
    if (patterns === undefined) {
      patterns = new Map();
      this.kept.set(letters, patterns);
    }
    patterns.set(pattern, regex);
    this.count++;
  }

  private dropOldest(): void {
    for (const [letters, patterns] of this.kept) {
      for (const [pattern] of patterns) {
        patterns.delete(pattern);
        this.count--;
        if (patterns.size === 0) this.kept.delete(letters);
        return;
      }
    }
  }
}

/** Takes steps for looking at so many characters, and for what the searches cost besides. */
export function chargeSearch(state: State, characters: number, searches = 1): void {
  charge(
    state,
    searches * STEPS_A_MATCH + (characters > CHARACTERS_A_STEP ? Math.floor(characters / CHARACTERS_A_STEP) : 0),
  );
}

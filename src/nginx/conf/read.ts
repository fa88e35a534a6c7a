/** Reads a configuration into a typed {@link Config}, or into the text that nginx would refuse it with. */
import { type Config, emptyBlock, emptyConfig, emptySubsystem } from "./config.ts";
import type { Context, Directive, Scope } from "./directive.ts";
import { directivesNamed } from "./directives.ts";
import { ConfigError, type Place } from "./emerg.ts";
import { Grammar, type Words } from "./grammar.ts";

/** How `include` reaches other files. Paths are absolute, or relative where the main file's path is. */
export interface ConfigFiles {
  /** The content, its bytes as characters, or why the file cannot be opened: `{ errno: 2, reason: "No such file or directory" }`. */
  read(path: string): string | { readonly errno: number; readonly reason: string };
  /** Paths that match a pattern with `*`, `?` or `[…]`, sorted; none is no error. */
  glob(pattern: string): readonly string[];
}

/** The warnings are complete lines, as `error` is: `nginx: [emerg] unknown directive "x" in /p/conf/nginx.conf:71`. */
export type ReadResult =
  | { readonly config: Config; readonly warnings: readonly string[] }
  | { readonly error: string; readonly warnings: readonly string[] };

/**
 * Reads `text`, the content of the file `path`. Relative `include`s start in the folder of `path`; without `files` every
 * included file is missing. Never throws for anything that the text may hold.
 */
export function readConfig(text: string, path: string, files: ConfigFiles = NO_FILES): ReadResult {
  const reader = new Reader(text, path, files);
  try {
    reader.readAll();
    return { config: reader.config, warnings: reader.warnings };
  } catch (thrown) {
    if (!(thrown instanceof ConfigError)) throw thrown;
    return { error: `nginx: [emerg] ${thrown.message}`, warnings: reader.warnings };
  }
}

const NO_FILES: ConfigFiles = {
  read: () => ({ errno: 2, reason: "No such file or directory" }),
  glob: () => [],
};
/** A file that includes itself ends as it does in nginx, where descriptors run out. */
const MOST_OPEN_FILES = 1000;

/** A block, without what belongs to a single directive in it. */
type Surroundings = Pick<Scope, "context" | "config" | "block" | "subsystem" | "given">;

/** Something that is being read: a file, or a block whose end is in the same file. */
interface Frame {
  readonly grammar: Grammar;
  readonly within: Surroundings;
  readonly isFile: boolean;
  /** Lines of free form, as in `types { }`. */
  readonly holdsLines: boolean;
  /** Files that one `include` names beside this one; they are opened in turn. */
  readonly next: readonly string[];
}

class Reader {
  readonly config = emptyConfig();
  readonly warnings: string[] = [];
  readonly #files: ConfigFiles;
  readonly #folder: string;
  /** Blocks and files inside each other; a stack of our own, so that hostile nesting costs no JavaScript stack. */
  readonly #frames: Frame[] = [];
  #openFiles = 0;
  #sawEvents = false;

  constructor(text: string, path: string, files: ConfigFiles) {
    this.#files = files;
    this.#folder = path.slice(0, path.lastIndexOf("/") + 1);
    const within: Surroundings = {
      context: "main",
      config: this.config,
      block: emptyBlock([], 1),
      subsystem: undefined,
      given: new Set(),
    };
    this.#frames.push({ grammar: new Grammar(text, path), within, isFile: true, holdsLines: false, next: [] });
  }

  readAll(): void {
    for (let frame = this.#frames.at(-1); frame !== undefined; frame = this.#frames.at(-1)) {
      const step = frame.grammar.next();
      if ("words" in step) this.#apply(frame, step);
      else if (step.kind === "end of file") this.#endFile(frame);
      else this.#endBlock(frame);
    }
    if (!this.#sawEvents) throw new ConfigError('no "events" section in configuration');
    if (this.config.workerConnections === 0) {
      throw new ConfigError("0 worker_connections are not enough for 0 listening sockets");
    }
  }

  #endFile(frame: Frame): void {
    if (!frame.isFile) frame.grammar.fail('unexpected end of file, expecting "}"');
    this.#frames.pop();
    this.#openFiles--;
    const outer = this.#frames.at(-1);
    if (outer !== undefined) this.#open(outer, frame.next);
  }

  #endBlock(frame: Frame): void {
    if (frame.isFile) frame.grammar.fail('unexpected "}"');
    const { block, context } = frame.within;
    const isUpstream = context === "upstream" || context === "stream upstream";
    if (isUpstream && !block.statements.some(({ words }) => words[0] === "server")) {
      frame.grammar.fail("no servers are inside upstream");
    }
    this.#frames.pop();
  }

  #apply(frame: Frame, step: Words): void {
    const { grammar, within } = frame;
    const [name, ...args] = step.words;
    if (frame.holdsLines && step.kind === "block") grammar.fail('unexpected "{"');
    if (name === "include") return this.#include(frame, step.kind, args);
    if (frame.holdsLines) {
      within.block.statements.push({ words: step.words, line: grammar.place.line });
      return;
    }
    const found = this.#find(frame, name);
    if (found.opens === undefined && step.kind === "block")
      grammar.fail(`directive "${name}" is not terminated by ";"`);
    if (found.opens !== undefined && step.kind === "statement") grammar.fail(`directive "${name}" has no opening "{"`);
    if (args.length < found.least || args.length > found.most) this.#wrongArguments(grammar, name);
    const opened = grammar.place;
    if (found.opens === "lua") args.push(grammar.luaBlock());
    const { place } = grammar;
    const complaint = found.effect({ ...within, place, opened, warn: (text) => this.#warn(text, place) }, args, name);
    if (complaint !== undefined) grammar.fail(`"${name}" directive ${complaint}`);
    if (found.opens !== undefined && found.opens !== "lua") this.#enter(frame, found.opens, step.words);
  }

  #find({ grammar, within }: Frame, name: string): Directive {
    const declared = directivesNamed(name);
    if (declared.length === 0) return grammar.fail(`unknown directive "${name}"`);
    const found = declared.find(({ contexts }) => contexts.includes(within.context));
    return found ?? grammar.fail(`"${name}" directive is not allowed here`);
  }

  #enter(frame: Frame, opens: Exclude<Directive["opens"], "lua" | undefined>, words: readonly string[]): void {
    const { grammar, within } = frame;
    const context = typeof opens === "function" ? opens(within.context) : opens;
    const inner =
      context === "lines"
        ? linesWithin(within, words, grammar.place)
        : this.#inside(within, context, words, grammar.place);
    this.#frames.push({ grammar, within: inner, isFile: false, holdsLines: context === "lines", next: [] });
  }

  #inside(outer: Surroundings, context: Context, words: readonly string[], { line }: Place): Surroundings {
    const given = new Set<string>();
    if (context === "http" || context === "stream") {
      const subsystem = emptySubsystem(words, line);
      this.config[context] = subsystem;
      return { ...outer, context, given, subsystem, block: subsystem };
    }
    if (context === "events") this.#sawEvents = true;
    const block = emptyBlock(words, line);
    outer.block.blocks.push(block);
    return { ...outer, context, given, block };
  }

  #include(frame: Frame, kind: "statement" | "block", args: readonly string[]): void {
    const [name] = args;
    if (kind === "block") frame.grammar.fail('directive "include" is not terminated by ";"');
    if (name === undefined || args.length > 1) return this.#wrongArguments(frame.grammar, "include");
    const path = name.startsWith("/") ? name : this.#folder + name;
    this.#open(frame, /[*?[]/.test(path) ? this.#files.glob(path) : [path]);
  }

  #open(frame: Frame, [path, ...next]: readonly string[]): void {
    if (path === undefined) return;
    this.#openFiles++;
    const content =
      this.#openFiles > MOST_OPEN_FILES ? { errno: 24, reason: "Too many open files" } : this.#files.read(path);
    if (typeof content !== "string") {
      return frame.grammar.fail(`open() "${path}" failed (${content.errno}: ${content.reason})`);
    }
    this.#frames.push({ ...frame, grammar: new Grammar(content, path), isFile: true, next });
  }

  #wrongArguments(grammar: Grammar, name: string): never {
    return grammar.fail(`invalid number of arguments in "${name}" directive`);
  }

  #warn(text: string, place: Place): void {
    this.warnings.push(`nginx: [warn] ${text} in ${place.path}:${place.line}`);
  }
}

/** `types { }` and its like: the lines are kept as statements of a block of their own. */
function linesWithin(outer: Surroundings, words: readonly string[], { line }: Place): Surroundings {
  const block = emptyBlock(words, line);
  outer.block.blocks.push(block);
  return { ...outer, block };
}

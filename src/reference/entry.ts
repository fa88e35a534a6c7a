/** The reference: what is declared and what is noted, put together for a reader. */
import type { Area, Note } from "./note.ts";

/** What a declaration says about a function, method or field. */
interface Declared {
  /** "ngx.timer.at(delay, callback, ...args)", `require("ngx.process").type()` */
  readonly signature: string;
  readonly does: string;
  /** Where it may be used, in words: "everywhere", "all but init". */
  readonly phases: string;
  /** Parameters that do not take any value: "delay (seconds)". */
  readonly takes: readonly string[];
  readonly suspends: boolean;
}

/** What a declaration says about a directive. */
interface DeclaredDirective {
  readonly name: string;
  readonly contexts: readonly string[];
}

/** An error that has a lesson (src/cli/lessons). */
interface TaughtError {
  readonly code: string;
  readonly title: string;
  readonly means: string;
  readonly doThis: string;
  readonly more: string;
}

export interface Sources {
  /** By full name. */
  readonly functions: ReadonlyMap<string, Declared>;
  readonly directives: readonly DeclaredDirective[];
  readonly errors: readonly TaughtError[];
}

export interface Entry {
  /** At least one; the first one stands for it. */
  readonly names: readonly [string, ...string[]];
  /** The page that it stands on. */
  readonly page: string;
  readonly title: string;
  readonly usage: readonly string[];
  readonly does: string;
  /** What else is to be known, each with a word in front: "Where", "Takes", "Default". */
  readonly facts: readonly (readonly [label: string, text: string])[];
  /** Prose, and indented lines of code. */
  readonly more?: string;
  readonly example?: { readonly language: "lua" | "nginx"; readonly text: string };
  readonly note?: string;
  readonly differs?: string;
}

export interface Page {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly entries: readonly Entry[];
}

/** The pages for functions and fields: each note with what is declared under its names. */
export function apiPage(area: Area, functions: Sources["functions"]): Page {
  return pageOf(area, (names, note) => {
    const declared = functions.get(names[0]);
    const phases = note.phasesOf === undefined ? declared?.phases : functions.get(note.phasesOf)?.phases;
    const facts: [string, string][] = [];
    // in none of ours: the note says where
    if (phases !== undefined && phases !== "") facts.push(["Where", phases]);
    if (declared !== undefined && declared.takes.length > 0) facts.push(["Takes", declared.takes.join(", ")]);
    if (declared?.suspends) facts.push(["Waits", "the calling light thread may have to; others run meanwhile"]);
    return {
      usage: note.usage === undefined ? usageOf(names, note, declared) : lines(note.usage),
      does: note.does ?? declared?.does ?? "",
      facts,
    };
  });
}

/** The pages for directives. */
export function directivePage(area: Area, directives: Sources["directives"]): Page {
  return pageOf(area, (names, note) => {
    const contexts = directives.filter(({ name }) => name === names[0]).flatMap((directive) => directive.contexts);
    return {
      usage: lines(note.usage ?? names.join("\n")),
      does: note.does ?? "",
      facts: [
        ["Where", [...new Set(contexts)].join(", ")],
        ["Default", note.default ?? "none"],
      ],
    };
  });
}

/** The page for errors: each lesson with its note, whose usage are messages as they are printed. */
export function errorPage(area: Area, errors: Sources["errors"]): Page {
  return pageOf(area, ([code], note) => {
    const lesson = errors.find((error) => error.code === code);
    return {
      usage: lines(note.usage ?? ""),
      does: `${lesson?.means} ${lesson?.doThis}`,
      facts: [],
      ...(lesson === undefined ? {} : { title: `${code}: ${lesson.title}`, more: lesson.more }),
    };
  });
}

/** The page of the directives. */
export const DIRECTIVES = "directives";

type Told = Pick<Entry, "usage" | "does" | "facts"> & Partial<Pick<Entry, "title" | "more">>;

function pageOf({ page, title, about, notes }: Area, tell: (names: Entry["names"], note: Note) => Told): Page {
  const entries = Object.entries(notes).map(([key, note]): Entry => {
    const names = key.split(", ") as [string, ...string[]];
    const example = note.example === undefined ? undefined : exampleOf(unindented(note.example), page === DIRECTIVES);
    return {
      names,
      page,
      title: note.title ?? names.join(", "),
      ...tell(names, note),
      ...(example === undefined ? {} : { example }),
      ...(note.note === undefined ? {} : { note: note.note }),
      ...(note.differs === undefined ? {} : { differs: note.differs }),
    };
  });
  return { name: page, title, about, entries };
}

function usageOf(names: Entry["names"], { returns }: Note, declared: Declared | undefined): string[] {
  if (declared === undefined) return [...names];
  return [returns === undefined ? declared.signature : `${returns} = ${declared.signature}`];
}

/** Of a directive: configuration, unless it says how it is run. */
function exampleOf(text: string, isDirective: boolean): Entry["example"] {
  return { language: isDirective && !text.startsWith(RUN_WITH) ? "nginx" : "lua", text };
}

/** How the first line of an example begins that needs options. */
export const RUN_WITH = "-- ngxbox run ";

/** Without the indentation that a text has in the source. */
function unindented(text: string): string {
  const given = text.replace(/^\n/, "").trimEnd().split("\n");
  const indents = given.filter((line) => line !== "").map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents);
  return given.map((line) => line.slice(indent)).join("\n");
}

function lines(text: string): string[] {
  return unindented(text).split("\n");
}

/** The playground's examples: from the texts of the folder gallery to projects, in both languages. */
import type { Project } from "../../src/sandbox/project.ts";
import { TOPICS } from "./topics.ts";

export type Language = "en" | "zh";

/** The same in each language. */
export type InLanguages<What> = Readonly<Record<Language, What>>;

export interface Example {
  readonly id: string;
  /** The id of one of {@link TOPICS}. */
  readonly topic: string;
  readonly title: InLanguages<string>;
  /** What it shows, in a sentence or two. */
  readonly about: InLanguages<string>;
  /** The code is the same, its comments are not. */
  readonly project: InLanguages<Project>;
  /** What it prints on standard output, in both languages. */
  readonly expected: string;
  /** What its error log holds, in this order; without any, there is none. */
  readonly log: readonly string[];
}

/** The file example.json of an example. */
interface Description {
  readonly title: Example["title"];
  readonly about: Example["about"];
  /** What its project has besides files and code. */
  readonly project?: Omit<Project, "format" | "version" | "files" | "main" | "init" | "initWorker">;
  readonly log?: readonly string[];
}

/**
 * The examples in the order of their topics.
 * @param texts the files of the folder gallery, by their paths in it: "once/main.lua"
 */
export function examplesFrom(texts: Readonly<Record<string, string>>): readonly Example[] {
  return TOPICS.flatMap((topic) => topic.examples.map((id) => exampleOf(id, topic.id, filesOf(id, texts))));
}

function exampleOf(id: string, topic: string, texts: Readonly<Record<string, string>>): Example {
  const { "example.json": json = "{}", "stdout.txt": expected = "", ...lua } = texts;
  const { title, about, project = {}, log = [] } = JSON.parse(json) as Description;
  const inLanguage = (language: Language): Project => {
    const written = Object.entries(lua).map(([path, text]) => [path, commentedIn(language, text)] as const);
    const { "init.lua": init, "init_worker.lua": initWorker, ...files } = Object.fromEntries(written);
    return {
      format: "ngxbox-project",
      version: 1,
      main: "main.lua",
      ...project,
      ...(init === undefined ? {} : { init }),
      ...(initWorker === undefined ? {} : { initWorker }),
      files,
    };
  };
  return { id, topic, title, about, project: { en: inLanguage("en"), zh: inLanguage("zh") }, expected, log };
}

/** The files of one example, by their names. */
function filesOf(id: string, texts: Readonly<Record<string, string>>): Record<string, string> {
  const own = Object.entries(texts).filter(([path]) => path.startsWith(`${id}/`));
  return Object.fromEntries(own.map(([path, text]) => [path.slice(id.length + 1), text]));
}

/**
 * Code with the comments of one language. Each of its lines of comment begins with the language that it is in, "-- en: " or
 * "-- zh: ": so the code is there once, and cannot differ.
 */
export function commentedIn(language: Language, text: string): string {
  const lines = text.split("\n").flatMap((line) => {
    const [, indent, marked, comment] = COMMENT.exec(line) ?? [];
    if (marked === undefined) return [line];
    return marked === language ? [`${indent}-- ${comment}`] : [];
  });
  return lines.join("\n");
}

const COMMENT = /^(\s*)-- (en|zh): (.*)$/;

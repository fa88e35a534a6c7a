/**
 * Which parts of the core a project cannot use: those need not be loaded. Looks for the words without which a script gets hold of
 * nothing of the kind; words by which it may compute names count as all of them. So a part may be loaded for nothing, but is
 * never missing.
 */
import type { Project } from "../../../src/sandbox/project.ts";

export interface Needs {
  readonly programs: boolean;
  readonly libraries: boolean;
  readonly regex: boolean;
}

const COMPUTES_NAMES = /\b(?:_G|[gs]etfenv|load|loadstring|loadfile|dofile|debug|package|module)\b/;
/** With a name that is written out, which says what it is. */
const REQUIRES_BY_NAME = /\brequire\s*\(?\s*["']([\w.-]+)["']/g;
const REQUIRES = /\brequire\b/g;
/** Modules of the core itself, which start no programs. */
const PLAIN_MODULES = new Set(["bit", "table.new", "table.clear", "table.nkeys", "string.buffer"]);
const REACHES_PROGRAMS = /\b(?:os|io)\b/;
/** ngx.re, or ngx as a value, whose fields may then be asked for by any name. */
const REACHES_REGEX = /\bre\b|\bngx\s*(?:[^.\s]|$)/;

export function needsOf({ files, init = "", initWorker = "" }: Project): Needs {
  const contents = Object.values(files);
  const texts = [...contents.filter((content) => typeof content === "string"), init, initWorker];
  const any = texts.length < contents.length + 2 || texts.some((text) => COMPUTES_NAMES.test(text));
  const required = texts.flatMap((text) => [...text.matchAll(REQUIRES_BY_NAME)].map(([, name = ""]) => name));
  const calls = texts.reduce((sum, text) => sum + [...text.matchAll(REQUIRES)].length, 0);
  const requires = any || calls > required.length || required.some((name) => !PLAIN_MODULES.has(name));
  return {
    programs: requires || texts.some((text) => REACHES_PROGRAMS.test(text)),
    libraries: requires,
    regex: requires || texts.some((text) => REACHES_REGEX.test(text)),
  };
}

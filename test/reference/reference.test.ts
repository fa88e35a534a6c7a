import { test } from "uvu";
import * as assert from "uvu/assert";
import { lessonFor, lessons } from "../../src/cli/lessons.ts";
import { directiveNames } from "../../src/nginx/conf/directives.ts";
import { entryText, PLAIN } from "../../src/reference/text.ts";
import { pages } from "./pages.ts";
import { reachableNames } from "./reachable.ts";

/** Names that stand for fields and methods of any name. */
const STANDING_FOR_MANY = [
  "resty.redis.COMMAND",
  "ndk.set_var.DIRECTIVE",
  "package.loaded",
  "package.preload",
  "package.loaders",
];

const entries = pages().flatMap((page) => page.entries);
const named = new Map(entries.flatMap((entry) => entry.names.map((name) => [name, entry] as const)));

/** Says what to do about it. */
function assertNone(names: readonly string[], what: string): void {
  if (names.length > 0) assert.unreachable(`${names.length} ${what}:\n  ${names.join("\n  ")}`);
}

const WHERE_NOTES_ARE =
  "To add one, put a note under the full name into the file of its area in src/reference/notes/ (a new area is also " +
  "named in src/reference/reference.ts). What its declaration says (signature, sentence, phases) need not be said again; " +
  "an example must be: a short script, with `--> ` before each line that it prints. Then: npm run docs";

test("everything that a script can reach has an entry", async () => {
  const missing = (await reachableNames()).filter((name) => !named.has(name));
  assertNone(missing, `names have no entry in the reference. ${WHERE_NOTES_ARE}. Without an entry`);
});

test("every directive has an entry", () => {
  assertNone(
    directiveNames().filter((name) => !named.has(name)),
    `directives have no entry in the reference. ${WHERE_NOTES_ARE}. Without an entry`,
  );
});

test("every entry is about something that there is", async () => {
  const known = new Set([
    ...(await reachableNames()),
    ...directiveNames(),
    ...lessons.map(({ code }) => code),
    ...STANDING_FOR_MANY,
  ]);
  assertNone(
    [...named.keys()].filter((name) => !known.has(name)),
    "entries of src/reference/notes are about nothing that there is",
  );
});

test("no name has two entries", () => {
  const names = entries.flatMap((entry) => entry.names);
  assertNone(
    names.filter((name, at) => names.indexOf(name) !== at),
    "names stand in several notes of src/reference/notes",
  );
});

test("every entry has a sentence and, but for errors of the command line itself, an example", () => {
  assertNone(
    entries.filter(({ does }) => !/[.)]$/.test(does)).map(({ title }) => title),
    "entries have no sentence",
  );
  assertNone(
    entries
      .filter(({ example, names }) => example === undefined && !/^NB30[45]$/.test(names[0]))
      .map(({ title }) => title),
    "entries have no example",
  );
});

test("every entry fits a terminal of 80 columns, and is written in ASCII", () => {
  const wide = entries.flatMap((entry) =>
    entryText(entry, PLAIN)
      .split("\n")
      .filter((line) => line.length > 80),
  );
  assertNone(wide, "lines are longer than 80 characters");
  assertNone(
    entries.filter((entry) => /[^\n -~]/.test(entryText(entry, PLAIN))).map(({ title }) => title),
    "entries have other characters than ASCII's",
  );
});

test("a message of an error leads to its lesson", () => {
  for (const { code } of lessons) {
    for (const message of named.get(code)?.usage ?? []) assert.is(lessonFor(message)?.code, code, message);
  }
});

test.run();

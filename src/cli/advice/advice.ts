/** What to do about an error, told by the line of the script where it happened. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { parseProject } from "../../sandbox/project/read.ts";
import type { Project } from "../../sandbox/project.ts";
import { type RestyRun, STANDARD_INPUT } from "../options/resty-options.ts";
import { aboutMissingModule } from "./missing-module.ts";
import { aboutMissingName, type LineOf } from "./missing-name.ts";

type Code = Pick<RestyRun, "inline" | "script">;

/** An error may come many times, from a timer for instance. */
const MOST_KEPT = 100;
const LARGEST_SCRIPT = 2 ** 20;

/** Answers a sentence about an error's text; undefined where there is nothing more to say than its lesson does. */
type Advice = (errorText: string) => string | undefined;

export function adviceFor(code: Code): Advice {
  return remembering(
    (message) =>
      aboutMissingName(message, (chunk, line) => lineOf(code, chunk, line)) ??
      aboutMissingModule(message, folderOf(code), isThere),
  );
}

/** @param text what is a project, if it runs */
export function adviceForProject(text: string): Advice {
  let files: Project["files"] | undefined;
  const fileLine: LineOf = (chunk, line) => {
    files ??= parseProject(text).files;
    // as `package.path` has it
    const path = chunk.replace(/^\.\//, "");
    const file = Object.hasOwn(files, path) ? files[path] : undefined;
    return typeof file === "string" ? file.split("\n")[line - 1] : undefined;
  };
  const declare = (name: string) => `Declare the dictionary: "dicts": { "${name}": "1m" }.`;
  return remembering(
    (message) => aboutMissingName(message, fileLine, declare) ?? aboutMissingModule(message, undefined, () => false),
  );
}

function remembering(advise: Advice): Advice {
  const given = new Map<string, string | undefined>();
  return (errorText) => {
    const message = (errorText.split("\nstack traceback:", 1)[0] ?? "").replace(/^.*runtime error: /, "");
    if (!given.has(message)) {
      if (given.size === MOST_KEPT) given.clear();
      given.set(message, advise(message));
    }
    return given.get(message);
  };
}

function folderOf({ script }: Code): string | undefined {
  return script === undefined || script === STANDARD_INPUT ? undefined : dirname(script);
}

function isThere(path: string): boolean {
  return existsSync(Buffer.from(path, "latin1"));
}

/** No file is opened but the script itself: code can give its chunk any name. A pipe has been read, and would be waited for. */
function lineOf({ inline, script }: Code, chunk: string, line: number): string | undefined {
  if (chunk === "(command line -e)") return inline?.split("\n")[line - 1];
  if (script === undefined) return undefined;
  if (chunk !== script && !(chunk.startsWith("...") && script.endsWith(chunk.slice(3)))) return undefined;
  const path = Buffer.from(script, "latin1");
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile() || found.size > LARGEST_SCRIPT) return undefined;
  return readFileSync(path, "latin1").split("\n")[line - 1];
}

import { accessSync, constants, statSync } from "node:fs";
import { hostError } from "../../errno.ts";
import type { HostError } from "../../ports.ts";
import { asHostError } from "../strerror.ts";

/** What Node is to start: texts, which it makes UTF-8 of. */
export interface Command {
  readonly file: string;
  /** What the program is told that it is called. */
  readonly argv0: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * The command for byte strings. Node knows words of UTF-8 only: where one is none, a shell makes its bytes of octal numbers
 * and then becomes the program (words of some 30 kB at most; the program finds its path in place of its name there).
 *
 * @param environment lines "NAME=value"; or the variables themselves, where they are those of this process
 * @param path where a program without a slash is sought for
 * @param program what is started, if it is not the first of the words
 */
export function commandOf(
  argv: readonly [string, ...string[]],
  environment: readonly string[] | Inherited,
  path: string,
  program: string = argv[0],
): Command | HostError {
  const [name = "", ...args] = argv.map(cString);
  const sought = cString(program);
  if (sought === "") return hostError("ENOENT");
  const isInherited = "lines" in environment;
  const texts = [name, ...args].map(textOf);
  const [argv0, ...rest] = texts;
  const variables = isInherited ? environment.variables : variablesOf(environment);
  if (variables === undefined || argv0 === undefined || texts.includes(undefined)) {
    const file = findProgram(sought, path);
    return typeof file === "string" ? throughShell(file, args, isInherited ? environment.lines : environment) : file;
  }
  // the system would look by the new PATH
  const found = isInherited ? sought : findProgram(sought, path);
  const file = typeof found === "string" ? textOf(found) : undefined;
  if (file === undefined) return typeof found === "string" ? hostError("ENOENT") : found;
  // Node gives this one to children by itself, unless it is told that they have none.
  return { file, argv0, args: rest as string[], environment: { NODE_V8_COVERAGE: undefined, ...variables } };
}

/** The variables that a child has if nobody gives it others. */
export interface Inherited {
  readonly lines: readonly string[];
  /** What {@link variablesOf} makes of them. */
  readonly variables: NodeJS.ProcessEnv | undefined;
}

/** The variables as Node takes them; undefined where one is no UTF-8. */
export function variablesOf(lines: readonly string[]): NodeJS.ProcessEnv | undefined {
  const variables: NodeJS.ProcessEnv = {};
  for (const line of lines) {
    const text = textOf(cString(line));
    if (text === undefined) return undefined;
    const equals = text.indexOf("=", 1);
    // a name with __proto__ must not be a name of JavaScript
    if (equals > 0) {
      Object.defineProperty(variables, text.slice(0, equals), {
        value: text.slice(equals + 1),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
  }
  return variables;
}

/** Where `execvp` finds a program, or why it does not. */
function findProgram(name: string, path: string): string | HostError {
  if (name.includes("/")) return problemOf(name) ?? name;
  let problem = hostError("ENOENT");
  for (const folder of path.split(":")) {
    const file = `${folder === "" ? "." : folder}/${name}`;
    const found = problemOf(file);
    if (found === undefined) return file;
    if (found.code === "EACCES") problem = found;
  }
  return problem;
}

/** Why a file cannot be executed, or undefined. */
function problemOf(file: string): HostError | undefined {
  const native = Buffer.from(file, "latin1");
  try {
    accessSync(native, constants.X_OK);
    return statSync(native).isFile() ? undefined : hostError("EACCES");
  } catch (thrown) {
    return asHostError(thrown);
  }
}

/** `env -i` because a shell adds variables of its own. */
function throughShell(file: string, args: readonly string[], environment: readonly string[]): Command {
  const words = [...environment.map(cString), file, ...args];
  const plain: string[] = [];
  const lines: string[] = [];
  const shown = words.map((word) => {
    const text = textOf(word);
    if (text !== undefined) return `"\${${plain.push(text)}}"`;
    const variable = `w${lines.length}`;
    // a substitution would lose line breaks at the end
    lines.push(`${variable}=$(printf '${octal(word)}.'); ${variable}=\${${variable}%.}`);
    return `"$${variable}"`;
  });
  const script = [...lines, `exec env -i ${shown.join(" ")}`].join("\n");
  return { file: "/bin/sh", argv0: "sh", args: ["-c", script, "sh", ...plain], environment: { ...process.env } };
}

/** As a format of printf. */
function octal(word: string): string {
  return word.replace(/[^A-Za-z0-9_./=:-]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, "0")}`);
}

/** What C sees of a string. */
function cString(text: string): string {
  const end = text.indexOf("\0");
  return end < 0 ? text : text.slice(0, end);
}

/** A byte string as the text whose UTF-8 it is; undefined where it is none. */
function textOf(bytes: string): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
  if (/^[\x00-\x7f]*$/.test(bytes)) return bytes;
  try {
    return utf8.decode(Buffer.from(bytes, "latin1"));
  } catch {
    return undefined;
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

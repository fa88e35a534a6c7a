/**
 * One recorded case of the command line. All texts are bytes held as characters 0-255, as a Lua string is in this project:
 * recordings hold bytes that are no text.
 */
export interface RecordedCase {
  readonly name: string;
  /** The script, saved as t.lua. */
  readonly lua: string | undefined;
  /** Shell words after `run`; `{}` stands for the script. */
  readonly args: string;
  readonly files: ReadonlyMap<string, string>;
  readonly stdin: string;
  readonly env: ReadonlyMap<string, string>;
  readonly server: string | undefined;
  /** Outputs not to compare: `stdout`, `stderr`, or `stdout-order` for lines in any order. */
  readonly loose: ReadonlySet<string>;
  readonly expected: Outcome;
}

/** What a run left behind, normalised (see normalise.ts). `exit` is a status, `-N` for an end by signal N, or `timeout`. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: string;
}

/**
 * Reads a .cases file: blocks that begin with `=== name`, in them sections that begin with `--- key` or `--- key: value`.
 *
 * @throws Error for a line outside of every section, and for two cases of one name
 */
export function parseCases(text: string): RecordedCase[] {
  const cases = blocks(text).map(({ name, sections }) => caseFrom(name, sections));
  const names = new Set<string>();
  for (const { name } of cases) {
    if (names.has(name)) throw new Error(`two cases named ${name}`);
    names.add(name);
  }
  return cases;
}

interface Block {
  readonly name: string;
  readonly sections: Map<string, string>;
}

function blocks(text: string): Block[] {
  const found: Block[] = [];
  let block: Block | undefined;
  let section: string | undefined;
  for (const line of lines(text)) {
    if (line.startsWith("=== ")) {
      block = { name: trim(line.slice(4)), sections: new Map() };
      section = undefined;
      found.push(block);
    } else if (line.startsWith("--- ") && block) {
      const [key, value] = partition(line.slice(4).replace(/\n+$/, ""), ": ");
      section = trim(key);
      block.sections.set(section, value === "" ? "" : `${value}\n`);
    } else if (block && section !== undefined) {
      block.sections.set(section, block.sections.get(section) + line);
    } else if (trim(line) !== "" && !line.startsWith("#")) {
      throw new Error(`stray line: ${line}`);
    }
  }
  return found;
}

function caseFrom(name: string, sections: Map<string, string>): RecordedCase {
  // one blank line stands between blocks, and belongs to neither
  const section = (key: string) => sections.get(key)?.replace(/\n\n$/, "\n");
  const files = [...sections.keys()].filter((key) => key.startsWith("file "));
  return {
    name,
    lua: section("lua"),
    args: section("args") ?? "{}",
    files: new Map(files.map((key) => [key.slice(5), section(key) ?? ""])),
    stdin: section("stdin") ?? "",
    env: new Map(
      (section("env") ?? "").split("\n").flatMap((line) => (line.includes("=") ? [partition(line, "=")] : [])),
    ),
    server: section("server")?.trim(),
    loose: new Set((section("loose") ?? "").split(/\s+/).filter((word) => word !== "")),
    expected: { stdout: section("stdout") ?? "", stderr: section("stderr") ?? "", exit: section("exit") ?? "" },
  };
}

/** Lines with their ends; a carriage return in a recording ends a line as well, as it did when the files were first read. */
function lines(text: string): string[] {
  return text.replace(/\r\n?/g, "\n").match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function partition(text: string, separator: string): [before: string, after: string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}

/** ASCII only: String.trim also takes \xa0, which is half a character here. */
function trim(text: string): string {
  return text.replace(/^[ \t\n\r\f\v]+|[ \t\n\r\f\v]+$/g, "");
}

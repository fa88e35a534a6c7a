/** Loads what the command line names, and makes the timer in which it runs. */
import { readFileSync } from "node:fs";
import { nodeByteText } from "../../host/node/byte-text.ts";
import { nodeFiles } from "../../host/node/files.ts";
import type { Worker } from "../../runtime/worker.ts";
import {
  LAUNCHER_CHUNK_NAME,
  type LauncherLines,
  launcherError,
  launcherLines,
  printableError,
} from "../../sandbox/processes/launcher.ts";
import { parsedLauncher } from "../../sandbox/processes/parsed-launcher.ts";
import { Exit, LuaError } from "../../vm/errors.ts";
import { type Closure, type LuaFunction, NativeFunction } from "../../vm/functions.ts";
import { formatNumber } from "../../vm/numbers.ts";
import { Table } from "../../vm/table.ts";
import { NOTHING } from "../../vm/values.ts";
import { type RestyRun, STANDARD_INPUT } from "../options/resty-options.ts";

/** What resty's Lua meets where a file can be opened but not read: it passes the missing text on. */
const NO_TEXT = "bad argument #1 to 'loadstring' (function expected, got nil)";

/**
 * @param fail prints an error as resty does
 * @returns false where nothing can run: the error has been told
 */
export function launch(worker: Worker, command: RestyRun, prefix: string, fail: (text: string) => void): boolean {
  const { machine } = worker;
  machine.globals.setHash("arg", argTable(command, prefix));
  try {
    const { inline, script } = load(worker, command);
    const exitFailed = new NativeFunction("exit", (error) => {
      const text = printableError(typeof error === "number" ? formatNumber(error) : error);
      if (text === undefined) throw new LuaError("bad argument #1 to 'gsub' (string expected)");
      if (text !== null) fail(text);
      throw new Exit(1);
    });
    const finish = new NativeFunction("finish", () => {
      worker.quit();
      return NOTHING;
    });
    const traceback = (machine.globals.getHash("debug") as Table).getHash("traceback");
    const chunk = machine.loadParsed(parsedLauncher(), LAUNCHER_CHUNK_NAME);
    const [main] = machine.call(chunk, inline, script, traceback, exitFailed, finish);
    worker.timers.addMain(main as LuaFunction, script ?? inline);
    return true;
  } catch (thrown) {
    if (!(thrown instanceof LuaError)) throw thrown;
    fail(String(thrown.value));
    return false;
  }
}

/** @throws LuaError in the words of resty's own Lua */
function load({ machine }: Worker, command: RestyRun): { inline?: Closure; script?: Closure } {
  const { inline, script, args } = command;
  const lines = launcherLines(inline !== undefined, args);
  const loadAt = (line: number, text: string, name: string) => {
    try {
      return machine.load(text, name);
    } catch (thrown) {
      if (!(thrown instanceof LuaError)) throw thrown;
      throw new LuaError(launcherError(line, String(thrown.value)));
    }
  };
  return {
    ...(inline === undefined ? {} : { inline: loadAt(lines.loadInline, inline, "=(command line -e)") }),
    ...(script === undefined
      ? {}
      : {
          script: loadAt(
            lines.loadScript,
            readScript(script, lines),
            `@${script === STANDARD_INPUT ? "stdin" : script}`,
          ),
        }),
  };
}

/** @throws LuaError */
function readScript(path: string, { openScript, loadScript }: LauncherLines): string {
  if (path === STANDARD_INPUT) return readFileSync(0, "latin1");
  const read = nodeFiles.readWhole(path);
  if (!("message" in read)) return nodeByteText.toText(read);
  const couldBeOpened = read.code === "EISDIR" || read.code === "EIO";
  throw new LuaError(
    couldBeOpened ? launcherError(loadScript, NO_TEXT) : launcherError(openScript, `${path}: ${read.message}`),
  );
}

/** `arg` as resty makes it: the script, or the file that it writes -e's code to, at 0; the arguments from 1. */
function argTable({ script, args }: RestyRun, prefix: string): Table {
  const table = Table.fromArray([...args]);
  table.set(0, script ?? `${prefix}conf/a.lua`);
  return table;
}

/** Lua's `io`. */
import type { ByteText, Files, HostError, Processes, Stdio } from "../../host/ports.ts";
import { checkAny, checkString, optionalString } from "../arguments.ts";
import { cString, portableByteText } from "../byte-text.ts";
import { chargeName } from "../charge.ts";
import { raise, raiseArgument } from "../raise.ts";
import type { State } from "../state.ts";
import type { Table } from "../table.ts";
import { type Result, Userdata, type Value } from "../values.ts";
import { type Library, libraryTable } from "./define.ts";
import { Layout } from "./fields.ts";
import { fileChannel, INVALID_ARGUMENT, inputChannel, outputChannel } from "./files/channel.ts";
import { Children } from "./files/children.ts";
import { checkOpenFile, closeGiven, FileHandles, fileOf, flush, lines, read, write } from "./files/file-handles.ts";
import type { OpenFile } from "./files/open-file.ts";
import { parseOpenMode, UPDATE } from "./files/open-mode.ts";
import { fileResult, withPath } from "./files/results.ts";

const IO = new Layout();

/** Steps in the time of which a file is opened. */
const STEPS_TO_OPEN = 20;

export interface IoPorts {
  readonly files: Files;
  readonly stdio: Stdio;
  /** Default: no process can be started. */
  readonly processes?: Processes;
  /** Default: {@link portableByteText}. */
  readonly bytes?: ByteText;
}

export interface Io {
  /** What scripts call `io`. */
  readonly table: Table;
  /** Writes as `io.stdout:write(...)` does, and answers the handle, or nil with the reason. */
  writeToStdout(...values: Value[]): Result;
  /**
   * Closes all files of the script and writes what standard output has in its buffer, as C does when a process ends. Call it
   * when the machine is given up, also after an error or an exit.
   */
  closeAll(): void;
  /** Calls `done` once the processes of `io.popen` have ended; at once if there are none. */
  onceChildrenEnded(done: () => void): void;
}

/** The `io` of one machine. */
export function ioLibrary(state: State, ports: IoPorts): Io {
  const { stdio, bytes = portableByteText } = ports;
  const handles = new FileHandles(state, () => defaults.output);
  const stdin = handles.createStandard(inputChannel(stdio.stdin, bytes));
  const stdout = handles.createStandard(outputChannel(stdio.stdout, bytes));
  const stderr = handles.createStandard(outputChannel(stdio.stderr, bytes));
  const children = new Children(ports, bytes, handles);
  const defaults: Defaults = { input: stdin, output: stdout };
  const library = functionsOf(state, ports.files, bytes, handles, children, defaults);
  return {
    table: libraryTable(IO, library, { stdin, stdout, stderr }),
    writeToStdout: (...values) => write(state, stdout, values, 0),
    closeAll() {
      handles.closeAll();
      stdio.stdout.flush();
    },
    onceChildrenEnded: (done) => children.onceEnded(done),
  };
}

/** The files that functions work on when they are not told one. */
interface Defaults {
  input: Userdata;
  output: Userdata;
}

function functionsOf(
  state: State,
  files: Files,
  bytes: ByteText,
  handles: FileHandles,
  children: Children,
  defaults: Defaults,
): Library {
  function open(path: string, modeText: string): Userdata | HostError {
    const mode = parseOpenMode(modeText);
    if (mode === undefined) return INVALID_ARGUMENT;
    state.steps -= STEPS_TO_OPEN;
    chargeName(state, path);
    const opened = files.open(path, mode);
    if ("errno" in opened) return opened;
    // as glibc does: a file that is also read starts at its beginning
    if (mode.append && !mode.read) opened.seek("end", 0);
    return handles.create(fileChannel(opened, mode, bytes));
  }

  /** Opens the file that the first argument names; where that fails, the argument is at fault. */
  function openArgument(value: Value, mode: "r" | "w", count: number): Userdata {
    const path = cString(checkString(state, value, 1, count));
    const opened = open(path, mode);
    return opened instanceof Userdata ? opened : raiseArgument(state, 1, withPath(opened, path));
  }

  /** `io.input` and `io.output`: asks for the default file or sets it. */
  function getOrSet(which: keyof Defaults, value: Value, mode: "r" | "w", count: number): Userdata {
    if (value === undefined) return defaults[which];
    if (value instanceof Userdata) checkOpenFile(state, value, count);
    defaults[which] = value instanceof Userdata ? value : openArgument(value, mode, count);
    return defaults[which];
  }

  function openDefault(which: keyof Defaults): Userdata {
    const handle = defaults[which];
    if ((handle.payload as OpenFile).isClosed) raise(state, "standard file is closed");
    return handle;
  }

  return {
    open(name, mode) {
      const path = cString(checkString(state, name, 1, arguments.length));
      const opened = open(path, cString(optionalString(state, mode, 2, arguments.length, "r")));
      return opened instanceof Userdata ? opened : fileResult(opened, path);
    },

    popen(command, mode) {
      const text = cString(checkString(state, command, 1, arguments.length));
      return children.open(text, cString(optionalString(state, mode, 2, arguments.length, "r")));
    },

    tmpfile() {
      const opened = files.openTemporary();
      return "errno" in opened ? fileResult(opened) : handles.create(fileChannel(opened, UPDATE, bytes));
    },

    close(handle) {
      return closeGiven(state, handle, arguments.length, () => defaults.output);
    },

    read(...formats) {
      return read(state, openDefault("input"), formats, 1);
    },

    write(...values) {
      return write(state, openDefault("output"), values, 0);
    },

    flush() {
      return flush(state, openDefault("output").payload as OpenFile);
    },

    lines(name, ...formats) {
      if (name === undefined) return lines(state, defaults.input, formats, false);
      return lines(state, openArgument(name, "r", arguments.length), formats, true);
    },

    input(file) {
      return getOrSet("input", file, "r", arguments.length);
    },

    output(file) {
      return getOrSet("output", file, "w", arguments.length);
    },

    type(value) {
      checkAny(state, 1, arguments.length);
      const file = fileOf(value);
      return file === undefined ? undefined : file.isClosed ? "closed file" : "file";
    },
  };
}

/** File handles: the userdata that stand for files, and the methods that scripts call on them. */
import type { Whence } from "../../../host/ports.ts";
import { checkNumber, checkOption, optionalInteger } from "../../arguments.ts";
import { NativeFunction } from "../../functions.ts";
import { formatNumber } from "../../numbers.ts";
import { raise, raiseArgumentType } from "../../raise.ts";
import type { State } from "../../state.ts";
import { bufferOf } from "../../string-buffer.ts";
import type { Table } from "../../table.ts";
import { Unreachable } from "../../unreachable.ts";
import { NOTHING, type Result, Userdata, type Value } from "../../values.ts";
import { type Library, libraryTable } from "../define.ts";
import { Layout } from "../fields.ts";
import { type Channel, INVALID_ARGUMENT } from "./channel.ts";
import { type Buffering, OpenFile } from "./open-file.ts";
import { readCall } from "./read-call.ts";
import { fileResult } from "./results.ts";
import { onceEnded, onceWritten } from "./waiting.ts";

const METHODS = new Layout();

const WHENCES: readonly Whence[] = ["set", "cur", "end"];
const BUFFERINGS: readonly Buffering[] = ["full", "line", "no"];
/** How many values an iterator of lines can keep in LuaJIT, the file included. */
const MOST_KEPT = 120;

/** Makes the file handles of one machine. */
export class FileHandles {
  private readonly metatable: Table;
  /** Closes files whose handles nobody can reach any more, as Lua's collector does. */
  private readonly open = new Unreachable<OpenFile>((file) => file.close());

  /** @param defaultOutput what `close` closes where it is given nothing, also as a method */
  constructor(state: State, defaultOutput: () => Userdata) {
    this.metatable = libraryTable(METHODS, methodsOf(state, defaultOutput), { __index: undefined });
    this.metatable.set("__index", this.metatable);
  }

  create(channel: Channel): Userdata {
    const file = new OpenFile(channel, false, () => this.open.unwatch(watched));
    const handle = this.wrap(file);
    const watched = this.open.watch(handle, file);
    return handle;
  }

  createStandard(channel: Channel): Userdata {
    return this.wrap(new OpenFile(channel, true));
  }

  /** Closes every file but the standard ones, and so writes what they have in their buffers. */
  closeAll(): void {
    for (let file = this.open.first; file !== undefined; file = this.open.first) file.close();
  }

  private wrap(file: OpenFile): Userdata {
    const handle = new Userdata(file);
    handle.metatable = this.metatable;
    return handle;
  }
}

/** The file of a handle, or undefined for any other value. */
export function fileOf(value: Value): OpenFile | undefined {
  return value instanceof Userdata && value.payload instanceof OpenFile ? value.payload : undefined;
}

/** The file of a handle that must be the first argument and open. */
export function checkOpenFile(state: State, value: Value, count: number): OpenFile {
  const file = checkFile(state, value, count);
  if (file.isClosed) raise(state, "attempt to use a closed file");
  return file;
}

/**
 * `io.read` and `file:read`.
 * @param first the argument number of the first format
 */
export function read(state: State, handle: Userdata, formats: readonly Value[], first: number): Result {
  return readCall(state, handle.payload as OpenFile, formats, first, (values, error) =>
    error === undefined ? values : fileResult(error),
  );
}

/**
 * `io.write` and `file:write`: the handle, or nil with the reason.
 * @param from where in `values` begins what is to be written
 */
export function write(state: State, handle: Userdata, values: readonly Value[], from: number): Result {
  const file = handle.payload as OpenFile;
  let text = "";
  for (let index = from; index < values.length; index++) {
    const given = values[index];
    const value = bufferOf(given)?.text ?? given;
    if (typeof value === "string") {
      if (text.length + value.length > MOST_JOINED) {
        const error = file.write(text);
        if (error !== undefined) return fileResult(error);
        text = "";
      }
      text += value;
    } else if (typeof value === "number") text += formatNumber(value);
    else {
      file.write(text);
      return raiseArgumentType(state, index + 1, "string", value, values.length);
    }
  }
  const error = file.write(text);
  return error === undefined
    ? onceWritten(state, file, (failed) => (failed === undefined ? handle : fileResult(failed)))
    : fileResult(error);
}

/** `io.flush` and `file:flush` */
export function flush(state: State, file: OpenFile): Result {
  const error = file.flush();
  return error === undefined ? onceWritten(state, file, fileResult) : fileResult(error);
}

/** Arguments of one call are written together, unless they are long. */
const MOST_JOINED = 65_536;

/** `io.lines` and `file:lines`: an iterator, which closes the file at its end where `closing`. */
export function lines(state: State, handle: Userdata, formats: readonly Value[], closing: boolean): NativeFunction {
  if (formats.length >= MOST_KEPT) raise(state, "too many results to unpack");
  const file = handle.payload as OpenFile;
  // The iterator keeps the handle, not only the file: a file whose handle is unreachable gets closed.
  return new NativeFunction("lines", () => {
    if (file.isClosed) raise(state, "attempt to use a closed file");
    return readCall(state, file, formats, 1, (values, error) => {
      if (error !== undefined) raise(state, error.message);
      // LuaJIT looks at its first format here, if it has one, and so never closes the file then.
      if (closing && formats.length === 0 && values[0] === undefined) {
        close(state, handle);
        return NOTHING;
      }
      return values;
    });
  });
}

/** `io.close` and `file:close`. Where a process is at the other end, it waits for that, and tells how it ended. */
function close(state: State, handle: Userdata): Result {
  const file = handle.payload as OpenFile;
  if (file.isStandard) return [undefined, "cannot close standard file"];
  const { child } = file.channel;
  if (child === undefined) return fileResult(file.close());
  file.flush();
  return onceWritten(state, file, () => {
    file.close();
    return onceEnded(state, child, "file:close");
  });
}

/** As {@link close}, of the first of `count` arguments, if there is one. */
export function closeGiven(state: State, given: Value, count: number, defaultOutput: () => Userdata): Result {
  if (count > 0) {
    checkOpenFile(state, given, count);
    return close(state, given as Userdata);
  }
  const handle = defaultOutput();
  if (fileOf(handle)?.isClosed) raise(state, "attempt to use a closed file");
  return close(state, handle);
}

function checkFile(state: State, value: Value, count: number): OpenFile {
  return fileOf(value) ?? raiseArgumentType(state, 1, "FILE*", value, count);
}

function methodsOf(state: State, defaultOutput: () => Userdata): Library {
  return {
    read(handle, ...formats) {
      checkOpenFile(state, handle, arguments.length);
      return read(state, handle as Userdata, formats, 2);
    },

    write(...values) {
      checkOpenFile(state, values[0], values.length);
      return write(state, values[0] as Userdata, values, 1);
    },

    lines(handle, ...formats) {
      checkOpenFile(state, handle, arguments.length);
      return lines(state, handle as Userdata, formats, false);
    },

    close(handle) {
      return closeGiven(state, handle, arguments.length, defaultOutput);
    },

    flush(handle) {
      return flush(state, checkOpenFile(state, handle, arguments.length));
    },

    seek(handle, whence, offset) {
      const file = checkOpenFile(state, handle, arguments.length);
      const from = checkOption(state, whence, 2, arguments.length, WHENCES, "cur");
      const distance = offset === undefined ? 0 : Math.trunc(checkNumber(state, offset, 3, arguments.length));
      const position = Number.isSafeInteger(distance) ? file.seek(from, distance) : INVALID_ARGUMENT;
      return typeof position === "number" ? position : fileResult(position);
    },

    setvbuf(handle, mode, size) {
      const file = checkOpenFile(state, handle, arguments.length);
      const buffering = checkOption(state, mode, 2, arguments.length, BUFFERINGS);
      optionalInteger(state, size, 3, arguments.length, 0);
      file.setBuffering(buffering);
      return true;
    },

    __gc(handle) {
      const file = checkFile(state, handle, arguments.length);
      if (!file.isClosed && !file.isStandard) file.close();
      return NOTHING;
    },

    __tostring(handle) {
      const file = checkFile(state, handle, arguments.length);
      return file.isClosed ? "file (closed)" : `file (${state.addressOf(file)})`;
    },
  };
}

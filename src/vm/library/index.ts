/** Puts the standard library together. */
import type {
  ByteText,
  Collector,
  Environment,
  Files,
  Processes,
  Random,
  Stdio,
  SystemTime,
} from "../../host/ports.ts";
import { portableByteText } from "../byte-text.ts";
import { callBlocking } from "../calls.ts";
import { NativeFunction } from "../functions.ts";
import { first } from "../operators.ts";
import { raise } from "../raise.ts";
import type { State } from "../state.ts";
import type { Table } from "../table.ts";
import { toText } from "../tostring.ts";
import { NOTHING, type Value } from "../values.ts";
import { baseLibrary } from "./base.ts";
import { installBit } from "./bit.ts";
import { numberBuiltins } from "./builtins.ts";
import { collectgarbageLibrary } from "./collectgarbage.ts";
import { coroutineLibrary } from "./coroutine.ts";
import { DEBUG_FUNCTIONS } from "./debug-functions.ts";
import { define, laterFunctions, libraryTable } from "./define.ts";
import { environmentLibrary } from "./environments.ts";
import { Layout } from "./fields.ts";
import { type Io, ioLibrary } from "./io.ts";
import { installJit, jitUtil } from "./jit.ts";
import { loadBuffer } from "./load-buffer.ts";
import { loadDebug } from "./load-debug.ts";
import { loadingLibrary, type SourceFiles } from "./loading.ts";
import { installMath } from "./math.ts";
import { osLibrary } from "./os.ts";
import { installPackage, type PackagePaths } from "./package.ts";
import { stringLibrary } from "./string.ts";
import { installTable, tableExtensions } from "./table.ts";

const OS = new Layout();
const COROUTINE = new Layout();
const DEBUG = new Layout();

/** The outside, as far as the standard library reaches it. */
interface LibraryPorts {
  readonly files: Files;
  readonly stdio: Stdio;
  readonly environment: Environment;
  readonly time: SystemTime;
  /** Default: no process can be started. */
  readonly processes?: Processes;
  /** Default: nothing can be collected by force. */
  readonly collector?: Collector;
  readonly bytes?: ByteText;
  /** Default: `math.randomseed()` goes on from the numbers so far. */
  readonly random?: Random;
}

export interface LibraryOptions {
  readonly ports: LibraryPorts;
  readonly paths: PackagePaths;
}

/** Fills the globals of a new machine. */
export function installLibraries(state: State, { ports, paths }: LibraryOptions): Io {
  const { globals } = state;
  state.collector = ports.collector;
  const sources = sourceFiles(ports.files, ports.stdio, ports.bytes ?? portableByteText);
  const io = ioLibrary(state, ports);
  define(globals, baseLibrary(state));
  state.select = globals.getHash("select") as NativeFunction;
  define(globals, collectgarbageLibrary(state));
  define(globals, loadingLibrary(state, sources));
  define(globals, environmentLibrary(state));
  define(globals, { print: (...values) => printTabbed(state, io, values) });
  globals.set("_G", globals);
  globals.set("_VERSION", "Lua 5.1");
  const libraries: Record<string, Table> = {
    string: stringLibrary(state),
    table: installTable(state),
    math: installMath(state, ports.random),
    bit: installBit(state),
    io: io.table,
    os: libraryTable(OS, osLibrary(state, ports)),
    coroutine: libraryTable(COROUTINE, coroutineLibrary(state)),
    debug: libraryTable(
      DEBUG,
      {},
      {},
      laterFunctions(DEBUG_FUNCTIONS, () => loadDebug()(state)),
    ),
    jit: installJit(state),
    package: installPackage(state, sources, paths),
  };
  globals.set("unpack", libraries.table?.get("unpack"));
  const packages = libraries.package as Table;
  const loaded = packages.get("loaded") as Table;
  const preload = packages.get("preload") as Table;
  for (const name of Object.keys(libraries)) {
    globals.set(name, libraries[name]);
    loaded.set(name, libraries[name]);
  }
  loaded.set("_G", globals);
  loaded.set("jit.opt", (libraries.jit as Table).get("opt"));
  preload.set("jit.util", new NativeFunction("jit.util", () => jitUtil(state)));
  preload.set("string.buffer", new NativeFunction("string.buffer", () => loadBuffer()(state)));
  const extensions = tableExtensions(state);
  for (const name of Object.keys(extensions)) {
    const extension = extensions[name];
    const field = name.slice(name.indexOf(".") + 1);
    preload.set(
      name,
      new NativeFunction(name, () => {
        // As in the reference, requiring one also puts it into the table `table`.
        (libraries.table as Table).set(field, extension);
        return extension;
      }),
    );
  }
  numberBuiltins(state);
  return io;
}

/** Plain Lua's `print`. OpenResty's command line has another. */
function printTabbed(state: State, io: Io, values: readonly Value[]): typeof NOTHING {
  const texts = values.map((value) => {
    const handler = state.metamethod(value, "__tostring");
    if (handler === undefined) return toText(state, value);
    const text = first(callBlocking(state, handler, [value]));
    if (typeof text !== "string" && typeof text !== "number")
      raise(state, "'tostring' must return a string to 'print'");
    return toText(state, text);
  });
  io.writeToStdout(`${texts.join("\t")}\n`);
  return NOTHING;
}

function sourceFiles(files: Files, stdio: Stdio, bytes: ByteText): SourceFiles {
  return {
    readSource(path) {
      if (path === null) return { text: readAll(stdio, bytes) };
      const read = files.readWhole(path);
      return "message" in read ? { error: read.message } : { text: bytes.toText(read) };
    },
    isReadable: (path) => files.exists(path) && !files.isDirectory(path),
  };
}

function readAll({ stdin }: Stdio, bytes: ByteText): string {
  const pieces: string[] = [];
  for (;;) {
    const piece = stdin.readSync(65_536);
    if (piece === null || "message" in piece) return pieces.join("");
    pieces.push(bytes.toText(piece));
  }
}

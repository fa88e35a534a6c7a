/** `require` and the `package` table. */
import { checkString, checkTable, optionalString } from "../arguments.ts";
import { cString } from "../byte-text.ts";
import { blocking, callBlocking, callUnseen } from "../calls.ts";
import { charge, chargeText } from "../charge.ts";
import { LuaError } from "../errors.ts";
import { type NativeBody, NativeFunction } from "../functions.ts";
import { formatNumber } from "../numbers.ts";
import { raise } from "../raise.ts";
import type { State } from "../state.ts";
import { Table } from "../table.ts";
import { isFunction, NOTHING, type Result, Userdata, type Value } from "../values.ts";
import { libraryTable } from "./define.ts";
import { Layout } from "./fields.ts";
import { loadFile, type SourceFiles } from "./loading.ts";

const PACKAGE = new Layout();

/** `package.config`: directory separator, template separator, mark, and two that only Windows uses. */
const CONFIG = "/\n;\n?\n!\n-\n";

export interface PackagePaths {
  /** `package.path` */
  readonly path: string;
  /** `package.cpath`. C libraries cannot be loaded; the search names the files as the reference does. */
  readonly cpath: string;
  /** What error texts call a module's file. Default: its path. */
  readonly shownAs?: (file: string) => string;
  /** The libraries that come with the machine, in a folder that `path` names, too. */
  readonly bundled?: {
    readonly folder: string;
    /** Whether the one called `name` answers before all of `path`, where `path` names it, or not at all. */
    readonly answers: (name: string) => "first" | "in order" | "never";
  };
}

/** Makes the `package` table and the function `require`. */
export function installPackage(state: State, files: SourceFiles, paths: PackagePaths): Table {
  const loaded = new Table();
  const preload = new Table();
  state.registry.setHash("_LOADED", loaded);
  const packageTable = libraryTable(
    PACKAGE,
    {
      seeall(module) {
        const table = checkTable(state, module, 1, arguments.length);
        if (table.metatable === null) table.setMetatable(new Table());
        table.metatable?.setHash("__index", state.globals);
        return NOTHING;
      },
      searchpath(name, path, separator, replacement) {
        return search(
          state,
          files,
          checkString(state, name, 1, arguments.length),
          checkString(state, path, 2, arguments.length),
          optionalString(state, separator, 3, arguments.length, "."),
          optionalString(state, replacement, 4, arguments.length, "/"),
        );
      },
      loadlib(path) {
        checkString(state, path, 1, arguments.length);
        return [undefined, "dynamic libraries are not supported", "absent"];
      },
    },
    { loaded, preload, path: paths.path, cpath: paths.cpath, config: CONFIG, loaders: undefined, searchers: undefined },
  );
  const loaders = Table.fromArray([
    new NativeFunction("loader_preload", (name) => {
      const loader = preload.get(name);
      return loader ?? `\n\tno field package.preload['${cString(String(name))}']`;
    }),
    new NativeFunction("loader_lua", (name) => {
      const path = pathFor(String(name), templates(state, packageTable, "path"), paths);
      const found = search(state, files, String(name), path, ".", "/");
      if (Array.isArray(found)) return found[1];
      const file = String(found);
      try {
        return loadFile(state, files, file, "bt", state.globals, paths.shownAs?.(file));
      } catch (thrown) {
        if (!(thrown instanceof LuaError)) throw thrown;
        throw new LuaError(`error loading module '${String(name)}' from file '${file}':\n\t${String(thrown.value)}`);
      }
    }),
    new NativeFunction("loader_c", (name) => {
      const found = search(state, files, String(name), templates(state, packageTable, "cpath"), ".", "/");
      return Array.isArray(found) ? found[1] : refuseLibrary(String(name), String(found));
    }),
    new NativeFunction("loader_croot", (name) => {
      const root = String(name).split(".")[0] ?? "";
      if (root === name) return NOTHING;
      const found = search(state, files, root, templates(state, packageTable, "cpath"), ".", "/");
      return Array.isArray(found) ? found[1] : refuseLibrary(String(name), String(found));
    }),
  ]);
  packageTable.setHash("loaders", loaders);
  packageTable.setHash("searchers", loaders);
  state.globals.setHash("require", new NativeFunction("require", makeRequire(state, packageTable, loaded)));
  return packageTable;
}

function makeRequire(state: State, packageTable: Table, loaded: Table): NativeBody {
  /** Stands in package.loaded while a module loads. */
  const loading = new Userdata("loading");
  return (...args) => {
    // The reference's require is a function of its own around the plain one: to it, no name is nil.
    const moduleName = checkString(state, args[0], 1, 1);
    const known = loaded.getHash(moduleName);
    if (known !== undefined && known !== false) {
      if (known === loading) refuseLoop(state, moduleName);
      return known;
    }
    const loader = findLoader(state, packageTable, moduleName);
    loaded.setHash(moduleName, loading);
    const result = callBlocking(state, loader, [moduleName]);
    const value = Array.isArray(result) ? result[0] : (result as Value);
    if (value !== undefined) loaded.setHash(moduleName, value);
    if (loaded.getHash(moduleName) === loading) loaded.setHash(moduleName, true);
    return loaded.getHash(moduleName);
  };
}

function refuseLoop(state: State, moduleName: string): never {
  const text = `loop or previous error loading module '${cString(moduleName)}'`;
  if (state.requireLoopAt !== undefined) throw new LuaError(state.requireLoopAt + text);
  raise(state, text);
}

/** Asks the loaders in turn. @throws LuaError naming every place that was searched */
function findLoader(state: State, packageTable: Table, name: string): Value {
  const loaders = packageTable.getHash("loaders");
  if (!(loaders instanceof Table)) raise(state, "'package.loaders' must be a table");
  let searched = "";
  for (let at = 1; ; at++) {
    const loader = loaders.get(at);
    if (loader === undefined) raise(state, `module '${cString(name)}' not found:${searched}`);
    const result = askLoader(state, loader, name);
    const answer = Array.isArray(result) ? result[0] : (result as Value);
    if (isFunction(answer)) return answer;
    if (typeof answer === "string") searched += answer;
  }
}

/** A loader that is a native function is a level of the call stack where it fails: a file has a syntax error. */
function askLoader(state: State, loader: Value, name: string): Result {
  if (!(loader instanceof NativeFunction)) return callBlocking(state, loader, [name]);
  return blocking(state, () => callUnseen(state, loader, [name]));
}

/** The first readable file for `name`, or nil and the places tried. */
function search(
  state: State,
  files: SourceFiles,
  name: string,
  path: string,
  separator: string,
  replacement: string,
): Result {
  chargeText(state, name.length);
  const fileName = separator === "" ? name : name.replaceAll(separator, replacement);
  let tried = "";
  for (const template of path.split(";")) {
    if (template === "") continue;
    const file = template.replaceAll("?", fileName);
    charge(state, 1);
    chargeText(state, file.length);
    if (files.isReadable(file)) return file;
    tried += `\n\tno file '${file}'`;
  }
  return [undefined, tried];
}

/** `path`, with what is bundled at the place that it has for this name. */
function pathFor(name: string, path: string, { bundled }: PackagePaths): string {
  if (bundled === undefined) return path;
  const { folder } = bundled;
  switch (bundled.answers(name)) {
    case "first":
      return `${folder}/?.lua;${path}`;
    case "in order":
      return path;
    case "never":
      return path
        .split(";")
        .filter((template) => !template.startsWith(`${folder}/`))
        .join(";");
  }
}

function templates(state: State, packageTable: Table, field: string): string {
  const path = packageTable.getHash(field);
  if (typeof path === "number") return formatNumber(path);
  if (typeof path !== "string") raise(state, `'package.${field}' must be a string`);
  return path;
}

function refuseLibrary(name: string, file: string): never {
  throw new LuaError(
    `error loading module '${name}' from file '${file}':\n\tC libraries cannot be loaded without OpenResty`,
  );
}

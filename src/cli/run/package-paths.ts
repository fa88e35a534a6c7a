import { LUALIB } from "../../runtime/lualib.ts";
import type { PackagePaths } from "../../vm/library/package.ts";

/** Libraries that reach into the memory of nginx in the original: ours answers wherever an original may lie. */
const NEED_FFI: ReadonlySet<string> = new Set(["resty.lock", "resty.lrucache", "resty.lrucache.pureffi"]);

/**
 * `package.path` and `package.cpath`, as nginx's directives and the place of the installation make them.
 *
 * @param path of `lua_package_path`, @param cpath of `lua_package_cpath`: `;;` stands for the default path
 * @param home the folder of the package, whose own libraries come first
 * @param unwanted names of libraries that are to be had elsewhere
 */
export function packagePaths(
  path: string | undefined,
  cpath: string | undefined,
  home: string,
  unwanted: readonly string[],
): PackagePaths {
  const lua = `${home}/lua`;
  const defaultPath = `${lua}/?.lua;${lua}/?/init.lua;./?.lua;/usr/local/share/lua/5.1/?.lua;/usr/local/share/lua/5.1/?/init.lua`;
  const defaultCpath = "./?.so;/usr/local/lib/lua/5.1/?.so";
  return {
    path: withDefault(path, defaultPath),
    cpath: withDefault(cpath, defaultCpath),
    shownAs: (file) =>
      file.startsWith(`${lua}/`) && !file.startsWith(`${lua}/ngxbox/`) ? LUALIB + file.slice(lua.length) : file,
    bundled: {
      folder: lua,
      answers: (name) => (unwanted.includes(name) ? "never" : NEED_FFI.has(name) ? "first" : "in order"),
    },
  };
}

function withDefault(path: string | undefined, defaultPath: string): string {
  if (path === undefined) return defaultPath;
  return path.replace(/;;+/, () => `;${defaultPath};`).replace(/^;|;$/g, "");
}

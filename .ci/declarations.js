// Writes dist/types: what the doors declare, once for ES modules and once for CommonJS.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const DOORS = ["index.d.ts", "browser.d.ts"];

/** @param root where the package's package.json lies */
export function declareTypes(root) {
  const types = join(root, "dist/types");
  rmSync(types, { recursive: true, force: true });
  const argv = [join(root, "node_modules/typescript/bin/tsc"), "-p", join(root, ".ci/tsconfig.types.json")];
  const { status } = spawnSync(process.execPath, argv, { stdio: "inherit" });
  if (status !== 0) throw new Error(`tsc ended with status ${status}`);

  const needed = reachable(DOORS.map((door) => join(types, door)));
  for (const path of readdirSync(types, { recursive: true, encoding: "utf8" })) {
    const file = join(types, path);
    if (path.endsWith(".d.ts") && !needed.has(file)) rmSync(file);
  }
  // the same files in a folder whose package.json says so are CommonJS for TypeScript
  const required = join(types, "require");
  for (const file of reachable([join(types, "index.d.ts")])) cpSync(file, join(required, file.slice(types.length)));
  mkdirSync(required, { recursive: true });
  writeFileSync(join(required, "package.json"), '{ "type": "commonjs" }\n');
}

/** The files, and those that they import. */
function reachable(files) {
  const found = new Set();
  const look = (file) => {
    if (found.has(file)) return;
    found.add(file);
    for (const [, path] of readFileSync(file, "utf8").matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)) {
      const imported = resolve(dirname(file), path.replace(/\.[jt]s$/, ".d.ts"));
      if (!existsSync(imported)) throw new Error(`${file} declares by ${path}, which is not there`);
      look(imported);
    }
  };
  for (const file of files) look(file);
  return found;
}

import { isBuiltin } from "node:module";
import { posix } from "node:path";

/** From the outside in: a file may import from its own layer and from those after it. */
const layers = ["cli", "sandbox", "reference", "nginx", "ngx", "runtime", "vm"];

/** The parts that run wherever JavaScript does. */
const anywhere = ["vm", "runtime", "ngx", "reference", "host/memory"];

/** Who may name an implementation of the host's ports; each may name itself. */
const hostUsers: Record<string, string[]> = {
  // of the sandbox, only the entry of those in a thread or process of their own
  "host/node": ["index.ts", "cli/", "nginx/http-node/", "nginx/process/", "sandbox/isolation/cell.ts"],
  "host/browser": ["browser.ts"],
  "host/virtual": ["sandbox/"],
  "host/memory": ["cli/", "nginx/process/", "sandbox/"],
};

/** Who may name what hosts share: all others have the ports. */
const HOST_USERS = ["cli/", "sandbox/"];

/**
 * The imports of a source file that point the wrong way, one sentence each. ARCHITECTURE.md says which way is right.
 *
 * @param file path inside src/, with `/` between its parts
 */
export function wrongImports(file: string, source: string): string[] {
  return importedNames(source).flatMap((name) => {
    const reason = name.startsWith(".")
      ? wrongTarget(file, posix.join(posix.dirname(file), name))
      : wrongPackage(file, name);
    return reason === undefined ? [] : [`${file} imports ${name}: ${reason}`];
  });
}

function wrongPackage(file: string, name: string): string | undefined {
  const folder = anywhere.find((part) => file.startsWith(`${part}/`));
  if (isBuiltin(name) && folder !== undefined) return `${folder}/ knows nothing of Node`;
  if (/^fengari(-|\/|$)/.test(name) && folder !== "vm") return "only vm/ knows Fengari";
  return undefined;
}

function wrongTarget(file: string, target: string): string | undefined {
  if (target.startsWith("../")) return "it lies outside of src/";
  if (target === "host/ports.ts") return undefined;
  const folder = folderOf(file);
  const targetFolder = folderOf(target);
  if (targetFolder === "host") return wrongHost(file, target);
  if (targetFolder === "") return folder === "" ? undefined : "nothing inside imports the doors";
  if (folder === "") return undefined;
  if (folder === "host") return "a host knows nothing but the ports";
  if (!layers.includes(targetFolder)) return `${targetFolder}/ has no place among the layers`;
  return layers.indexOf(folder) <= layers.indexOf(targetFolder)
    ? undefined
    : `${targetFolder}/ stands above ${folder}/`;
}

function wrongHost(file: string, target: string): string | undefined {
  const host = Object.keys(hostUsers).find((folder) => target.startsWith(`${folder}/`));
  if (file.startsWith(`${host ?? "host"}/`)) return undefined;
  const users = (host === undefined ? undefined : hostUsers[host]) ?? HOST_USERS;
  if (users.some((user) => file.startsWith(user))) return undefined;
  return `${host ?? target} may be named only by ${users.join(", ")}`;
}

/** The first folder of a path; empty for a file that stands in none. */
function folderOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.indexOf("/")) : "";
}

function importedNames(source: string): string[] {
  const forms =
    /^\s*(?:import|export)\b[^"'`;]*?\bfrom\s*["']([^"']+)["']|^\s*import\s*["']([^"']+)["']|\b(?:import|require)\(\s*["']([^"']+)["']/gm;
  return [...source.matchAll(forms)].flatMap(([, from, bare, call]) => from ?? bare ?? call ?? []);
}

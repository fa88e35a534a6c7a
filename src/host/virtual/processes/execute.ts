/** Finding programs, as `execvp(3)` does. All of them lie in /bin and /usr/bin. */
import { hostError } from "../../errno.ts";
import type { HostError } from "../../ports.ts";
import type { Kernel } from "./kernel.ts";
import type { Program } from "./process.ts";

/** glibc's, where there is no PATH. */
export const DEFAULT_PATH = "/bin:/usr/bin";

const FOLDERS = ["/bin", "/usr/bin"];

export interface Found {
  readonly program: Program;
  readonly path: string;
}

/**
 * A program by its name or path, if it may be started; or why not, which is told where it is for lack of permission.
 * @param owner the process of a script that it is started for
 */
export function findProgram(
  kernel: Kernel,
  owner: number,
  name: string,
  folder: string,
  path: string,
): Found | HostError {
  const found = lookUp(kernel, name, folder, path);
  if ("code" in found) return found;
  const program = found.path.slice(found.path.lastIndexOf("/") + 1);
  if (kernel.options.isAllowed(program)) return found;
  kernel.options.onDenied(program, owner);
  return hostError("EACCES");
}

/** As {@link findProgram}, whether it may be started or not. */
export function lookUp(kernel: Kernel, name: string, folder: string, path: string): Found | HostError {
  if (name === "") return hostError("ENOENT");
  if (name.includes("/")) return programAt(kernel, name, folder);
  let problem = hostError("ENOENT");
  for (const part of path.split(":")) {
    const found = programAt(kernel, `${part === "" ? "." : part}/${name}`, folder);
    if (!("code" in found)) return found;
    if (found.code === "EACCES") problem = found;
  }
  return problem;
}

/** Files of the tree are none that can be executed. */
function programAt(kernel: Kernel, path: string, folder: string): Found | HostError {
  const slash = path.lastIndexOf("/");
  const program = FOLDERS.includes(path.slice(0, slash))
    ? kernel.options.programs.get(path.slice(slash + 1))
    : undefined;
  if (program !== undefined) return { program, path };
  const { files } = kernel.options;
  const full = path.startsWith("/") ? path : `${folder}/${path}`;
  return files.exists(full) ? hostError("EACCES") : hostError("ENOENT");
}

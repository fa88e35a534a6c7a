import { findProgram } from "../execute.ts";
import type { Steps } from "../process.ts";
import type { Shell } from "./shell.ts";
import { ShellError } from "./syntax.ts";

/** The process becomes a program, and this never returns; or there is none, and the answer is the shell's status. */
export function* execute(shell: Shell, name: string, args: readonly string[], complainsAs = ""): Steps<number> {
  const { process, state } = shell;
  const found = findProgram(process.kernel, process.owner, name, process.folder, state.get("PATH") ?? "");
  if (!("code" in found)) return yield* process.become(found.program, [name, ...args], state.exported());
  const isMissing = found.code === "ENOENT" && name !== "";
  const reason = name === "" ? "Permission denied" : isMissing ? "not found" : found.message;
  yield* shell.tell(new ShellError(`${complainsAs}${name}: ${reason}`));
  return isMissing || name === "" ? 127 : 126;
}

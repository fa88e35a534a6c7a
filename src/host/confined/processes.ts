/** Children of a script that may not do everything: as many as there may be, and no code of the script's in them. */
import { hostError } from "../errno.ts";
import type { Child, Processes, SpawnError } from "../ports.ts";

export interface ConfinedProcesses extends Processes {
  /** Whether it is a child that runs. */
  isChild(pid: number): boolean;
}

/** @param most how many may run at a time */
export function confinedProcesses(processes: Processes, most: number): ConfinedProcesses {
  const running = new Map<number, Child>();
  const hasRoom = () => running.size < most;
  return {
    spawn(options) {
      if (!hasRoom()) return TOO_MANY;
      const { environment } = options;
      // with these the system's loader takes code from wherever they say into a program that may be started
      const child = processes.spawn(
        environment === undefined
          ? options
          : { ...options, environment: environment.filter((line) => !/^LD_/.test(line)) },
      );
      if ("code" in child) return child;
      running.set(child.pid, child);
      child.onExit(() => {
        if (running.get(child.pid) === child) running.delete(child.pid);
      });
      return child;
    },
    runSync: (options) => (hasRoom() ? processes.runSync(options) : TOO_MANY),
    isChild: (pid) => running.has(pid),
  };
}

const TOO_MANY: SpawnError = { ...hostError("EAGAIN"), call: "fork" };

/**
 * Whether a program may be started, by names that are allowed. A path is right only where the name alone would have led, too:
 * what a script has written somewhere is no program of that name.
 * @param program the word that it was given by
 * @param path the folders that names are looked for in
 */
export function isProgramAllowed(names: readonly string[] | true, program: string, path: string): boolean {
  if (names === true) return true;
  const slash = program.lastIndexOf("/");
  if (slash < 0) return names.includes(program);
  const folders = [...path.split(":").filter((folder) => folder.startsWith("/")), "/bin", "/usr/bin"];
  return names.includes(program.slice(slash + 1)) && folders.includes(program.slice(0, slash));
}

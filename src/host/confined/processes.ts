/** Children of a script that may not start everything. */
import { hostError } from "../errno.ts";
import type { Child, ChildOptions, Processes, SpawnError } from "../ports.ts";

/** Which programs may be started. */
export interface ProgramRules {
  /** Their names; true: all. */
  readonly spawn: readonly string[] | true;
  /** The folders that names are looked for in, as PATH has them. */
  readonly path: string;
}

export interface ProcessRules extends ProgramRules {
  /** How many children may run at a time. */
  readonly most: number;
  /** Told of each program that was refused, by its name. */
  readonly onDenied: (program: string) => void;
}

export interface ConfinedProcesses extends Processes {
  /** Whether it is a child that runs. */
  isChild(pid: number): boolean;
}

export function confinedProcesses(processes: Processes, rules: ProcessRules): ConfinedProcesses {
  const running = new Map<number, Child>();
  const hasRoom = () => running.size < rules.most;
  const isRefused = (options: Program) => {
    const program = refusedProgram(rules, options);
    if (program !== undefined) rules.onDenied(program);
    return program !== undefined;
  };
  return {
    spawn(options) {
      if (!hasRoom()) return TOO_MANY;
      const { environment } = options;
      const child = processes.spawn({
        ...options,
        ...(environment === undefined ? {} : { environment: environment.filter(isHarmless) }),
        ...(isRefused(options) ? { refused: REFUSED } : {}),
      });
      if ("code" in child) return child;
      running.set(child.pid, child);
      child.onExit(() => {
        if (running.get(child.pid) === child) running.delete(child.pid);
      });
      return child;
    },
    runSync(options) {
      if (!hasRoom()) return TOO_MANY;
      return isRefused(options) ? { ...REFUSED, call: "fork" } : processes.runSync(options);
    },
    isChild: (pid) => running.has(pid),
  };
}

type Program = Pick<ChildOptions, "argv" | "file">;

const REFUSED = hostError("EACCES");
const TOO_MANY: SpawnError = { ...hostError("EAGAIN"), call: "fork" };

/** With the others the system's loader takes code from wherever they say into a program that may be started. */
function isHarmless(line: string): boolean {
  return !/^LD_/.test(line);
}

/** The name of a program that may not be started; undefined: it may. */
export function refusedProgram({ spawn, path }: ProgramRules, { argv, file = argv[0] }: Program): string | undefined {
  // what C sees of it
  const program = file.split("\0", 1)[0] ?? "";
  return isProgramAllowed(spawn, program, path) ? undefined : program.slice(program.lastIndexOf("/") + 1);
}

/** A path is right only where the name alone would have led, too: what a script has written is no program of that name. */
function isProgramAllowed(names: readonly string[] | true, program: string, path: string): boolean {
  if (names === true) return true;
  const slash = program.lastIndexOf("/");
  if (slash < 0) return names.includes(program);
  const folders = [...path.split(":").filter((folder) => folder.startsWith("/")), "/bin", "/usr/bin"];
  return names.includes(program.slice(slash + 1)) && folders.includes(program.slice(0, slash));
}

/** `--vm`: how functions are executed. */
import type { MachineOptions } from "../../vm/machine.ts";

/** Compiled once they have run often, never, or at their first call. */
export type Execution = (typeof EXECUTIONS)[number];

const EXECUTIONS = ["auto", "interpreter", "compiler"] as const;

export function isExecution(value: string): value is Execution {
  return (EXECUTIONS as readonly string[]).includes(value);
}

/** What a machine is told. */
export function tierOptions(vm: Execution): Pick<MachineOptions, "tier" | "compileAfter"> {
  if (vm === "interpreter") return { tier: "interpreter" };
  return vm === "compiler" ? { tier: "compiler", compileAfter: 1 } : {};
}

/** `--vm`: how functions are executed. */
import type { MachineOptions } from "../../vm/machine.ts";

/** Compiled once they have run often, never, or at their first call. */
export type Execution = (typeof EXECUTIONS)[number];

const EXECUTIONS = ["auto", "interpreter", "compiler"] as const;

export function isExecution(value: string): value is Execution {
  return (EXECUTIONS as readonly string[]).includes(value);
}

/** What a machine is told. Node's threads have a stack of 984,000 bytes, or more. */
export function tierOptions(vm: Execution): Pick<MachineOptions, "tier" | "compileAfter" | "stackBytes"> {
  const stackBytes = 550_000;
  if (vm === "interpreter") return { stackBytes, tier: "interpreter" };
  return vm === "compiler" ? { stackBytes, tier: "compiler", compileAfter: 1 } : { stackBytes };
}

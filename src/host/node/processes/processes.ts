import type { Environment, Processes } from "../../ports.ts";
import { unheard, type Waits } from "../waits.ts";
import { loadStarter } from "./load-starter.ts";
import type { Starter } from "./starter.ts";

/**
 * Children of this process, by Execa. Make one only.
 * @param environment what children inherit; looked at once, when the first is started
 * @param waits told where a child holds up this process
 */
export function nodeProcesses(environment: Environment, waits: Waits = unheard): Processes {
  let starter: Starter | undefined;
  const start = () => {
    starter ??= new (loadStarter())(environment, waits);
    return starter;
  };
  return {
    spawn: (options) => start().spawn(options),
    runSync: (options) => start().runSync(options),
  };
}

/** What a run reaches of this computer, and may use up: all of it. Confinement (`run --sandbox`) is the other kind. */
import { filesWith } from "../../host/node/files.ts";
import { type Heap, nodeHeap } from "../../host/node/heap.ts";
import { nodeProcesses } from "../../host/node/processes/processes.ts";
import type { Waits } from "../../host/node/waits.ts";
import type { Environment, Files, Processes, Signals, Sockets, StandardOutput } from "../../host/ports.ts";
import type { Clock } from "../../runtime/clock.ts";
import type { Limits } from "../../sandbox/limits.ts";
import type { Kill } from "../../vm/errors.ts";

export class Surroundings {
  /** Those that are in force. */
  readonly limits: Partial<Limits> = {};
  /** Whether other threads may run Lua, whose machines nothing confines. */
  readonly hasThreads: boolean = true;

  files(waits: Waits): Files {
    return filesWith(waits);
  }

  /** Variables that the script sees. */
  environment(environment: Environment): Environment {
    return environment;
  }

  /** @param environment of this process */
  children(environment: Environment, waits: Waits): Processes {
    return nodeProcesses(environment, waits);
  }

  sockets(sockets: Sockets): Sockets {
    return sockets;
  }

  signals(signals: Signals): Signals {
    return signals;
  }

  output(output: StandardOutput): StandardOutput {
    return output;
  }

  heap(): Heap {
    return nodeHeap();
  }

  clock(clock: Clock): Clock {
    return clock;
  }

  /** Lua runs meanwhile. */
  running<Result>(act: () => Result): Result {
    return act();
  }

  /** Asked now and then while Lua runs. @throws Kill */
  checkTime(): void {}

  /** Calls `stop` when the run has taken too long, if nothing but that goes on. */
  onceTooLong(_stop: (kill: Kill) => void): void {}

  /** Says why a script was stopped. @returns the status to leave with; undefined: by no limit */
  stopped(_kill: Kill): number | undefined {
    return undefined;
  }

  /** An error that no one has caught, which may be that of a limit. */
  uncaught(_error: string): void {}

  /** The status to leave with. */
  exitStatus(status: number): number {
    return status;
  }
}

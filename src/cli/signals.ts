/**
 * Signals end a run as they end `resty`, a Perl script around nginx: an interrupt lets nginx exit gracefully for a moment and
 * then kills it, a hang-up becomes QUIT, the others are passed on.
 */
import type { Arriving, Waits } from "../host/node/waits.ts";
import type { Signals } from "../host/ports.ts";

/** What signals do to a run. */
export interface Ending {
  /** Graceful: pending timers run as premature, what runs may finish. */
  quit(): void;
  /** At once. */
  exit(status: number): void;
  /** Writes what was printed so far. */
  flush(): void;
}

/** How long `resty` lets nginx exit gracefully after an interrupt. */
const GRACE_MS = 100;
const INTERRUPTED = 130;
const TERMINATED = 143;

/**
 * A handler is called only between two turns of the process. While one takes long (a native function that calls Lua, a read
 * that waits), signals that end a run at once get their usual effect back, which is the same but for the script's last words.
 */
export class RunSignals implements Waits {
  private readonly run: Ending;
  private readonly signals: Signals;
  private interrupted = false;
  private waits = 0;
  private deaf: (() => void)[] = [];
  private arriving: Arriving | undefined;

  constructor(run: Ending, signals: Signals) {
    this.run = run;
    this.signals = signals;
    this.listen();
    signals.on("SIGQUIT", () => run.quit());
    signals.on("SIGHUP", () => run.quit());
    // nginx opens its logs anew; Node would wait for a debugger, or end
    signals.on("SIGUSR1", () => {});
    signals.on("SIGUSR2", () => {});
  }

  /** The status of a run that would end with `status`: an interrupt has its own, whatever happens in the grace it gives. */
  exitStatus(status: number): number {
    return this.interrupted ? INTERRUPTED : status;
  }

  haveChildren(watch: () => Arriving): void {
    this.arriving = watch();
  }

  /** The run ends by itself. Calls `leave` once an interrupt that may have ended its children has been heard here, too. */
  settle(leave: () => void): void {
    if (this.arriving === undefined) leave();
    else this.arriving.settle(leave);
  }

  begin(): void {
    if (this.waits++ > 0) return;
    this.run.flush();
    for (const stop of this.deaf) stop();
    // the end of the grace would not be noticed either
    if (this.interrupted) this.run.exit(INTERRUPTED);
  }

  end(): void {
    if (--this.waits === 0) this.listen();
  }

  private listen(): void {
    this.deaf = [
      this.signals.on("SIGINT", () => this.interrupt()),
      this.signals.on("SIGTERM", () => this.run.exit(TERMINATED)),
    ];
  }

  private interrupt(): void {
    if (this.interrupted) this.run.exit(INTERRUPTED);
    this.interrupted = true;
    this.run.quit();
    setTimeout(() => this.run.exit(INTERRUPTED), GRACE_MS);
  }
}

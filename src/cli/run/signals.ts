/**
 * Signals end a run as they end `resty`, a Perl script around nginx: an interrupt lets nginx exit gracefully for a moment and
 * then kills it, a hang-up becomes QUIT, the others are passed on.
 */
import type { Arriving, Waits } from "../../host/node/waits.ts";
import type { HostError, Signals } from "../../host/ports.ts";

/** What signals do to a run. */
export interface Ending {
  /** Graceful: pending timers run as premature, what runs may finish. */
  quit(): void;
  /** At once. */
  exit(status: number): void;
  /** As where nginx is killed: `resty` leaves with the signal's number, and what was printed and not yet written is lost. */
  die(signal: number): void;
  /** Writes what was printed so far. */
  flush(): void;
  /** Logs what nginx thinks critical. */
  complain(text: string): void;
}

/** How long `resty` lets nginx exit gracefully after an interrupt. */
const GRACE_MS = 100;
const INTERRUPTED = 130;
const TERMINATED = 143;
/** With these, and an interrupt, nginx takes itself to be told to end: QUIT is left to the handlers here. */
const INT = 2;
const TERM = 15;
const USR2 = 12;
/** HUP USR1 PIPE ALRM CHLD WINCH IO SYS: nginx has a handler, or ignores them, and a script sees nothing of that. */
const UNNOTICED = [1, 10, 13, 14, 17, 28, 29, 31];
/** ILL TRAP ABRT BUS FPE KILL SEGV STKFLT XCPU XFSZ VTALRM PROF PWR: their default effect, as that of all from 34 to 64. */
const DEADLY = [4, 5, 6, 7, 8, 9, 11, 16, 24, 25, 26, 27, 30];
const NO_UPGRADE =
  "the changing binary signal is ignored: you should shutdown or terminate before either old or new binary's process";

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
    signals.on("SIGUSR2", () => run.complain(NO_UPGRADE));
  }

  /** The port of scripts. What one sends to its own worker comes to nginx, and not to `resty`. */
  forScripts(): Signals {
    const { signals } = this;
    return {
      on: (name, handler) => signals.on(name, handler),
      send: (pid, signal) => (pid === process.pid ? this.toNginx(signal) : signals.send(pid, signal)),
    };
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

  private toNginx(signal: number): HostError | undefined {
    if (UNNOTICED.includes(signal)) return undefined;
    const isDeadly = DEADLY.includes(signal) || (signal >= 34 && signal <= 64);
    // at once a signal only has its effect where there is no handler
    if (isDeadly) this.run.die(signal);
    else if (signal === USR2) this.run.complain(NO_UPGRADE);
    else if (signal === TERM || signal === INT) setImmediate(() => this.run.exit(0));
    else return this.signals.send(process.pid, signal);
    return undefined;
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

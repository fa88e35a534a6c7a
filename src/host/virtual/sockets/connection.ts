import { hostError } from "../../errno.ts";
import type { Connection, HostError, SocketOption, TlsOptions, TlsOutcome } from "../../ports.ts";
import type { Agenda } from "./agenda.ts";
import type { Channel } from "./channel.ts";

/** What Linux says of a new socket's buffers, and the most that it can be told. */
const BUFFER_BYTES = { sndbuf: 87_040, rcvbuf: 131_072 } as const;
const LARGEST_BUFFER = 212_992;

/** The script's side of a connection. */
export class VirtualConnection implements Connection {
  readonly descriptor = undefined;
  private readonly agenda: Agenda;
  private readonly toPeer: Channel;
  private readonly fromPeer: Channel;
  private readonly onClosed: () => void;
  private readonly options = new Map<SocketOption, number>();
  private watcher: (() => void) | undefined;
  private writing: { readonly done: (error: HostError | undefined) => void; readonly progress: () => void } | undefined;
  /** Who writes was told that the connection is broken. */
  private isBrokenKnown = false;
  private isClosed = false;

  /** @param onClosed called once */
  constructor(agenda: Agenda, toPeer: Channel, fromPeer: Channel, onClosed: () => void) {
    this.agenda = agenda;
    this.toPeer = toPeer;
    this.fromPeer = fromPeer;
    this.onClosed = onClosed;
    const arrived = () => this.arrived();
    const progressed = (isAll: boolean) => this.progressed(isAll);
    fromPeer.onArrival = arrived;
    toPeer.onProgress = progressed;
  }

  get hasEnded(): boolean {
    return this.fromPeer.hasEnded;
  }

  readNow(): string | null | HostError | undefined {
    const piece = this.fromPeer.take();
    if (piece !== null && typeof piece === "object") this.isBrokenKnown = true;
    return piece;
  }

  watch(arrived: (() => void) | undefined): void {
    this.watcher = arrived;
    if (arrived !== undefined && this.fromPeer.hasNews) this.agenda.after(0, () => this.tell());
  }

  write(
    text: string,
    done: (error: HostError | undefined) => void,
    progress: () => void,
  ): "sent" | "later" | HostError {
    const failure = this.takeFailure();
    if (failure !== undefined) return failure;
    if (this.toPeer.send(text)) return "sent";
    this.writing = { done, progress };
    return "later";
  }

  setOption(option: SocketOption, value: number): void {
    if (option === "sndbuf" || option === "rcvbuf") {
      this.options.set(option, 2 * (value < 0 ? LARGEST_BUFFER : Math.min(value, LARGEST_BUFFER)));
    } else this.options.set(option, value === 0 ? 0 : 1);
  }

  option(option: SocketOption): number {
    const isBuffer = option === "sndbuf" || option === "rcvbuf";
    return this.options.get(option) ?? (isBuffer ? BUFFER_BYTES[option] : 0);
  }

  /** Simulated peers do not speak TLS: it is as if the other side had not understood. */
  secure(_options: TlsOptions, done: (outcome: TlsOutcome) => void): void {
    this.agenda.after(0, () => {
      if (!this.isClosed) done({ failure: "handshake failed", detail: "simulated peers have no TLS" });
    });
  }

  close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.watcher = undefined;
    this.writing = undefined;
    // as the system does: who closes without having read all breaks the connection
    if (this.fromPeer.hasUnread) this.toPeer.fail(hostError("ECONNRESET"));
    else this.toPeer.close();
    this.fromPeer.discard();
    this.onClosed();
  }

  /** What broke the connection, told once; after that there is nobody to write to. */
  private takeFailure(): HostError | undefined {
    const { brokenBy } = this.fromPeer;
    if (brokenBy === undefined) return undefined;
    if (this.isBrokenKnown) return hostError("EPIPE");
    this.isBrokenKnown = true;
    return brokenBy;
  }

  private arrived(): void {
    this.tell();
    const { writing } = this;
    if (writing === undefined || this.fromPeer.brokenBy === undefined) return;
    this.writing = undefined;
    writing.done(this.takeFailure());
  }

  private progressed(isAll: boolean): void {
    const { writing } = this;
    if (!isAll) {
      writing?.progress();
      return;
    }
    this.writing = undefined;
    writing?.done(undefined);
  }

  private tell(): void {
    const { watcher } = this;
    this.watcher = undefined;
    watcher?.();
  }
}

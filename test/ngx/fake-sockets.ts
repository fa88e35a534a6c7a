/** Peers that do what a test says: nothing comes from them, and nobody accepts a connection, by itself. */
import type {
  ConnectError,
  Connection,
  DatagramSocket,
  HostError,
  PeerAddress,
  Resolution,
  ResolveFailure,
  SocketOption,
  Sockets,
  TlsOptions,
  TlsOutcome,
} from "../../src/host/ports.ts";

export class FakeSockets implements Sockets {
  readonly connections: FakeConnection[] = [];
  readonly datagramSockets: FakeDatagrams[] = [];
  readonly lookups: FakeLookup[] = [];
  /** What the next socket for datagrams fails with. */
  refusal: ConnectError | undefined;

  /** The connection that was begun last. */
  get last(): FakeConnection {
    return lastOf(this.connections);
  }

  get lastLookup(): FakeLookup {
    return lastOf(this.lookups);
  }

  get lastDatagrams(): FakeDatagrams {
    return lastOf(this.datagramSockets);
  }

  /** How many are open, or being opened. */
  get open(): number {
    return [...this.connections, ...this.datagramSockets].filter(({ isClosed }) => !isClosed).length;
  }

  resolve(name: string, how: Resolution, done: FakeLookup["done"]): () => void {
    const lookup: FakeLookup = { name, how, done, isCancelled: false };
    this.lookups.push(lookup);
    return () => {
      lookup.isCancelled = true;
    };
  }

  connect(to: PeerAddress, localIp: string | undefined, done: (error?: ConnectError) => void): FakeConnection {
    const connection = new FakeConnection(to, localIp, done);
    this.connections.push(connection);
    return connection;
  }

  datagrams(to: PeerAddress, localIp: string | undefined): FakeDatagrams | ConnectError {
    if (this.refusal !== undefined) return this.refusal;
    const socket = new FakeDatagrams(to, localIp);
    this.datagramSockets.push(socket);
    return socket;
  }
}

export interface FakeLookup {
  readonly name: string;
  readonly how: Resolution;
  readonly done: (found: readonly string[] | ResolveFailure) => void;
  isCancelled: boolean;
}

/** What waits for something to read. */
class FakeSource<Item> {
  isClosed = false;
  protected readonly coming: Item[] = [];
  private arrived: (() => void) | undefined;

  watch(arrived: (() => void) | undefined): void {
    this.arrived = arrived;
  }

  close(): void {
    this.isClosed = true;
    this.arrived = undefined;
  }

  protected come(item: Item): void {
    this.coming.push(item);
    this.tell();
  }

  protected tell(): void {
    const { arrived } = this;
    this.arrived = undefined;
    arrived?.();
  }
}

export class FakeConnection extends FakeSource<string> implements Connection {
  readonly to: PeerAddress;
  readonly localIp: string | undefined;
  readonly descriptor = 9;
  sent = "";
  /** How many bytes go without waiting; those that wait go by {@link take}. */
  room = Number.POSITIVE_INFINITY;
  /** What the next write fails with. */
  writeError: HostError | undefined;
  tls: { readonly options: TlsOptions; readonly done: (outcome: TlsOutcome) => void } | undefined;
  private readonly done: (error?: ConnectError) => void;
  private end: null | HostError | undefined;
  private readonly options = new Map<SocketOption, number>();
  private writing: { rest: string; done: (error?: HostError) => void; progress: () => void } | undefined;

  constructor(to: PeerAddress, localIp: string | undefined, done: (error?: ConnectError) => void) {
    super();
    this.to = to;
    this.localIp = localIp;
    this.done = done;
  }

  accept(): void {
    this.done();
  }

  refuse(refusal: HostError, call: ConnectError["call"] = "connect"): void {
    this.done({ ...refusal, call });
  }

  give(text: string): void {
    this.come(text);
  }

  /** The peer ends its side, or the connection breaks. */
  finish(end: null | HostError = null): void {
    this.end = end;
    this.tell();
  }

  get hasEnded(): boolean {
    return this.end !== undefined;
  }

  readNow(): string | null | HostError | undefined {
    return this.coming.shift() ?? this.end;
  }

  write(text: string, done: (error?: HostError) => void, progress: () => void): "sent" | "later" | HostError {
    if (this.writeError !== undefined) return this.writeError;
    this.writing = { rest: text, done, progress };
    this.push();
    return this.writing === undefined ? "sent" : "later";
  }

  /** The peer reads so many bytes, which makes room for as many. */
  take(count: number): void {
    this.room += count;
    const { writing } = this;
    this.push();
    if (this.writing === undefined) writing?.done();
    else writing?.progress();
  }

  failWrite(error: HostError): void {
    const { writing } = this;
    this.writing = undefined;
    writing?.done(error);
  }

  setOption(option: SocketOption, value: number): void {
    this.options.set(option, value);
  }

  option(option: SocketOption): number {
    return this.options.get(option) ?? 0;
  }

  secure(options: TlsOptions, done: (outcome: TlsOutcome) => void): void {
    this.tls = { options, done };
  }

  private push(): void {
    const { writing } = this;
    if (writing === undefined) return;
    this.sent += writing.rest.slice(0, this.room);
    const { length } = writing.rest;
    writing.rest = writing.rest.slice(this.room);
    this.room = Math.max(0, this.room - length);
    if (writing.rest === "") this.writing = undefined;
  }
}

export class FakeDatagrams extends FakeSource<Uint8Array | HostError> implements DatagramSocket {
  readonly to: PeerAddress;
  readonly localIp: string | undefined;
  readonly sent: string[] = [];
  private done: ((error: HostError | undefined) => void) | undefined;

  constructor(to: PeerAddress, localIp: string | undefined) {
    super();
    this.to = to;
    this.localIp = localIp;
  }

  send(bytes: Uint8Array, done: (error: HostError | undefined) => void): void {
    this.sent.push(Buffer.from(bytes).toString("latin1"));
    this.done = done;
  }

  /** What was sent last has gone, or not. */
  sendEnds(error?: HostError): void {
    this.done?.(error);
  }

  give(what: string | HostError): void {
    this.come(typeof what === "string" ? Buffer.from(what, "latin1") : what);
  }

  receiveNow(): Uint8Array | HostError | undefined {
    return this.coming.shift();
  }
}

function lastOf<Item>(items: readonly Item[]): Item {
  const item = items[items.length - 1];
  if (item === undefined) throw new Error("there is none yet");
  return item;
}

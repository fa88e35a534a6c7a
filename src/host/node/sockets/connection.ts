import { writeSync } from "node:fs";
import type { OnReadOpts, Socket, SocketConstructorOpts, TcpSocketConnectOpts } from "node:net";
import { hostError } from "../../errno.ts";
import type {
  ConnectError,
  Connection,
  HostError,
  PeerAddress,
  SocketOption,
  TlsOptions,
  TlsOutcome,
} from "../../ports.ts";
import { builtin } from "../builtin.ts";
import { nodeByteText } from "../byte-text.ts";
import { asHostError } from "../strerror.ts";
import { connectError } from "./connect-error.ts";
import { SocketOptions } from "./options.ts";
import { startTls } from "./tls.ts";

/** How much is read ahead before the peer has to wait. */
const MOST_AHEAD = 262_144;
/** How much is read at once: V8 makes each text above 128 kB in memory of its own, which costs three times as much. */
const READ_BYTES = 114_688;
/** What is written goes in pieces of this size, so that a peer that reads slowly can be told from one that does not. */
const WRITE_PIECE = 262_144;

interface Write {
  readonly text: string;
  /** How much of it was handed to Node. */
  at: number;
  /** Set once `write` has answered "later". */
  readonly done: (error: HostError | undefined) => void;
  readonly progress: () => void;
}

/** Node's own, behind a socket from when it connects until it is closed. */
interface Handle {
  readonly fd?: number;
}

/** A socket of Node's which reads by itself up to a limit, and keeps what it has read for who asks. */
export class NodeConnection implements Connection {
  private socket: Socket;
  private readonly options = new SocketOptions();
  private connected: ((error: ConnectError | undefined) => void) | undefined;
  /** What was read and nobody has taken, oldest first. */
  private pieces: string[] = [];
  private aheadBytes = 0;
  private isPaused = false;
  /** What is written goes to the peer as it is. */
  private isPlain = true;
  private end: null | HostError | undefined;
  private arrived: (() => void) | undefined;
  private writing: Write | undefined;
  /** Why writing has failed, until somebody was told. */
  private writeError: HostError | undefined;
  private isClosed = false;
  /** The handle of Node's whose descriptor is known: to ask takes time. */
  private handle: Handle | undefined;
  private handleDescriptor: number | undefined;

  constructor(to: PeerAddress, localIp: string | undefined, connected: (error: ConnectError | undefined) => void) {
    const net = builtin<typeof import("node:net")>("node:net");
    this.connected = connected;
    const how: SocketConstructorOpts & { onread: OnReadOpts } = {
      allowHalfOpen: true,
      onread: { buffer: scratch, callback: (count) => this.received(nodeByteText.toText(scratch, 0, count)) },
    };
    const socket = new net.Socket(how);
    socket.once("connect", () => {
      // only so is the end noticed
      socket.resume();
      this.tellConnected(undefined);
    });
    this.socket = socket;
    this.listen(socket);
    try {
      if (isOfAnotherFamily(localIp, to)) {
        setImmediate(() => this.tellConnected({ ...hostError("EAFNOSUPPORT"), call: "bind" }));
      } else if ("path" in to) socket.connect({ path: nativePath(to.path) });
      else socket.connect(from(localIp, { host: to.ip, port: to.port }));
    } catch {
      // Node itself refuses what cannot be an address
      setImmediate(() => this.tellConnected({ ...hostError("EINVAL"), call: "connect" }));
    }
  }

  get hasEnded(): boolean {
    return this.end !== undefined;
  }

  readNow(): string | null | HostError | undefined {
    if (this.aheadBytes === 0) return this.takeEnd();
    const piece = this.pieces.shift() as string;
    this.aheadBytes -= piece.length;
    if (this.isPaused && this.aheadBytes < MOST_AHEAD && !this.isClosed) {
      this.isPaused = false;
      this.socket.resume();
      this.socket.read(0);
    }
    return piece;
  }

  watch(arrived: (() => void) | undefined): void {
    this.arrived = arrived;
    if (arrived !== undefined && (this.pieces.length > 0 || this.end !== undefined)) setImmediate(() => this.tell());
  }

  write(
    text: string,
    done: (error: HostError | undefined) => void,
    progress: () => void,
  ): "sent" | "later" | HostError {
    const { socket } = this;
    this.options.beforeWriting(socket);
    // whose stream is at its end has no descriptor any more
    const at = this.isPlain && this.writing === undefined ? this.writeAtOnce(text) : 0;
    if (at === text.length) return "sent";
    if (!socket.writable) return this.takeWriteError();
    const write: Write = { text, at, done, progress };
    if (this.push(write)) return "sent";
    this.writing = write;
    return "later";
  }

  setOption(option: SocketOption, value: number): void {
    this.options.set(this.socket, option, value);
  }

  option(option: SocketOption): number {
    return this.options.get(option);
  }

  get descriptor(): number | undefined {
    const { _handle: handle } = this.socket as { readonly _handle?: Handle | null };
    if (handle && handle === this.handle) return this.handleDescriptor;
    const descriptor = handle?.fd;
    // it gets one only when it connects
    if (handle && descriptor !== undefined && descriptor >= 0) {
      this.handle = handle;
      this.handleDescriptor = descriptor;
    }
    return descriptor;
  }

  secure(options: TlsOptions, done: (outcome: TlsOutcome) => void): void {
    const tell = (outcome: TlsOutcome) => {
      if (!this.isClosed) done(outcome);
    };
    this.isPlain = false;
    const { end } = this;
    if (end !== undefined && this.aheadBytes === 0) {
      setImmediate(() => tell({ closed: end ?? undefined }));
      return;
    }
    try {
      this.giveBack();
      const secured = startTls(this.socket, options, tell);
      secured.on("data", (bytes) => {
        if (!this.received(bytes.toString("latin1"))) secured.pause();
      });
      this.listen(secured);
    } catch (thrown) {
      // a file that cannot be read, ciphers that there are not, or a key of another certificate
      const detail = thrown instanceof Error ? thrown.message : "";
      const failure = /key values mismatch/.test(detail) ? "ssl set client private key failed" : "handshake failed";
      setImmediate(() => tell({ failure, detail }));
    }
  }

  /** What was read ahead is the beginning of what TLS reads. */
  private giveBack(): void {
    if (this.aheadBytes === 0 || this.end !== undefined) return;
    this.socket.pause();
    this.socket.unshift(Buffer.from(this.pieces.join(""), "latin1"));
    this.pieces = [];
    this.aheadBytes = 0;
  }

  close(): void {
    this.isClosed = true;
    this.connected = undefined;
    this.arrived = undefined;
    this.writing = undefined;
    this.pieces = [];
    this.aheadBytes = 0;
    this.socket.destroy();
  }

  /** Follows what becomes of a socket, which takes the place of the one before. */
  private listen(socket: Socket): void {
    this.socket = socket;
    const ifMine = (act: () => void) => {
      if (this.socket === socket) act();
    };
    socket.on("error", (error) => ifMine(() => this.failed(error)));
    socket.on("end", () => ifMine(() => this.peerEnded()));
    socket.on("close", () => ifMine(() => this.ended(null)));
  }

  /** Hands pieces to Node as long as they go out at once. @returns whether nothing is left to wait for */
  private push(write: Write): boolean {
    const { socket } = this;
    const { text } = write;
    while (write.at < text.length) {
      const piece = text.length <= WRITE_PIECE ? text : text.slice(write.at, write.at + WRITE_PIECE);
      write.at += piece.length;
      socket.write(piece, "latin1", this.written);
      // a write that fails at once tells why only later
      if (socket.writableLength > 0 || !socket.writable) return false;
    }
    return true;
  }

  /**
   * As much as the kernel takes without waiting, past the machinery of Node's streams, which takes as long as the call itself.
   * What goes wrong goes wrong again for the stream, which knows how to tell of it.
   * @returns how much it was
   */
  private writeAtOnce(text: string): number {
    const { descriptor } = this;
    if (descriptor === undefined || descriptor < 0 || text.length > WRITE_PIECE) return 0;
    try {
      return writeSync(descriptor, text, null, "latin1");
    } catch {
      return 0;
    }
  }

  /** Called for each piece; those that went at once are no news. */
  private readonly written = (error?: Error | null): void => {
    const { writing } = this;
    if (writing === undefined || (!error && this.socket.writableLength > 0)) return;
    if (error) this.writeError ??= asHostError(error);
    else if (writing.at < writing.text.length) {
      writing.progress();
      if (!this.push(writing)) return;
    }
    this.writing = undefined;
    writing.done(error ? this.takeWriteError() : undefined);
  };

  /** What broke the connection is told once, as the system does it: after that there is nobody to write to. */
  private takeWriteError(): HostError {
    const { writeError } = this;
    this.writeError = BROKEN_PIPE;
    if (this.end !== undefined) this.end = null;
    return writeError ?? BROKEN_PIPE;
  }

  private takeEnd(): null | HostError | undefined {
    if (this.end) this.writeError = BROKEN_PIPE;
    return this.end;
  }

  /** @returns whether there may be more */
  private received(piece: string): boolean {
    this.pieces.push(piece);
    this.aheadBytes += piece.length;
    this.isPaused = this.aheadBytes >= MOST_AHEAD;
    this.tell();
    return !this.isPaused;
  }

  private failed(thrown: Error): void {
    if (this.connected !== undefined) {
      this.tellConnected(connectError(thrown));
      return;
    }
    const error = asHostError(thrown);
    this.ended(this.writeError === undefined ? error : null);
    this.writeError ??= error;
  }

  /**
   * Where the peer has reset the connection behind its last bytes, libuv tells of an end. The system says what it was to whoever
   * writes, if it is nothing.
   */
  private peerEnded(): void {
    const { descriptor } = this;
    try {
      if (this.isPlain && descriptor !== undefined && descriptor >= 0) writeSync(descriptor, NOTHING);
    } catch (thrown) {
      if (asHostError(thrown).code !== BROKEN_PIPE.code) return this.failed(thrown as Error);
    }
    this.ended(null);
  }

  private ended(end: null | HostError): void {
    if (this.end !== undefined) return;
    this.end = end;
    this.tell();
  }

  private tellConnected(error: ConnectError | undefined): void {
    const { connected } = this;
    this.connected = undefined;
    connected?.(error);
  }

  private tell(): void {
    const { arrived } = this;
    this.arrived = undefined;
    arrived?.();
  }
}

const NOTHING = Buffer.alloc(0);
const BROKEN_PIPE = hostError("EPIPE");

/** One for all: what is read becomes text before anything else happens. */
const scratch = Buffer.allocUnsafeSlow(READ_BYTES);

function isOfAnotherFamily(localIp: string | undefined, to: PeerAddress): boolean {
  return localIp !== undefined && "ip" in to && localIp.includes(":") !== to.ip.includes(":");
}

function from(localIp: string | undefined, options: TcpSocketConnectOpts): TcpSocketConnectOpts {
  return localIp === undefined ? options : { ...options, localAddress: localIp };
}

/** Node takes paths as text; what is no UTF-8 cannot be named so. */
function nativePath(path: string): string {
  return Buffer.from(path, "latin1").toString();
}

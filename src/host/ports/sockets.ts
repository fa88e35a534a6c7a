/** The network, a part of the ports. */
import type { HostError } from "../ports.ts";

/** Where a socket leads: an IP address (as text) and a port, or the path of a Unix domain socket (a byte string). */
export type PeerAddress = { readonly ip: string; readonly port: number } | { readonly path: string };

/** How names become addresses. */
export interface Resolution {
  /** Which addresses a name may stand for. */
  readonly ipv4: boolean;
  readonly ipv6: boolean;
  /** Name servers to ask, as "8.8.8.8" or "[::1]:53"; none: whatever the system does. */
  readonly nameservers: readonly string[];
}

/** Why a name has no address: as name servers answer, or because none does. */
export type ResolveFailure =
  | "format error"
  | "server failure"
  | "not found"
  | "unimplemented"
  | "operation refused"
  | "no answer";

export type SocketOption = "keepalive" | "reuseaddr" | "tcp-nodelay" | "sndbuf" | "rcvbuf";

export interface TlsOptions {
  /** The name that the peer is asked for (SNI), and that its certificate must have where it is verified. */
  readonly serverName: string | undefined;
  readonly verifies: boolean;
  /** What to show to the peer where it asks for a certificate: a chain and its private key, in DER. */
  readonly identity?: { readonly chain: readonly string[]; readonly key: string };
  /** Of an earlier connection ({@link TlsOutcome}). */
  readonly session: unknown;
  /** The path of a file with the certificates to trust; undefined: none. */
  readonly trustedPath: string | undefined;
  /** OpenSSL's list. */
  readonly ciphers: string;
  /** As nginx names them: "TLSv1.2". */
  readonly protocols: readonly string[];
}

/**
 * A session to begin another connection with (undefined: there is none); or why there is no secure connection: what OpenSSL
 * calls the certificate's error, with its number, or another reason, with what OpenSSL said.
 */
export type TlsOutcome =
  | { readonly session: unknown }
  | { readonly certificateError: number; readonly reason: string }
  | {
      readonly failure: "certificate host mismatch" | "handshake failed" | "ssl set client private key failed";
      readonly detail: string;
    }
  /** The peer has ended the connection, or broken it. */
  | { readonly closed: HostError | undefined };

/** A stream to a peer. Of what the peer sends some is read ahead, and no more: then the peer waits for its reader. */
export interface Connection {
  /** Whether the peer has ended its side, or the connection has failed: as far as is known, and whatever is still to be read. */
  readonly hasEnded: boolean;
  /**
   * At least one byte, as a byte string, which scripts get without another conversion; null once the peer has ended its
   * side; undefined: nothing is there yet. The end stays.
   */
  readNow(): string | null | HostError | undefined;
  /**
   * Calls `arrived` once, in a later turn of the host, when there is something for {@link readNow}; in place of who waited
   * before. Undefined: nobody waits any more.
   */
  watch(arrived: (() => void) | undefined): void;
  /**
   * Writes all of a byte string. One write at a time.
   * @param done called once, never before `write` has returned, and not after `close`; only after the answer "later"
   * @param progress called, as `done`, when some have gone and others not
   * @returns "sent": all are out of our hands; "later": `done` will tell; or why it failed
   */
  write(text: string, done: (error: HostError | undefined) => void, progress: () => void): "sent" | "later" | HostError;
  /** As setsockopt(2) does, as far as the host can. */
  setOption(option: SocketOption, value: number): void;
  option(option: SocketOption): number;
  /** The number that the system knows it by; undefined where there is none. */
  readonly descriptor: number | undefined;
  /**
   * Begins TLS, as the client. Nothing may be read or written before it is done.
   * @param done called once, never before `secure` has returned, and not after `close`
   */
  secure(options: TlsOptions, done: (outcome: TlsOutcome) => void): void;
  /** Also ends connecting. What was written goes out still. */
  close(): void;
}

/** A socket for datagrams from and to one peer. */
export interface DatagramSocket {
  /** Sends one. @param done called once, never before `send` has returned, and not after `close` */
  send(bytes: Uint8Array, done: (error: HostError | undefined) => void): void;
  /** The next one that came, or an error that the system told of an earlier one; undefined: nothing. */
  receiveNow(): Uint8Array | HostError | undefined;
  /** As {@link Connection.watch}, for {@link receiveNow}. */
  watch(arrived: (() => void) | undefined): void;
  close(): void;
}

/** Why there is no connection: the address to come from will not do, or the peer cannot be reached. */
export interface ConnectError extends HostError {
  readonly call: "bind" | "connect";
}

export interface Sockets {
  /**
   * Looks a name up.
   * @param done called once, never before `resolve` has returned, and not after the cancelling
   * @returns what cancels
   */
  resolve(name: string, how: Resolution, done: (found: readonly string[] | ResolveFailure) => void): () => void;
  /**
   * Connects to a peer.
   * @param localIp an address of this computer to come from; undefined: any
   * @param done called once, never before `connect` has returned, and not after `close`
   */
  connect(to: PeerAddress, localIp: string | undefined, done: (error: ConnectError | undefined) => void): Connection;
  datagrams(to: PeerAddress, localIp: string | undefined): DatagramSocket | ConnectError;
}

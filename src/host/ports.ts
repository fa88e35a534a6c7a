/**
 * The outside, as the core sees it. src/host/node, browser and virtual implement these; the core never touches the outside
 * in another way.
 *
 * A byte string is a string whose characters are bytes, 0-255, as the Lua machine keeps its strings. Paths and names are
 * byte strings, so that names which are no valid UTF-8 can be used; data goes in and out as `Uint8Array`.
 *
 * What fails at run time is returned as a {@link HostError}, never thrown.
 */

/** Why the operating system refused, in C's words. */
export interface HostError {
  /** The name of the error, such as "ENOENT". */
  readonly code: string;
  /** Its number on Linux, which scripts see as the third result of `io.open`. */
  readonly errno: number;
  /** The text of C's `strerror`: "No such file or directory". */
  readonly message: string;
}

/**
 * Byte strings to bytes and back. The machine has a portable one (src/vm/byte-text.ts); a host that has a faster way
 * gives its own.
 */
export interface ByteText {
  /** All of `bytes`, or those from `from` on and before `to`. */
  toText(bytes: Uint8Array, from?: number, to?: number): string;
  /** `text` must be a byte string. */
  toBytes(text: string): Uint8Array;
  /** Puts the bytes of a byte string into `bytes`, from `at` on. There must be room for them. */
  write(text: string, bytes: Uint8Array, at: number): void;
}

/** What a file is opened for, as the flags of `open(2)` rather than as the letters of `fopen`. */
export interface OpenMode {
  readonly read: boolean;
  readonly write: boolean;
  /** Every write goes to the end. */
  readonly append: boolean;
  readonly create: boolean;
  readonly truncate: boolean;
  /** Together with `create`: the file must not exist yet. */
  readonly exclusive: boolean;
}

export type Whence = "set" | "cur" | "end";

/** An open file. All of it is synchronous and unbuffered; the machine keeps the buffers. */
export interface FileHandle {
  readonly isTTY: boolean;
  /** At least one byte and at most `length`, from the present position on; none at the end of the file. */
  read(length: number): Uint8Array | HostError;
  /** Writes all of `bytes`. They belong to the caller again afterwards. */
  write(bytes: Uint8Array): HostError | undefined;
  /** Moves the position by `offset` (a whole number) from the start, the position or the end; returns the new one. */
  seek(whence: Whence, offset: number): number | HostError;
  /** Passes on what the implementation holds back, if it does. */
  flush(): HostError | undefined;
  /** Call once; the handle is of no use afterwards, whatever the answer. */
  close(): HostError | undefined;
}

export interface Files {
  open(path: string, mode: OpenMode): FileHandle | HostError;
  /** A new file without a name, to read and write, that is gone when closed. */
  openTemporary(): FileHandle | HostError;
  /** Creates an empty file and returns its path, as `os.tmpname` does. */
  temporaryName(): string | HostError;
  rename(from: string, to: string): HostError | undefined;
  /** Removes a file, or a folder that is empty. */
  remove(path: string): HostError | undefined;
  exists(path: string): boolean;
  isDirectory(path: string): boolean;
  /** A whole file at once, for loading source. */
  readWhole(path: string): Uint8Array | HostError;
}

export interface StandardInput {
  readonly isTTY: boolean;
  /** Whether reading can wait for someone: a pipe or a terminal, but not a file. */
  readonly mayBlock: boolean;
  /** Waits for bytes and returns at least one and at most `max`; null at the end. The host stands still meanwhile. */
  readSync(max: number): Uint8Array | null | HostError;
  /**
   * As {@link readSync} without holding up the host. One read at a time.
   * @param done called once, never before `read` has returned, and not after the cancelling
   * @returns what cancels; bytes that come later are kept for the next read
   */
  read(max: number, done: (bytes: Uint8Array | null | HostError) => void): () => void;
}

export interface StandardOutput {
  readonly isTTY: boolean;
  /** Writes now, or keeps a copy for later. An error may concern bytes of earlier writes. */
  write(bytes: Uint8Array): HostError | undefined;
  /** Writes what was kept. */
  flush(): HostError | undefined;
}

export interface Stdio {
  readonly stdin: StandardInput;
  /** The one road to standard output: whatever prints goes through it, so that order is kept. */
  readonly stdout: StandardOutput;
  readonly stderr: StandardOutput;
}

export interface Environment {
  /** The value of a variable, both as byte strings. */
  get(name: string): string | undefined;
  names(): readonly string[];
  /** The path of the current folder, where the host has one. */
  currentDirectory?(): string;
}

/** How local time stands to UTC at some moment. */
export interface ZoneOffset {
  /** Seconds to add to UTC. */
  readonly offsetSeconds: number;
  readonly isDaylightSaving: boolean;
  /** The zone's name at that time, such as "CET" or "+03". */
  readonly abbreviation: string;
}

/** The calendar's time, and the time that computing took. */
export interface SystemTime {
  /** Milliseconds since 1970, with a fraction where the host has one. */
  nowMs(): number;
  /** Seconds of processor time that the process has used. */
  cpuSeconds(): number;
  zoneAt(epochSeconds: number): ZoneOffset;
}

/** Signals from and to other processes. */
export interface Signals {
  /**
   * Calls `handler` whenever the signal (a name such as "SIGHUP") arrives, in place of what it does by default.
   * @returns what ends that
   */
  on(name: string, handler: () => void): () => void;
  /**
   * Sends a signal, as kill(2) does: a process id below 1 means several processes, and signal 0 only asks whether it could be
   * sent. Both are whole numbers of 32 bits.
   */
  send(pid: number, signal: number): HostError | undefined;
}

/** Chance that nobody can foresee. */
export interface Random {
  bytes(count: number): Uint8Array;
}

/** The host's garbage collector. */
export interface Collector {
  /** Forces a collection in a later turn of the host, then calls `done` once finalizers have been called. */
  collect(done: () => void): void;
  /** Bytes that live objects take. */
  memoryInUse(): number;
}

/** The dictionaries that the workers of a server share (`lua_shared_dict`), by name. */
export type SharedStore = ReadonlyMap<string, SharedDict>;

export type SharedValue = string | number | boolean;

/** What a shared dictionary has under a key, as it is until the next call. */
export interface SharedEntry {
  /** Undefined: a list. */
  readonly value: SharedValue | undefined;
  /** A signed 32-bit number of the script's own. */
  readonly flags: number;
  /** Milliseconds since 1970, the last at which it is there; 0: for ever. */
  readonly expiresAtMs: number;
}

/**
 * A dictionary of bounded size, which forgets what has not been used for longest. Keys and strings are byte strings. A time to
 * live is in whole milliseconds; 0 and less is for ever. `nowMs` is the caller's time, in milliseconds since 1970.
 */
export interface SharedDict {
  readonly capacityBytes: number;
  /** Bytes of memory pages that nothing is in. */
  readonly freeBytes: number;
  /** Whether the last {@link store} or {@link increment} had to forget what had not expired. */
  readonly hasEvicted: boolean;
  /** Undefined where there is none, or only an expired one. */
  get(key: string, nowMs: number): SharedEntry | undefined;
  /** As {@link get}, expired or not. */
  getStale(key: string, nowMs: number): SharedEntry | undefined;
  /** As {@link getStale}; the entry does not count as used. */
  peek(key: string): SharedEntry | undefined;
  /**
   * @param how "add": only where there is none; "replace": only where there is one
   * @param evicts whether others may be forgotten for it
   * @returns why it was not stored
   */
  store(
    how: "set" | "add" | "replace",
    evicts: boolean,
    key: string,
    value: SharedValue,
    ttlMs: number,
    flags: number,
    nowMs: number,
  ): "exists" | "not found" | "no memory" | undefined;
  delete(key: string, nowMs: number): void;
  /**
   * Adds to a number.
   * @param start where there is none: what it begins with, and then lives for `ttlMs`
   * @returns the sum, or why there is none
   */
  increment(
    key: string,
    by: number,
    start: number | undefined,
    ttlMs: number,
    nowMs: number,
  ): number | "not found" | "not a number" | "no memory";
  /** Gives an entry, expired or not, a new time to live. @returns false where there is none */
  expire(key: string, ttlMs: number, nowMs: number): boolean;
  /** Puts a value to an end of a list, and makes the list if there is none. @returns its new length, or why not */
  push(
    end: ListEnd,
    key: string,
    value: string | number,
    nowMs: number,
  ): number | "value not a list" | "no memory" | "no memory for a list";
  /** Takes a value off a list; undefined where there is none. */
  pop(end: ListEnd, key: string, nowMs: number): { readonly value: string | number } | "value not a list" | undefined;
  /** The length of a list; 0 where there is none. */
  length(key: string, nowMs: number): number | "value not a list";
  /** Lets everything expire. */
  flushAll(nowMs: number): void;
  /** Forgets up to `most` entries that have expired. @returns how many it were */
  flushExpired(most: number, nowMs: number): number;
  /** Up to `most` keys of entries that have not expired, the one that was not used for longest first. */
  keys(most: number, nowMs: number): string[];
}

export type ListEnd = "left" | "right";

/** What becomes of a child's stream. "null": it reads nothing, or what it writes is lost. */
export type ChildStream = "pipe" | "inherit" | "null";

export interface ChildOptions {
  /** The program, looked for as `execvp(3)` does, and the words that it gets: byte strings, cut off at a zero byte. */
  readonly argv: readonly [string, ...string[]];
  /** The program, where the first of these words is only what it is told that it is called. */
  readonly file?: string;
  /** Lines "NAME=value", as byte strings, in place of this process's variables. The program is still found by those. */
  readonly environment?: readonly string[];
  readonly stdin: ChildStream;
  readonly stdout: ChildStream;
  /** "stdout": one pipe, or whatever it is, for both. */
  readonly stderr: ChildStream | "stdout";
  /** Whether it leads a group of processes of its own (and a session), which signals then reach as a whole. */
  readonly group: boolean;
}

/** How a child ended: with an exit code, or by a signal's number. */
export interface ChildExit {
  readonly reason: "exit" | "signal";
  readonly status: number;
}

/** Our end of a pipe that a child writes. Nothing is read before it is asked for, so the child waits for its reader. */
export interface ReadableEnd {
  /** At least one byte and at most `max`; null at the end; undefined: nothing is there yet. */
  readNow(max: number): Uint8Array | null | HostError | undefined;
  /**
   * Waits for bytes. One read at a time.
   * @param done called once, never before `read` has returned, and not after the cancelling or `close`
   * @returns what cancels; bytes that come later are kept for the next read
   */
  read(max: number, done: (bytes: Uint8Array | null | HostError) => void): () => void;
  /** As {@link read}; the host stands still meanwhile. Not while a read is waiting. */
  readSync(max: number): Uint8Array | null | HostError;
  close(): void;
}

/** Our end of a pipe that a child reads. */
export interface WritableEnd {
  /** Writes as much as goes without waiting. @returns how many bytes it were */
  writeNow(bytes: Uint8Array): number | HostError;
  /**
   * Writes all of `bytes`, which nobody may change meanwhile. One write at a time.
   * @param done called once, never before `write` has returned, and not after the cancelling or `close`
   * @param progress called, as `done`, when some have gone and others not
   * @returns what cancels; the bytes that were not written yet are dropped
   */
  write(bytes: Uint8Array, done: (error: HostError | undefined) => void, progress?: () => void): () => void;
  /** Writes all of `bytes`; the host stands still meanwhile. Not while a write is under way. */
  writeSync(bytes: Uint8Array): HostError | undefined;
  close(): void;
}

export interface Child {
  readonly pid: number;
  /** The ends of what was asked to be a pipe. */
  readonly stdin: WritableEnd | undefined;
  readonly stdout: ReadableEnd | undefined;
  readonly stderr: ReadableEnd | undefined;
  /** Undefined while it runs. Once it is set there is no such process any more. */
  readonly exit: ChildExit | undefined;
  /** Calls `handler` when it has ended, in a later turn of the host. Its streams may still hold output then. */
  onExit(handler: (exit: ChildExit) => void): void;
  /** Waits for its end; the host stands still meanwhile. */
  waitSync(): ChildExit;
  /**
   * Calls `handler`, in a later turn of the host, where the program could not be executed. As after a `fork` there is a
   * process all the same: it ends at once with status 1.
   */
  onFailedStart(handler: (error: HostError) => void): void;
  /** Sends a signal by its number; 0 sends none. Error ESRCH once it has ended. */
  kill(signal: number): HostError | undefined;
  /** Closes all pipes. */
  closeAll(): void;
}

/** Why there is no child: the system has no more pipes, or no more processes. */
export interface SpawnError extends HostError {
  readonly call: "pipe" | "fork";
}

export interface Processes {
  /** Starts a program. Children that still run when this process ends are killed. */
  spawn(options: ChildOptions): Child | SpawnError;
  /** Runs a program to its end, with the streams of this process; the host stands still meanwhile. */
  runSync(options: Pick<ChildOptions, "argv" | "file">): ChildExit | SpawnError;
}

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
  | { readonly failure: "certificate host mismatch" | "handshake failed"; readonly detail: string };

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
/** PCRE2, for the regular expressions that JavaScript's own do not match alike. Asked once, by the first that needs it. */
export interface Pcre2Loader {
  /** The file of the package pcre2-wasm. */
  binary(): Uint8Array;
  /** A WebAssembly.Module of that, with some bytes changed. */
  compile(bytes: Uint8Array): object;
}

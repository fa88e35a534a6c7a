/**
 * The outside, as the core sees it. src/host/node, browser and virtual implement these; the core never touches the outside
 * in another way.
 *
 * A byte string is a string whose characters are bytes, 0-255, as the Lua machine keeps its strings. Paths and names are
 * byte strings, so that names which are no valid UTF-8 can be used; data goes in and out as `Uint8Array`.
 *
 * What fails at run time is returned as a {@link HostError}, never thrown.
 */
export type * from "./ports/cells.ts";
export type * from "./ports/certificates.ts";
export type * from "./ports/sockets.ts";
export type * from "./ports/threads.ts";

/** Why the operating system refused, or a permission, in C's words. */
export interface HostError {
  /** The name of the error, such as "ENOENT". */
  readonly code: string;
  /** Its number on Linux, which scripts see as the third result of `io.open`. */
  readonly errno: number;
  /** The text of C's `strerror`: "No such file or directory". */
  readonly message: string;
  /** The permission for lack of which it is, where it was not the system that refused. */
  readonly lacks?: "read" | "write";
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

/** Files whose folders can be listed and made. */
export interface FileTree extends Files {
  /** The names in a folder, in no order. */
  list(path: string): readonly string[] | HostError;
  makeFolder(path: string): HostError | undefined;
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
  /** Set where it may not be started: then it is as with a program that cannot be executed for this reason. */
  readonly refused?: HostError;
  /** Whether it leads a group of processes of its own (and a session), which signals then reach as a whole. */
  readonly group: boolean;
  /** Set for a command of the shell that ignores SIGPIPE, as does all that it starts: nginx's children inherit that. */
  readonly ignoresBrokenPipes?: boolean;
}

/** Linux gives a program no longer word. */
export const LONGEST_WORD = 131_071;

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
  runSync(options: Pick<ChildOptions, "argv" | "file" | "ignoresBrokenPipes">): ChildExit | SpawnError;
}

/** PCRE2, for the regular expressions that JavaScript's own do not match alike. Asked once, by the first that needs it. */
export interface Pcre2Loader {
  /** The file of the package pcre2-wasm. */
  binary(): Uint8Array;
  /** A WebAssembly.Module of that, with some bytes changed. */
  compile(bytes: Uint8Array): object;
}

/** A file as C's stdio has it: a channel with buffers. This is what a file handle of Lua holds. */
import type { HostError, Whence } from "../../../host/ports.ts";
import { BAD_DESCRIPTOR, type Channel } from "./channel.ts";
import { Input } from "./input.ts";

/** When written bytes go out: at once, at a line break, or when enough have come together. */
export type Buffering = "no" | "line" | "full";

/** How much of a file's output glibc keeps, whatever size `setvbuf` names. */
const BLOCK = 4096;

export class OpenFile {
  readonly channel: Channel;
  /** Standard files cannot be closed. */
  readonly isStandard: boolean;
  readonly input = new Input();
  isClosed = false;
  private output: string[] = [];
  private outputLength = 0;
  private buffering: Buffering = "full";
  /** Whether what is written next goes into the buffer as far as it has room: else whole blocks pass it by. */
  private hasRoom = false;

  private readonly onClosed: (() => void) | undefined;

  constructor(channel: Channel, isStandard: boolean, onClosed?: () => void) {
    this.channel = channel;
    this.isStandard = isStandard;
    this.onClosed = onClosed;
  }

  write(text: string): HostError | undefined {
    if (text === "") return undefined;
    if (!this.channel.isWritable) return BAD_DESCRIPTOR;
    const moved = this.forgetInput();
    if (moved !== undefined) return moved;
    if (this.channel.buffersOutput) {
      const error = this.channel.write(text);
      return error ?? (this.mustFlush(text) ? this.channel.flush() : undefined);
    }
    if (this.buffering === "no") return this.flush() ?? this.channel.write(text);
    return this.keep(text) ?? (this.mustFlush(text) ? this.flushLines() : undefined);
  }

  /** Writes what is in the buffer. An error loses it, as there is nobody left to tell of a second try. */
  flush(): HostError | undefined {
    if (this.outputLength > 0) {
      const { output } = this;
      this.output = [];
      this.outputLength = 0;
      const error = this.channel.write(output.length === 1 ? (output[0] as string) : output.join(""));
      if (error !== undefined) return error;
    }
    return this.channel.flush();
  }

  /** "no" stays: in glibc it leaves a buffer of one byte. */
  setBuffering(buffering: Buffering): void {
    if (this.buffering === "no") return;
    this.buffering = buffering;
    if (buffering === "no") this.flush();
  }

  /** Reads once into the buffer, which must be empty. False at the end of the file. */
  fill(length: number): boolean | HostError {
    const error = this.beforeReading();
    if (error !== undefined) return error;
    const text = this.channel.read(length);
    if (typeof text !== "string") return text;
    this.input.add(text);
    return text !== "";
  }

  /** What must be done before anything is read from the channel; an error where that cannot be. */
  beforeReading(): HostError | undefined {
    if (!this.channel.isReadable) return BAD_DESCRIPTOR;
    this.hasRoom = false;
    return this.outputLength > 0 ? this.flush() : undefined;
  }

  /** The new position. What was buffered for reading is forgotten. */
  seek(whence: Whence, offset: number): number | HostError {
    const error = this.flush();
    if (error !== undefined) return error;
    this.hasRoom = false;
    const ahead = whence === "cur" ? this.input.length : 0;
    const position = this.channel.seek(whence, offset - ahead);
    if (typeof position === "number") this.input.clear();
    return position;
  }

  /** Closes it; it counts as closed even when an error is answered. */
  close(): HostError | undefined {
    this.isClosed = true;
    this.onClosed?.();
    const error = this.flush();
    this.input.clear();
    return this.channel.close() ?? error;
  }

  /** Puts `text` into the buffer. What does not fit lets the buffer out, and is kept but for its whole blocks. */
  private keep(text: string): HostError | undefined {
    const fitting = this.hasRoom ? text.slice(0, BLOCK - this.outputLength) : "";
    this.hasRoom = true;
    this.add(fitting);
    if (fitting.length === text.length) return undefined;
    const error = this.flush();
    if (error !== undefined) return error;
    const rest = text.slice(fitting.length);
    const blocks = rest.length - (rest.length % BLOCK);
    const failed = blocks === 0 ? undefined : this.channel.write(rest.slice(0, blocks));
    if (failed === undefined) this.add(rest.slice(blocks));
    return failed;
  }

  private flushLines(): HostError | undefined {
    const text = this.output.join("");
    const end = text.lastIndexOf("\n") + 1;
    this.output = [];
    this.outputLength = 0;
    this.add(text.slice(0, end));
    const error = this.flush();
    if (error === undefined) this.add(text.slice(end));
    return error;
  }

  private add(text: string): void {
    if (text === "") return;
    this.output.push(text);
    this.outputLength += text.length;
  }

  private mustFlush(text: string): boolean {
    return this.buffering === "no" || (this.buffering === "line" && text.includes("\n"));
  }

  /** Goes back to where the script has read to, before something is written there. */
  private forgetInput(): HostError | undefined {
    if (this.input.isEmpty) return undefined;
    const position = this.channel.seek("cur", -this.input.length);
    if (typeof position !== "number") return position;
    this.input.clear();
    return undefined;
  }
}

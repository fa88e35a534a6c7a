/** What `lua_capture_error_log` keeps of the error log for `errlog.get_logs`: the newest lines, up to a size. */

export interface CapturedLine {
  readonly level: number;
  /** Seconds since 1970, with milliseconds. */
  readonly timeSeconds: number;
  /** The whole line, without its end. */
  readonly text: string;
}

/** What each line takes in the reference's ring besides its text. */
const HEADER_BYTES = 16;
const DEBUG = 8;

export class ErrorLogBuffer {
  /** `errlog.set_filter_level`: lines with a higher number are not captured. */
  filterLevel = DEBUG;
  private readonly bytes: number;
  private used = 0;
  private lines: CapturedLine[] = [];
  /** How many of {@link lines} are gone from the front. */
  private taken = 0;

  /** @param bytes the directive's size */
  constructor(bytes: number) {
    this.bytes = bytes;
  }

  /** Adds a line, at the cost of the oldest ones. One that could never fit is left out. */
  add(line: CapturedLine): void {
    if (line.level > this.filterLevel) return;
    const bytes = HEADER_BYTES + line.text.length;
    if (bytes > this.bytes) return;
    while (this.used + bytes > this.bytes) this.take();
    this.used += bytes;
    this.lines.push(line);
  }

  /** The oldest line, which is removed, or undefined. */
  take(): CapturedLine | undefined {
    const line = this.lines[this.taken];
    if (line === undefined) return undefined;
    this.taken++;
    this.used -= HEADER_BYTES + line.text.length;
    if (this.taken > 100 && this.taken * 2 > this.lines.length) {
      this.lines = this.lines.slice(this.taken);
      this.taken = 0;
    }
    return line;
  }
}

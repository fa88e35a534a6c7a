/** What scripts print and are refused, until a call tells of it. */
import { Kill } from "../../vm/errors.ts";
import type { SandboxHost } from "../host.ts";
import { joinedBytes } from "../joined-bytes.ts";
import { REASONS } from "../limits.ts";
import type { Progress } from "../sandbox.ts";

const MOST_DENIED = 1000;

type Told = Pick<Progress, "stdout" | "stderr" | "stdoutBytes" | "stderrBytes" | "denied">;

export class CallOutput {
  private readonly host: SandboxHost;
  private readonly mostBytes: number;
  /** In the call under way. */
  private printedBytes = 0;
  /** What no call has told of yet. In real time something may happen between two. */
  private printed: Record<"stdout" | "stderr", Uint8Array[]> = { stdout: [], stderr: [] };
  private denied: string[] = [];

  /** @param mostBytes how much may be printed during a call */
  constructor(host: SandboxHost, mostBytes: number) {
    this.host = host;
    this.mostBytes = mostBytes;
  }

  /** Another call. */
  begin(): void {
    this.printedBytes = 0;
  }

  /** A script prints. @throws Kill where that is too much */
  print(stream: "stdout" | "stderr", bytes: Uint8Array): void {
    const room = Math.max(0, this.mostBytes - this.printedBytes);
    this.keep(stream, bytes.slice(0, room));
    this.printedBytes += bytes.length;
    if (this.printedBytes > this.mostBytes) throw new Kill(REASONS.outputBytes);
  }

  /** What no script has printed counts towards no limit. */
  keep(stream: "stdout" | "stderr", bytes: Uint8Array): void {
    const { onPrinted } = this.host;
    if (onPrinted === undefined) this.printed[stream].push(bytes);
    else if (bytes.length > 0) onPrinted(stream, bytes);
  }

  noteDenied(what: string): void {
    if (this.denied.length < MOST_DENIED) this.denied.push(what);
  }

  /** All that has come since the last call has told of it. */
  take(): Told {
    const { printed, denied } = this;
    this.printed = { stdout: [], stderr: [] };
    this.denied = [];
    const [stdoutBytes, stderrBytes] = [joinedBytes(printed.stdout), joinedBytes(printed.stderr)];
    return {
      stdout: new TextDecoder().decode(stdoutBytes),
      stderr: new TextDecoder().decode(stderrBytes),
      stdoutBytes,
      stderrBytes,
      denied,
    };
  }
}

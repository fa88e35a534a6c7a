import type { Stdio } from "../ports.ts";
import { NodeInput } from "./standard-input.ts";
import { BufferedOutput, unbufferedOutput } from "./standard-output.ts";
import { unheard, type Waits } from "./waits.ts";

export interface NodeStdioOptions {
  /** Told once, when nobody reads standard output any more; the writes that follow fail with EPIPE. */
  readonly onBrokenPipe?: () => void;
  /** Told when reading waits, and when writing waits for long. */
  readonly waits?: Waits;
}

export interface NodeStdio extends Stdio {
  readonly stdout: BufferedOutput;
}

/**
 * The standard streams of this process; make one only. Nothing of what was written is lost when the process ends by
 * `process.exit` or by itself.
 */
export function nodeStdio({ onBrokenPipe = () => {}, waits = unheard }: NodeStdioOptions = {}): NodeStdio {
  const stdout = new BufferedOutput(1, waits, onBrokenPipe);
  const flush = () => {
    stdout.flush();
  };
  process.once("exit", () => stdout.finish());
  const stderr = unbufferedOutput(2, waits, stdout.isTTY ? flush : () => {});
  return { stdin: new NodeInput(waits, flush), stdout, stderr };
}

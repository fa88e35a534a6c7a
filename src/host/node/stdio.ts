import type { Stdio } from "../ports.ts";
import { NodeInput } from "./standard-input.ts";
import { BufferedOutput, unbufferedOutput } from "./standard-output.ts";

export interface NodeStdioOptions {
  /** Told once, when nobody reads standard output any more; the writes that follow fail with EPIPE. */
  readonly onBrokenPipe?: () => void;
}

/**
 * The standard streams of this process; make one only. Nothing of what was written is lost when the process ends by
 * `process.exit` or by itself.
 */
export function nodeStdio(options: NodeStdioOptions = {}): Stdio {
  const stdout = new BufferedOutput(1, options.onBrokenPipe ?? (() => {}));
  const flush = () => {
    stdout.flush();
  };
  process.once("exit", flush);
  const stderr = unbufferedOutput(2, stdout.isTTY ? flush : () => {});
  return { stdin: new NodeInput(flush), stdout, stderr };
}

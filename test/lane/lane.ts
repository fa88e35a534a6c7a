/** A process that runs test files, one after the other: starting one for each file costs more than most files take. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { END, type Report, type Totals } from "./report.ts";

const INSIDE = fileURLToPath(new URL("./inside.ts", import.meta.url));

export class Lane {
  private process: ChildProcess | undefined;

  /**
   * Runs a file of test/.
   * @param tell hears what it prints
   */
  async run(file: string, tell: (text: string) => void): Promise<Totals> {
    this.process ??= fork(INSIDE, { stdio: ["ignore", "pipe", "pipe", "ipc"] });
    const { process } = this;
    const { stdout, stderr } = process;
    if (stdout === null || stderr === null) throw new Error("the lane has no output");
    stdout.setEncoding("utf8");
    stderr.setEncoding("utf8");
    return new Promise((resolve) => {
      let held = "";
      const hear = (text: string) => {
        const [printed = "", totals, end] = (held + text).split(END);
        const isWhole = end !== undefined;
        // what may become an end, or is one in part, is held back
        const certain = totals === undefined && printed.endsWith("\0") ? printed.length - 1 : printed.length;
        tell(printed.slice(0, certain));
        held = (held + text).slice(certain);
        if (!isWhole) return;
        const report = JSON.parse(totals ?? "") as Report;
        if (report.isStuck) this.process = undefined;
        done(report);
      };
      const close = async (status: number | null) => {
        this.process = undefined;
        tell(
          `\n  FAIL  ${file}: ${status === 0 ? "waits for something that can never happen" : "ended the process"}\n`,
        );
        done({ passed: 0, failed: 1, skipped: 0 });
      };
      const done = (totals: Totals) => {
        stdout.off("data", hear);
        stderr.off("data", tell);
        process.off("close", close);
        resolve(totals);
      };
      stdout.on("data", hear);
      stderr.on("data", tell);
      process.on("close", close);
      process.send(file);
    });
  }

  async close(): Promise<void> {
    const { process } = this;
    if (process === undefined) return;
    const closed = once(process, "exit");
    process.disconnect();
    await closed;
  }
}

/** Runs the built command line in processes of their own, as many at a time as there are processors. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));
export const executable = `${root}dist/ngxbox.cjs`;

export interface Ended {
  /** The exit status, or the signal's name. */
  readonly exit: number | string;
  /** Bytes as characters. */
  readonly stdout: string;
  readonly stderr: string;
}

export interface Surroundings {
  /** What standard input holds; null: nothing, and it stays open. */
  readonly input?: string | null;
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Called at the first output. */
  readonly atOutput?: (child: ChildProcessWithoutNullStreams) => void;
  /** Called whenever something is written to standard error. */
  readonly atError?: (child: ChildProcessWithoutNullStreams) => void;
}

/** Runs `program` with `argv`; after a minute, which is far more than any takes, it is killed. */
export async function run(program: string, argv: readonly string[], around: Surroundings = {}): Promise<Ended> {
  await turn();
  try {
    const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, ...inherited } = process.env;
    const child = spawn(program, argv, {
      cwd: around.cwd,
      env: { ...inherited, ...around.env },
      timeout: 60_000,
      killSignal: "SIGKILL",
    });
    child.stdin.on("error", () => {}); // whoever ends early does not read all of it
    if (typeof around.input === "string") child.stdin.end(around.input, "latin1");
    if (around.atOutput !== undefined) child.stdout.once("data", () => around.atOutput?.(child));
    if (around.atError !== undefined) child.stderr.on("data", () => around.atError?.(child));
    const ended = once(child, "close");
    const [stdout, stderr] = [textOf(child.stdout), textOf(child.stderr)];
    const [status, signal] = await ended;
    return { exit: status ?? signal, stdout: await stdout, stderr: await stderr };
  } finally {
    running--;
    waiting.shift()?.();
  }
}

/** `ngxbox ARGV...` with nothing on standard input, if not said otherwise. */
export function ngxbox(argv: readonly string[], around: Surroundings = {}): Promise<Ended> {
  return run(process.execPath, [executable, ...argv], { input: "", ...around });
}

/** `ngxbox` as the first word of a shell's text. */
export function shell(text: string, around: Surroundings = {}): Promise<Ended> {
  const define = `ngxbox() { "${process.execPath}" "${executable}" "$@"; }\n`;
  return run("bash", ["-c", define + text], { input: "", ...around });
}

const AT_A_TIME = availableParallelism();
let running = 0;
const waiting: (() => void)[] = [];

async function turn(): Promise<void> {
  if (running >= AT_A_TIME) await new Promise<void>((done) => waiting.push(done));
  running++;
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString("latin1");
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync } from "node:fs";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { Socket } from "node:net";
import { constants, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Outcome, RecordedCase } from "./cases.ts";
import { normalise } from "./normalise.ts";
import { openPipes, type Pipe } from "./pipes.ts";
import { startPeer } from "./servers.ts";
import { shellWords } from "./shell-words.ts";

const timeoutMs = 20_000;

/** Runs one case in a folder of its own, with the peer it asks for. `command` is what stands in front of the case's words. */
export async function runCase(recorded: RecordedCase, command: readonly string[]): Promise<Outcome> {
  // as long as the folders of the recordings: a path in a message is cut at a length
  const folder = await realpath(await mkdtemp(join(tmpdir(), "case_00")));
  const peer = recorded.server === undefined ? undefined : await startPeer(recorded.server);
  try {
    if (recorded.lua !== undefined) await writeBytes(join(folder, "t.lua"), recorded.lua);
    for (const [name, content] of recorded.files) await writeBytes(join(folder, name), content);
    const words = shellWords(recorded.args).map((word) => (word === "{}" ? "t.lua" : decoded(word)));
    const options = peer ? ["--main-conf", "env PORT;"] : [];
    const got = await run([...command, ...options, ...words], {
      folder,
      stdin: recorded.stdin,
      env: { ...environment(recorded), ...(peer && { PORT: String(peer.port) }) },
    });
    return { ...got, stdout: normalise(got.stdout, folder), stderr: normalise(got.stderr, folder) };
  } finally {
    await peer?.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Surroundings {
  readonly folder: string;
  readonly stdin: string;
  readonly env: NodeJS.ProcessEnv;
}

async function run([program = "", ...argv]: string[], { folder, stdin, env }: Surroundings): Promise<Outcome> {
  const [input, ...outputs] = (await openPipes(3)) as [Pipe, Pipe, Pipe];
  const child = spawn(program, argv, { cwd: folder, env, stdio: [input.read, outputs[0].write, outputs[1].write] });
  for (const fd of [input.read, outputs[0].write, outputs[1].write]) closeSync(fd);
  const ended = once(child, "exit");
  const writing = new Socket({ fd: input.write, readable: false, writable: true });
  writing.on("error", () => {}).end(stdin, "latin1"); // a script need not read what it is given
  const reading = outputs.map(({ read }) => new Socket({ fd: read, readable: true, writable: false }));
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    child.kill("SIGKILL");
    for (const socket of reading) socket.destroy(); // children of its own may still hold the pipes
  }, timeoutMs);
  try {
    const [stdout = "", stderr = ""] = await Promise.all(reading.map(textOf));
    const [status, signal] = (await ended) as [number | null, NodeJS.Signals | null];
    const exit = signal ? `-${constants.signals[signal]}` : String(status);
    return { stdout, stderr, exit: timedOut ? "timeout" : exit };
  } finally {
    clearTimeout(timer);
    writing.destroy();
  }
}

/** All that arrives until every writer has closed its end, or this one is destroyed. */
async function textOf(socket: Socket): Promise<string> {
  let text = "";
  socket.setEncoding("latin1").on("data", (chunk: string) => {
    text += chunk;
  });
  await new Promise((resolve) => socket.once("close", resolve).on("error", resolve));
  return text;
}

/** How many variables the recordings ran with: a configuration has a line for each, and messages tell the number of a line. */
const RECORDED_VARIABLES = 37;

/** The same wherever the tests run, and as many variables as there were. */
function environment({ env }: RecordedCase): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  const given = Object.fromEntries([...env].map(([name, value]) => [name, decoded(value)]));
  const known = { PATH, HOME, ...(TMPDIR && { TMPDIR }), TZ: "UTC", LC_ALL: "C.UTF-8", ...given };
  const missing = Math.max(0, RECORDED_VARIABLES - Object.keys(known).length);
  const fillers = Array.from({ length: missing }, (_, at) => [`FILLER_${at + 1}`, "1"]);
  // Node would hand on what it is told for coverage, which is not to be had of the bundle
  return { ...known, ...Object.fromEntries(fillers), NODE_V8_COVERAGE: undefined };
}

async function writeBytes(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content, "latin1");
}

/** Node wants arguments as text, and a recording holds them as bytes. */
function decoded(bytes: string): string {
  return Buffer.from(bytes, "latin1").toString("utf8");
}

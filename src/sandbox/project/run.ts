/** How a project is run: the same in the playground, on the command line and in tests. */
import { type Limits, STOPPED_STATUS } from "../limits.ts";
import type { SandboxOptions } from "../options.ts";
import { echoPeer, type Peer } from "../outside/peers.ts";
import { redisPeer } from "../outside/redis-peer.ts";
import type { Project, ProjectPeer } from "../project.ts";
import type { Progress, Sandbox, SandboxError } from "../sandbox.ts";
import { projectFileBytes } from "./files.ts";

/** Somebody looks on who can stop it: so it may run as long as it likes, but not print or keep without end. */
const LIMITS: Partial<Limits> = {
  cpuMs: Number.POSITIVE_INFINITY,
  wallMs: Number.POSITIVE_INFINITY,
  instructions: Number.POSITIVE_INFINITY,
  memoryMb: 256,
  outputBytes: 64 * 1024 ** 2,
  fileBytes: 64 * 1024 ** 2,
};

/** The sandbox that a project runs in, on virtual time. Whoever makes it may add what is its own: `record`, `isolation`. */
export function sandboxOptionsOf(project: Project): SandboxOptions {
  const { args, stdin, env, dicts, workers, privilegedAgent, init, initWorker, seed } = project;
  const { files, peers = {}, spawn = true, pendingTimers, runningTimers } = project;
  const given = { args, stdin, env, dicts, workers, privilegedAgent, init, initWorker, seed };
  const limits = { ...LIMITS, ...withoutUndefined({ pendingTimers, runningTimers }) };
  return {
    ...withoutUndefined(given),
    files: mapped(files, projectFileBytes),
    peers: mapped(peers, madePeer),
    // signals reach nothing but the sandbox's own processes, whose user is one
    permissions: { spawn, signal: true },
    limits,
  };
}

/** What became of a project's run. */
export interface ProjectResult {
  /** As of `ngxbox run`: 0; 1 after an error; what `os.exit` said; 124 where it was stopped at a limit. */
  readonly exitCode: number;
  /** Why it did not end well. It has not been printed. */
  readonly error?: SandboxError;
}

/** Who looks on while a project runs. */
export interface ProjectOnlooker {
  /** Told what happened, a step at a time. */
  readonly heard?: (progress: Progress) => void;
  /** Told how the main file has ended, before anything else happens. */
  readonly scriptEnded?: (result: ProjectResult) => void;
  /** Asked when `runMs` have passed, and after each event from then on: whether to wait for the next one. Default: no. */
  readonly lingers?: () => boolean;
  /** Told before all processes end. */
  readonly ending?: () => void;
}

/**
 * Runs the main file as the command line runs a script, lets `runMs` pass, and ends all processes gracefully, so that pending
 * timers run as premature. As there, an error of the script ends a single process at once; workers of a master go on.
 * @param box a fresh one, made with {@link sandboxOptionsOf}; it is closed afterwards
 */
export async function runProject(
  box: Sandbox,
  project: Project,
  { heard = () => {}, scriptEnded = () => {}, lingers = () => false, ending = () => {} }: ProjectOnlooker = {},
): Promise<ProjectResult> {
  const isSingle = (project.workers ?? 0) === 0;
  const { exitCode, error, ...progress } = await box.run({ file: project.main }, { exitsOnError: isSingle });
  const result = { exitCode, ...(error === undefined ? {} : { error }) };
  heard(progress);
  scriptEnded(result);
  const goesOn = error === undefined || (!isSingle && error.code === "error");
  const later = goesOn ? await passTime(box, project, heard, lingers) : undefined;
  ending();
  const end = await box.close();
  heard(end);
  const failure = later ?? (goesOn ? end.error : undefined);
  return failure === undefined ? result : { exitCode: STOPPED_STATUS, error: failure };
}

/** @returns why it was stopped, if it was */
async function passTime(
  { clock }: Sandbox,
  { runMs = 0 }: Project,
  heard: (progress: Progress) => void,
  lingers: () => boolean,
): Promise<SandboxError | undefined> {
  let step = runMs > 0 ? await clock.runUntilIdle({ max: runMs }) : undefined;
  for (;;) {
    if (step !== undefined) heard(step);
    if (step?.error !== undefined) return step.error;
    if (!lingers()) return undefined;
    step = await clock.next();
  }
}

function madePeer(kind: ProjectPeer): Peer {
  return kind === "redis" ? redisPeer() : echoPeer();
}

function mapped<From, To>(record: Readonly<Record<string, From>>, map: (item: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([name, item]) => [name, map(item)]));
}

type Given<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

function withoutUndefined<Fields extends object>(fields: Fields): Given<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<Fields>;
}

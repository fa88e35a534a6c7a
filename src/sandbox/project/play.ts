/** A project's whole way in the thread of who plays it: from its text to its end. The command line does so. */
import type { SandboxHost } from "../host.ts";
import { checkOptions } from "../options.ts";
import { PROGRAMS } from "../outside/programs.ts";
import type { NearSandbox } from "../sandbox.ts";
import { openSandbox } from "../thread-sandbox.ts";
import { ProjectError, parseProject } from "./read.ts";
import { type ProjectResult, runProject, sandboxOptionsOf } from "./run.ts";

export interface PlayOptions {
  readonly text: string;
  /** In place of the project's own. */
  readonly args: readonly string[] | undefined;
  readonly host: Omit<SandboxHost, "programs">;
  /** Told of the sandbox, before the main file runs. */
  readonly onOpened: (box: NearSandbox) => void;
}

/** @returns `refused`, and why, where it is no project; `failed` where nothing could begin: `init` fails, for instance */
export async function playProject({
  text,
  args,
  host,
  onOpened,
}: PlayOptions): Promise<ProjectResult | { readonly refused: string } | { readonly failed: string }> {
  try {
    const read = parseProject(text);
    const project = args === undefined ? read : { ...read, args };
    const settings = checkOptions(sandboxOptionsOf(project), ["none"]);
    const box = await openSandbox(settings, { ...host, programs: PROGRAMS });
    onOpened(box);
    return await runProject(box, project);
  } catch (thrown) {
    if (thrown instanceof ProjectError) return { refused: thrown.message };
    const [, why] = /^createSandbox: (.*)$/s.exec(thrown instanceof Error ? thrown.message : "") ?? [];
    if (why === undefined) throw thrown;
    return { failed: why };
  }
}

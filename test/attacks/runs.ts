/** Runs an attack: in a sandbox, which is to hold it, and as its control, where it does the harm. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Sandbox, SandboxOptions } from "../../src/index.ts";
import { executable, run } from "../cli/processes.ts";
import { Boxes } from "../sandbox/isolations.ts";
import { type Attack, type Control, type Mode, optionsFor } from "./attack.ts";
import { naiveMachine } from "./naive-machine.ts";
import type { World } from "./world.ts";

/** What scripts may take that do not end, and others, if the attack does not say otherwise. */
export const DEADLINE_MS = 50;
const AMPLE_MS = 3000;
const STARTS = 10;
const CONTROL_MS = 110;
const COMMAND_MS = 20_000;
const LIMITS = { cpuMs: AMPLE_MS, wallMs: 2 * AMPLE_MS, memoryMb: 8, fileBytes: 1e5, outputBytes: 1e5 };

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  /** Why it ended, in a word or two. */
  readonly why: string;
  readonly ms: number;
  readonly wasStopped: boolean;
  readonly deadlineMs: number;
}

/** Sandboxes that attacks share as far as they agree in their options; those that hold another's victim are not shared. */
export class Runs {
  private readonly boxes = new Boxes({});
  private readonly shared = new Map<string, Promise<Sandbox>>();

  /** Runs it where it should be held. @param onBegin called right before, with what the script may take */
  async attack(attack: Attack, world: World, mode: Mode, onBegin?: (deadlineMs: number) => void): Promise<Outcome> {
    const cpuMs = attack.control.kind === "time" ? DEADLINE_MS : AMPLE_MS;
    const own = optionsFor(attack.options, world);
    const options = withLimits({ ...own, isolation: mode, limits: { cpuMs, ...own.limits } });
    if (attack.victim === undefined) return this.measured(await this.box(options), attack, world, options, onBegin);
    const [victim, other] = await Promise.all([this.boxes.create(options), this.boxes.create(options)]);
    await victim.run(attack.victim);
    return this.measured(other, attack, world, options, onBegin);
  }

  /** Runs it where it does the harm. */
  async control(attack: Attack, world: World): Promise<Outcome> {
    const { control } = attack;
    const own = optionsFor(attack.options, world);
    const code = codeOf(attack, world);
    switch (control.kind) {
      case "time": {
        // no other limit may end it before its time
        const ample = { memoryMb: 512, outputBytes: 5e8, ...own.limits };
        const limits = { ...ample, cpuMs: CONTROL_MS, wallMs: CONTROL_MS * 3 };
        const options = withLimits({ ...own, isolation: "worker", limits });
        return this.measured(await this.box(options), attack, world, options);
      }
      case "granted": {
        const options = withLimits({ isolation: "none", ...own, ...optionsFor(control.options, world) });
        return this.measured(await this.boxes.create(options), attack, world, options);
      }
      case "shared": {
        const options = withLimits({ isolation: "none", ...own });
        const box = await this.boxes.create(options);
        await box.run(attack.victim ?? "");
        return this.measured(box, attack, world, options);
      }
      case "planted":
        return unlimited(() => Promise.resolve({ stdout: naiveMachine(control.before + code), stderr: "" }));
      default:
        return unlimited(() => program(control, code, world));
    }
  }

  closeAll(): Promise<void> {
    return this.boxes.closeAll();
  }

  private async box(options: SandboxOptions): Promise<Sandbox> {
    const key = JSON.stringify(options);
    const box = this.shared.get(key) ?? this.boxes.create(options);
    this.shared.set(key, box);
    // one whose thread or process was ended gets another here, not on the attack's time
    for (let tries = 0; ; tries++) {
      try {
        await (await box).run("");
        return box;
      } catch (thrown) {
        // a busy machine may take all of the little time that scripts have here for the start
        if (tries === STARTS) throw thrown;
      }
    }
  }

  private async measured(
    box: Sandbox,
    attack: Attack,
    world: World,
    options: SandboxOptions,
    onBegin?: (deadlineMs: number) => void,
  ): Promise<Outcome> {
    const deadlineMs = Math.min(options.limits?.cpuMs ?? 0, options.limits?.wallMs ?? 0);
    onBegin?.(deadlineMs);
    const began = performance.now();
    const { stdout, stderr, error, exitCode } = await box.run(codeOf(attack, world));
    return {
      stdout,
      stderr: stderr + (error?.message ?? "") + (error?.traceback ?? ""),
      why: error === undefined ? `exit ${exitCode}` : error.code === "error" ? shortened(error.message) : error.code,
      ms: performance.now() - began,
      wasStopped: exitCode === 124,
      deadlineMs,
    };
  }
}

function withLimits(options: SandboxOptions): SandboxOptions {
  return { ...options, limits: { ...LIMITS, ...options.limits } };
}

function codeOf({ code }: Attack, world: World): string {
  return typeof code === "string" ? code : code(world);
}

function shortened(message: string): string {
  return message.replace(/^[^:]*:\d+: /, "").slice(0, 40);
}

async function unlimited(run: () => Promise<{ stdout: string; stderr: string }>): Promise<Outcome> {
  const began = performance.now();
  const { stdout, stderr } = await run();
  return { stdout, stderr, why: "", ms: performance.now() - began, wasStopped: false, deadlineMs: COMMAND_MS };
}

function program(control: Control, code: string, { folder }: World): Promise<{ stdout: string; stderr: string }> {
  const file = join(folder, "attack.lua");
  writeFileSync(file, code);
  const around = { input: "", cwd: folder };
  return control.kind === "luajit"
    ? run("luajit", [file], around)
    : run(process.execPath, [executable, "run", file], around);
}

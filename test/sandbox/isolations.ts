import { createSandbox, type Sandbox, type SandboxOptions } from "../../src/index.ts";

export const ISOLATIONS = ["none", "worker", "process"] as const;

/** What a test's script takes on a machine that is busy with other things, and more: who is about these limits sets them. */
export const AMPLE = { cpuMs: 60_000, wallMs: 60_000 };

/** Makes sandboxes, and closes them all at once. */
export class Boxes {
  private readonly boxes: Sandbox[] = [];
  private readonly defaults: SandboxOptions;

  constructor(defaults: SandboxOptions) {
    this.defaults = defaults;
  }

  readonly create = async (options: SandboxOptions = {}): Promise<Sandbox> => {
    const limits = { ...AMPLE, ...this.defaults.limits, ...options.limits };
    const box = await createSandbox({ ...this.defaults, ...options, limits });
    this.boxes.push(box);
    return box;
  };

  async closeAll(): Promise<void> {
    await Promise.all(this.boxes.splice(0).map((box) => box.close()));
  }
}

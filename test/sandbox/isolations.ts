import { createSandbox, type Sandbox, type SandboxOptions } from "../../src/index.ts";

export const ISOLATIONS = ["none", "worker", "process"] as const;

/** Makes sandboxes, and closes them all at once. */
export class Boxes {
  private readonly boxes: Sandbox[] = [];
  private readonly defaults: SandboxOptions;

  constructor(defaults: SandboxOptions) {
    this.defaults = defaults;
  }

  readonly create = async (options: SandboxOptions = {}): Promise<Sandbox> => {
    const box = await createSandbox({ ...this.defaults, ...options });
    this.boxes.push(box);
    return box;
  };

  async closeAll(): Promise<void> {
    await Promise.all(this.boxes.splice(0).map((box) => box.close()));
  }
}

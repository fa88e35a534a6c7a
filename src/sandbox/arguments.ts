/** What the calls of a sandbox take. */
import type { RunOptions, Sandbox } from "./sandbox.ts";

/** @throws TypeError */
export function checkCode(code: unknown): Parameters<Sandbox["run"]>[0] {
  if (typeof code === "string") return code;
  const file = (code as { readonly file?: unknown } | null | undefined)?.file;
  if (typeof file !== "string") throw new TypeError("run: takes code, or { file }");
  return { file };
}

/** @throws TypeError */
export function checkRunOptions(options: RunOptions = {}): Required<RunOptions> {
  const { phase = "timer", worker = 0, exitsOnError = false } = options;
  if (phase !== "timer" && phase !== "content") throw new TypeError('run: phase takes "timer" or "content"');
  return { phase, worker: Number(worker), exitsOnError: Boolean(exitsOnError) };
}

/** @throws TypeError */
export function checkTime(ms: unknown, name: string): number {
  if (typeof ms === "number" && ms >= 0 && Number.isFinite(ms)) return Math.floor(ms);
  throw new TypeError(`${name}: takes milliseconds, from 0 on`);
}

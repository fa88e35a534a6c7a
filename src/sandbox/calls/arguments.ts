/** What the calls of a sandbox take. */
import type { RunOptions, Sandbox } from "../sandbox.ts";
import { shownValue } from "../shown-value.ts";

/** The last moment that a `Date` knows, in milliseconds since 1970: in the year 275760. */
export const LAST_MS = 8.64e15;

/** @throws TypeError */
export function checkCode(code: unknown): Parameters<Sandbox["run"]>[0] {
  if (typeof code === "string") return code;
  const file = (code as { readonly file?: unknown } | null | undefined)?.file;
  if (typeof file !== "string") throw new TypeError("run: takes code, or { file }");
  return { file };
}

const RUN_OPTIONS: readonly string[] = ["exitsOnError", "phase", "worker"] satisfies (keyof RunOptions)[];

/** @throws TypeError */
export function checkRunOptions(options: unknown = {}): Required<RunOptions> {
  const { phase = "timer", worker = 0, exitsOnError = false } = optionsOf(options, "run", RUN_OPTIONS);
  if (phase !== "timer" && phase !== "content") throw new TypeError('run: phase takes "timer" or "content"');
  if (typeof exitsOnError !== "boolean") {
    throw new TypeError(`run: exitsOnError takes true or false, not ${shownValue(exitsOnError)}`);
  }
  return { phase, worker: checkWorker(worker, "run: worker"), exitsOnError };
}

/**
 * The number of a worker, which need not be there.
 * @throws TypeError
 */
export function checkWorker(worker: unknown, name: string): number {
  if (Number.isInteger(worker)) return worker as number;
  throw new TypeError(`${name} takes a whole number, not ${shownValue(worker)}`);
}

/** @throws TypeError */
export function checkTime(ms: unknown, name: string): number {
  if (typeof ms === "number" && ms >= 0 && ms <= LAST_MS) return Math.floor(ms);
  throw new TypeError(`${name}: takes milliseconds, from 0 to ${LAST_MS}`);
}

/**
 * How long `runUntilIdle` goes on, if that is said.
 * @throws TypeError
 */
export function checkMost(options: unknown = {}): number | undefined {
  const { max } = optionsOf(options, "runUntilIdle", ["max"]);
  return max === undefined ? undefined : checkTime(max, "runUntilIdle: max");
}

function optionsOf(options: unknown, call: string, names: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`${call}: options: takes an object, not ${shownValue(options)}`);
  }
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new TypeError(`${call}: there is no option ${unknown}; there is ${names.join(", ")}`);
  }
  return options as Readonly<Record<string, unknown>>;
}

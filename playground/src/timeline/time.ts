/** Times as texts, and where an axis has its lines. */
import type { Words } from "./words.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** A length of time or a moment: "350 ms", "1.25 s", "2 min 5 s", "3 h 2 min". */
export function timeText(ms: number, words: Words): string {
  const { ms: millis, s, min, h } = words.units;
  if (ms < SECOND) return `${rounded(ms, 2)} ${millis}`;
  if (ms < 2 * MINUTE) return `${rounded(ms / SECOND, 3)} ${s}`;
  const whole = Math.round(ms / SECOND) * SECOND;
  if (whole < HOUR) return joined([Math.floor(whole / MINUTE), min], [(whole % MINUTE) / SECOND, s]);
  return joined([Math.floor(whole / HOUR), h], [Math.floor((whole % HOUR) / MINUTE), min]);
}

function joined(...parts: readonly (readonly [amount: number, unit: string])[]): string {
  const shown = parts.filter(([amount], at) => at === 0 || amount > 0);
  return shown.map(([amount, unit]) => `${amount} ${unit}`).join(" ");
}

function rounded(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}

export interface Ticks {
  readonly stepMs: number;
  readonly atMs: readonly number[];
}

const STEPS = [
  ...[0.01, 0.1, 1, 10, 100].flatMap((unit) => [unit, 2 * unit, 5 * unit]),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 3, 6, 12, 24, 48, 120, 240].map((count) => count * HOUR),
];

/** Lines of an axis at round times, at least so many pixels apart. */
export function ticksBetween(startMs: number, endMs: number, msPerPixel: number, leastPixels: number): Ticks {
  const least = msPerPixel * leastPixels;
  const stepMs = STEPS.find((step) => step >= least) ?? 2 ** Math.ceil(Math.log2(least / HOUR)) * HOUR;
  const atMs: number[] = [];
  const first = Math.ceil(Math.max(0, startMs) / stepMs);
  for (let number = first; number * stepMs <= endMs; number++) atMs.push(number * stepMs);
  return { stepMs, atMs };
}

/** nginx's notation for numbers, sizes and times. Each function answers `undefined` where nginx says "invalid". */

const MAX_INTEGER = 2n ** 63n - 1n;
const KIB = 1024;
const MIB = KIB * KIB;
const SECOND_MS = 1000;
const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;

/** A whole number from 0 up, as in `lua_max_pending_timers 1024`. */
export function parseCount(text: string): number | undefined {
  if (!/^[0-9]+$/.test(text) || BigInt(text) > MAX_INTEGER) return undefined;
  return Number(text);
}

/** Bytes, with `k` or `m` in either case (nginx knows `g` only where it expects an offset: {@link parseOffset}). */
export function parseSize(text: string): number | undefined {
  return scaled(text, { k: KIB, m: MIB });
}

/** Bytes, with `k`, `m` or `g`. */
export function parseOffset(text: string): number | undefined {
  return scaled(text, { k: KIB, m: MIB, g: KIB * MIB });
}

/** Milliseconds of a time such as `500ms`, `10`, `1m30s` or `1h 30m`; units go from large to small, each once. */
export function parseMilliseconds(text: string): number | undefined {
  return parseTime(text, true);
}

/** Seconds of a time such as `10`, `1h30m` or, only here, `1y`, `2M` (months of 30 days). */
export function parseSeconds(text: string): number | undefined {
  return parseTime(text, false);
}

function scaled(text: string, factors: Readonly<Record<string, number>>): number | undefined {
  const factor = factors[text.slice(-1).toLowerCase()];
  const count = parseCount(factor === undefined ? text : text.slice(0, -1));
  if (count === undefined) return undefined;
  const bytes = count * (factor ?? 1);
  return bytes <= Number(MAX_INTEGER) ? bytes : undefined;
}

interface TimeUnit {
  readonly name: string;
  readonly seconds: number;
  /** Years and months are for times in seconds, milliseconds for times in milliseconds. */
  readonly only?: "seconds" | "milliseconds";
}

/** From large to small: a unit may only be followed by a smaller one. */
const TIME_UNITS: readonly TimeUnit[] = [
  { name: "y", seconds: 365 * DAY_S, only: "seconds" },
  { name: "M", seconds: 30 * DAY_S, only: "seconds" },
  { name: "w", seconds: 7 * DAY_S },
  { name: "d", seconds: DAY_S },
  { name: "h", seconds: HOUR_S },
  { name: "m", seconds: MINUTE_S },
  { name: "s", seconds: 1 },
  { name: "ms", seconds: 1 / SECOND_MS, only: "milliseconds" },
];
/** A number without a unit means seconds and may stand only at the end. */
const SECONDS_RANK = TIME_UNITS.findIndex((unit) => unit.name === "s");

function parseTime(text: string, inMilliseconds: boolean): number | undefined {
  if (!/^ *[0-9]+(ms|[yMwdhms])? *( *[0-9]+(ms|[yMwdhms])? *)*$/.test(text)) return undefined;
  const scale = inMilliseconds ? SECOND_MS : 1;
  let total = 0;
  let rank = -1;
  for (const [, digits, name] of text.matchAll(/([0-9]+)(ms|[yMwdhms])?/g)) {
    const count = parseCount(digits ?? "");
    const at = name === undefined ? SECONDS_RANK : TIME_UNITS.findIndex((unit) => unit.name === name);
    const unit = TIME_UNITS[at];
    if (count === undefined || unit === undefined || at <= rank) return undefined;
    if (unit.only !== undefined && (unit.only === "milliseconds") !== inMilliseconds) return undefined;
    rank = name === undefined ? TIME_UNITS.length : at;
    total += Math.round(count * unit.seconds * scale);
  }
  return total <= Number(MAX_INTEGER) ? total : undefined;
}

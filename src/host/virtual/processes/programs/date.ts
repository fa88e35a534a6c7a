import { toBytes } from "../bytes.ts";
import { write } from "../calls.ts";
import type { Program } from "../process.ts";
import { fail, failUsage, quoted } from "./messages.ts";
import { parseOptions } from "./options.ts";

const DEFAULT_FORMAT = "%a %b %e %H:%M:%S %Z %Y";
const RFC_FORMAT = "%a, %d %b %Y %H:%M:%S %z";
const ISO_FORMATS: Readonly<Record<string, string>> = {
  "": "%Y-%m-%d",
  date: "%Y-%m-%d",
  hours: "%Y-%m-%dT%H%:z",
  minutes: "%Y-%m-%dT%H:%M%:z",
  seconds: "%Y-%m-%dT%H:%M:%S%:z",
  ns: "%Y-%m-%dT%H:%M:%S,%N%:z",
};

const ISO_ARGUMENTS = [
  "Valid arguments are:",
  ...["hours", "minutes", "date", "seconds", "ns"].map((one) => `  - '${one}'`),
].join("\n");

/** The time is the clock's, and the zone is UTC. */
export const date: Program = function* (process, argv) {
  const name = argv[0] ?? "date";
  const words = argv.map((word) => word.replace(/^-I(.*)$/, "--iso-8601=$1"));
  const { options, operands } = yield* parseOptions(process, words, {
    short: "ud:RI:",
    long: { utc: "u", universal: "u", date: "d", "rfc-email": "R", "iso-8601": "I" },
  });
  let [ms, format] = [process.kernel.epochMs, DEFAULT_FORMAT];
  for (const [letter, value] of options) {
    if (letter === "R") format = RFC_FORMAT;
    else if (letter === "I") {
      const iso = Object.hasOwn(ISO_FORMATS, value) ? ISO_FORMATS[value] : undefined;
      if (iso === undefined)
        return yield* failUsage(process, name, `invalid argument ${quoted(value)} for '--iso-8601'\n${ISO_ARGUMENTS}`);
      format = iso;
    } else if (letter === "d") {
      const parsed = parseTime(value, ms);
      if (parsed === undefined) return yield* fail(process, name, `invalid date ${quoted(value)}`);
      ms = parsed;
    }
  }
  const [, extra] = operands;
  if (extra !== undefined) return yield* failUsage(process, name, `extra operand ${quoted(extra)}`);
  for (const word of operands) {
    if (!word.startsWith("+")) return yield* fail(process, name, `invalid date ${quoted(word)}`);
    format = word.slice(1);
  }
  const error = yield* write(process, 1, toBytes(`${formatTime(format, ms)}\n`));
  return error === undefined ? 0 : yield* fail(process, name, `write error: ${error.message}`);
};

/** "@seconds", "now", or a day with or without a time of day. */
function parseTime(text: string, nowMs: number): number | undefined {
  const trimmed = text.trim();
  if (/^(now|today)?$/.test(trimmed)) return nowMs;
  if (/^@-?\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed.slice(1)) * 1000;
  const [, day, time = "00:00", zone = "Z"] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?))?\s*(Z|UTC|[-+]\d\d:?\d\d)?$/.exec(trimmed) ?? [];
  if (day === undefined) return undefined;
  const ms = Date.parse(`${day}T${time}${zone === "UTC" ? "Z" : zone.replace(/(\d\d)(\d\d)$/, "$1:$2")}`);
  return Number.isNaN(ms) ? undefined : ms;
}

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = "January February March April May June July August September October November December".split(" ");
const DAY_MS = 86_400_000;

/** Composed conversions, in the locale C. */
const COMPOSED: Readonly<Record<string, string>> = {
  c: "%a %b %e %H:%M:%S %Y",
  D: "%m/%d/%y",
  F: "%Y-%m-%d",
  r: "%I:%M:%S %p",
  R: "%H:%M",
  T: "%H:%M:%S",
  x: "%m/%d/%y",
  X: "%H:%M:%S",
  h: "%b",
};

/** What pads numbers, and how wide they are. */
const WIDTHS: Readonly<Record<string, readonly [width: number, pad: string]>> = {
  C: [2, "0"],
  d: [2, "0"],
  e: [2, " "],
  g: [2, "0"],
  H: [2, "0"],
  I: [2, "0"],
  j: [3, "0"],
  k: [2, " "],
  l: [2, " "],
  m: [2, "0"],
  M: [2, "0"],
  N: [9, "0"],
  S: [2, "0"],
  U: [2, "0"],
  V: [2, "0"],
  W: [2, "0"],
  y: [2, "0"],
};

function formatTime(format: string, ms: number): string {
  return format.replace(
    /%([-_0^#]*)(\d*)(:{0,3}z|[EO]?[a-zA-Z%])/g,
    (whole, flags: string, width: string, letter: string) => {
      const conversion = letter.replace(/^[EO](?=.)/, "");
      const composed = Object.hasOwn(COMPOSED, conversion) ? COMPOSED[conversion] : undefined;
      const value = composed === undefined ? convert(conversion, ms) : formatTime(composed, ms);
      if (value === undefined) return whole;
      const text = String(value);
      const [usual, pad] = WIDTHS[conversion] ?? [0, typeof value === "number" ? "0" : " "];
      const padding = flags.includes("_") ? " " : flags.includes("0") ? "0" : pad;
      const padded = flags.includes("-")
        ? text
        : text.padStart(Math.max(usual, Math.min(Number(width), 1000)), padding);
      return flags.includes("^") || flags.includes("#") ? padded.toUpperCase() : padded;
    },
  );
}

/** A number, which zeros are put in front of, or a text; undefined: there is no such conversion. */
function convert(conversion: string, ms: number): string | number | undefined {
  const time = new Date(ms);
  const [year, month, day] = [time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDay()];
  const hours = time.getUTCHours();
  const yearDay = Math.floor((Date.UTC(year, month, time.getUTCDate()) - Date.UTC(year, 0, 1)) / DAY_MS);
  switch (conversion) {
    case "%":
      return "%";
    case "n":
      return "\n";
    case "t":
      return "\t";
    case "a":
      return (DAYS[day] as string).slice(0, 3);
    case "A":
      return DAYS[day];
    case "b":
      return (MONTHS[month] as string).slice(0, 3);
    case "B":
      return MONTHS[month];
    case "C":
      return Math.floor(year / 100);
    case "d":
    case "e":
      return time.getUTCDate();
    case "g":
      return isoWeek(year, yearDay, day).year % 100;
    case "G":
      return isoWeek(year, yearDay, day).year;
    case "H":
    case "k":
      return hours;
    case "I":
    case "l":
      return hours % 12 || 12;
    case "j":
      return yearDay + 1;
    case "m":
      return month + 1;
    case "M":
      return time.getUTCMinutes();
    case "N":
      return String(Math.floor((ms - Math.floor(ms / 1000) * 1000) * 1e6)).padStart(9, "0");
    case "p":
      return hours < 12 ? "AM" : "PM";
    case "P":
      return hours < 12 ? "am" : "pm";
    case "q":
      return Math.floor(month / 3) + 1;
    case "s":
      return Math.floor(ms / 1000);
    case "S":
      return time.getUTCSeconds();
    case "u":
      return day === 0 ? 7 : day;
    case "U":
      return Math.floor((yearDay + 7 - day) / 7);
    case "V":
      return isoWeek(year, yearDay, day).week;
    case "w":
      return day;
    case "W":
      return Math.floor((yearDay + 7 - ((day + 6) % 7)) / 7);
    case "y":
      return year % 100;
    case "Y":
      return year;
    case "z":
      return "+0000";
    case ":z":
      return "+00:00";
    case "::z":
      return "+00:00:00";
    case "Z":
      return "UTC";
    default:
      return undefined;
  }
}

function isoWeek(year: number, yearDay: number, day: number): { year: number; week: number } {
  const thursday = yearDay - ((day + 6) % 7) + 3;
  if (thursday < 0) {
    const daysBefore = Math.round((Date.UTC(year, 0, 1) - Date.UTC(year - 1, 0, 1)) / DAY_MS);
    return { year: year - 1, week: Math.floor((thursday + daysBefore) / 7) + 1 };
  }
  const days = Math.round((Date.UTC(year + 1, 0, 1) - Date.UTC(year, 0, 1)) / DAY_MS);
  return thursday >= days ? { year: year + 1, week: 1 } : { year, week: Math.floor(thursday / 7) + 1 };
}

/** C's `strftime` in the C locale, with glibc's flags and widths. */
import type { ZoneOffset } from "../../host/ports.ts";
import { type CivilTime, daysTo } from "./civil-time.ts";

export interface StrftimeMoment {
  readonly time: CivilTime;
  /** What `%z` and `%Z` tell. */
  readonly zone: ZoneOffset;
  /** What `%s` tells. */
  readonly epochSeconds: () => number;
}

const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = [
  ...["January", "February", "March", "April", "May", "June"],
  ...["July", "August", "September", "October", "November", "December"],
];

/**
 * Formats a moment. What is no conversion stands in the result as it is.
 * @param limit the longest result that is wanted; undefined is answered for a longer one
 * @param onConversion called before each conversion: there may be millions
 */
export function strftime(
  format: string,
  moment: StrftimeMoment,
  limit: number,
  onConversion: () => void,
): string | undefined {
  const conversionAt = /%([-_0^#]*)([0-9]*)([EO]?)([\s\S]?)/y;
  let result = "";
  let at = 0;
  while (at < format.length) {
    const percent = format.indexOf("%", at);
    if (percent < 0) return withinLimit(result + format.slice(at), limit);
    result += format.slice(at, percent);
    conversionAt.lastIndex = percent;
    const [whole = "%", flags = "", width = "", modifier = "", letter = ""] = conversionAt.exec(format) ?? [];
    at = percent + whole.length;
    const conversion: Conversion = {
      pad: /[-_0]/.exec([...flags].reverse().join(""))?.[0],
      upper: flags.includes("^"),
      swap: flags.includes("#"),
      width: width === "" ? 0 : Number(width),
    };
    if (conversion.width > limit) return undefined;
    onConversion();
    const text = allowed(letter, modifier) ? convert(letter, conversion, moment, onConversion) : undefined;
    const upper = conversion.upper || (conversion.swap && (letter === "b" || letter === "h"));
    result += text ?? padText(upper ? whole.toUpperCase() : whole, conversion);
    if (result.length > limit) return undefined;
  }
  return withinLimit(result, limit);
}

interface Conversion {
  /** The last of the flags that say how numbers are filled up. */
  readonly pad: string | undefined;
  readonly upper: boolean;
  readonly swap: boolean;
  readonly width: number;
}

/** Which conversions take the modifiers E and O; in the C locale they change nothing. */
function allowed(letter: string, modifier: string): boolean {
  if (modifier === "") return true;
  return (modifier === "E" ? "cCnpPrRstTuxXyYzZ%" : "bBCdegGhHIjklmMnpPrRsStTuUVwWyzZ%").includes(letter);
}

function convert(
  letter: string,
  conversion: Conversion,
  moment: StrftimeMoment,
  onConversion: () => void,
): string | undefined {
  const { time } = moment;
  const number = (digits: number, value: number) => padNumber(value, digits, conversion, "0");
  const spaced = (digits: number, value: number) => padNumber(value, digits, conversion, "_");
  const name = (text: string) => padText(conversion.upper || conversion.swap ? text.toUpperCase() : text, conversion);
  const nested = (format: string) => {
    const text = strftime(format, moment, Number.POSITIVE_INFINITY, onConversion) ?? "";
    return padText(conversion.upper ? text.toUpperCase() : text, conversion);
  };
  switch (letter) {
    case "%":
      return padText("%", conversion);
    case "n":
      return padText("\n", conversion);
    case "t":
      return padText("\t", conversion);
    case "a":
      return name((WEEKDAYS[time.weekday] ?? "?").slice(0, 3));
    case "A":
      return name(WEEKDAYS[time.weekday] ?? "?");
    case "b":
    case "h":
      return name((MONTHS[time.month - 1] ?? "?").slice(0, 3));
    case "B":
      return name(MONTHS[time.month - 1] ?? "?");
    case "c":
      return nested("%a %b %e %H:%M:%S %Y");
    case "C":
      return number(2, Math.floor(time.year / 100));
    case "d":
      return number(2, time.day);
    case "D":
    case "x":
      return nested("%m/%d/%y");
    case "e":
      return spaced(2, time.day);
    case "F":
      return nested("%Y-%m-%d");
    case "g":
      return number(2, lastTwoDigits(isoWeek(time).year));
    case "G":
      return number(1, isoWeek(time).year);
    case "H":
      return number(2, time.hour);
    case "I":
      return number(2, hour12(time));
    case "j":
      return number(3, time.yearDay + 1);
    case "k":
      return spaced(2, time.hour);
    case "l":
      return spaced(2, hour12(time));
    case "m":
      return number(2, time.month);
    case "M":
      return number(2, time.minute);
    case "p":
    case "P": {
      const text = time.hour < 12 ? "AM" : "PM";
      return padText(letter === "P" || conversion.swap ? text.toLowerCase() : text, conversion);
    }
    case "r":
      return nested("%I:%M:%S %p");
    case "R":
      return nested("%H:%M");
    case "s":
      return padText(BigInt(moment.epochSeconds()).toString(), conversion);
    case "S":
      return number(2, time.second);
    case "T":
    case "X":
      return nested("%H:%M:%S");
    case "u":
      return number(1, ((time.weekday + 6) % 7) + 1);
    case "U":
      return number(2, Math.floor((time.yearDay - time.weekday + 7) / 7));
    case "V":
      return number(2, isoWeek(time).week);
    case "w":
      return number(1, time.weekday);
    case "W":
      return number(2, Math.floor((time.yearDay - ((time.weekday + 6) % 7) + 7) / 7));
    case "y":
      return number(2, lastTwoDigits(time.year));
    case "Y":
      return number(1, time.year);
    case "z":
      return zoneOffset(moment.zone.offsetSeconds, conversion);
    case "Z":
      return padText(conversion.swap ? moment.zone.abbreviation.toLowerCase() : moment.zone.abbreviation, conversion);
    default:
      return undefined;
  }
}

function withinLimit(text: string, limit: number): string | undefined {
  return text.length > limit ? undefined : text;
}

/** Fills up to the width from the left, with spaces unless the flag 0 was given. */
function padText(text: string, { pad, width }: Conversion): string {
  return text.padStart(width, pad === "0" ? "0" : " ");
}

/** Fills a number up to its usual digits, or to the width if that is more. */
function padNumber(value: number, digits: number, conversion: Conversion, usual: "0" | "_"): string {
  const { width } = conversion;
  const pad = conversion.pad ?? usual;
  const sign = value < 0 ? "-" : "";
  const magnitude = String(Math.abs(value));
  if (pad === "-") return (sign + magnitude).padStart(width, " ");
  if (pad === "_") return (sign + magnitude).padStart(Math.max(digits, width), " ");
  return sign + magnitude.padStart(Math.max(digits, width) - sign.length, "0");
}

/** The sign and the number are filled up each for itself. */
function zoneOffset(offsetSeconds: number, conversion: Conversion): string {
  const minutes = Math.trunc(Math.abs(offsetSeconds) / 60);
  const number = Math.trunc(minutes / 60) * 100 + (minutes % 60);
  return padText(offsetSeconds < 0 ? "-" : "+", conversion) + padNumber(number, 4, conversion, "0");
}

function hour12({ hour }: CivilTime): number {
  return ((hour + 11) % 12) + 1;
}

function lastTwoDigits(year: number): number {
  return ((year % 100) + 100) % 100;
}

/** The week of ISO 8601: it begins on Monday and belongs to the year that has its Thursday. */
function isoWeek({ year, yearDay, weekday }: CivilTime): { year: number; week: number } {
  const thursday = yearDay - ((weekday + 6) % 7) + 3;
  const length = daysTo(year + 1, 1) - daysTo(year, 1);
  if (thursday < 0) {
    const lengthBefore = daysTo(year, 1) - daysTo(year - 1, 1);
    return { year: year - 1, week: Math.floor((thursday + lengthBefore) / 7) + 1 };
  }
  if (thursday >= length) return { year: year + 1, week: 1 };
  return { year, week: Math.floor(thursday / 7) + 1 };
}

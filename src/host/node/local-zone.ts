import type { ZoneOffset } from "../ports.ts";

/** The local zone as JavaScript's Date knows it. Its name is looked up when asked for, as that is slow. */
export function zoneAt(epochSeconds: number): ZoneOffset {
  // Date ends in the year 275760, C's time does not: far away, the zone is what it is at Date's end.
  const date = new Date(Math.max(-LAST_MS, Math.min(LAST_MS, epochSeconds * 1000)));
  const offsetSeconds = offsetAt(date);
  return {
    offsetSeconds,
    isDaylightSaving: offsetSeconds > standardOffset(date.getFullYear()),
    get abbreviation() {
      return abbreviationAt(date, offsetSeconds);
    },
  };
}

/** Less than the last moment of Date by a day, so that its local time is one as well. */
const LAST_MS = 8.64e15 - 86_400_000;

function offsetAt(date: Date): number {
  const local = Date.UTC(1970, date.getMonth(), date.getDate(), date.getHours(), date.getMinutes(), date.getSeconds());
  const shifted = new Date(local).setUTCFullYear(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round(shifted / 1000) - Math.floor(date.getTime() / 1000);
}

/** A zone's time without daylight saving is the lesser of those in January and July. */
function standardOffset(year: number): number {
  return Math.min(offsetAt(new Date(year, 0, 1)), offsetAt(new Date(year, 6, 1)));
}

/** The name where some country's usage has one, else the offset as the zone database writes it: "+0530". */
function abbreviationAt(date: Date, offsetSeconds: number): string {
  for (const format of formats()) {
    const name = format.formatToParts(date).find(({ type }) => type === "timeZoneName")?.value ?? "";
    if (/^[A-Z]{3,5}$/.test(name)) return name;
  }
  const minutes = Math.abs(Math.trunc(offsetSeconds / 60));
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0"));
  return `${offsetSeconds < 0 ? "-" : "+"}${hour}${minute === "00" ? "" : minute}`;
}

/** Each country's English has short names for its own zones only. */
const LOCALES = ["en-US", "en-GB", "en-IE", "en-AU", "en-IN", "en-NZ", "ja-JP"];
/** Making one takes milliseconds. They belong to the zone that the variable TZ named then. */
let made: { zone: string | undefined; formats: readonly Intl.DateTimeFormat[] } | undefined;

function formats(): readonly Intl.DateTimeFormat[] {
  const zone = process.env.TZ;
  if (made === undefined || made.zone !== zone) {
    made = { zone, formats: LOCALES.map((locale) => new Intl.DateTimeFormat(locale, { timeZoneName: "short" })) };
  }
  return made.formats;
}

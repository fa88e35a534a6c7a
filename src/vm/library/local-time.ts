/** Local time to the time since 1970, as C's `mktime`. */
import type { ZoneOffset } from "../../host/ports.ts";

type ZoneAt = (epochSeconds: number) => ZoneOffset;

/** How far from a moment glibc looks for the other kind of time, and in what steps: some days less than a week. */
const STRIDE_SECONDS = 601_200;
const REACH_SECONDS = 536_454_000;

/**
 * The moment at which a clock of the zone shows `localSeconds` (the seconds from 1970 to what it shows, as if in UTC).
 * @param daylightSaving which of the zone's times is meant; undefined: whichever holds
 */
export function toEpoch(localSeconds: number, zoneAt: ZoneAt, daylightSaving: boolean | undefined): number {
  const moment = momentOf(localSeconds, zoneAt, daylightSaving);
  if (daylightSaving === undefined || zoneAt(moment).isDaylightSaving === daylightSaving) return moment;
  // The other time is meant: it is as far from UTC as where it holds nearest.
  for (let away = STRIDE_SECONDS; away < REACH_SECONDS; away += STRIDE_SECONDS) {
    for (const near of [moment - away, moment + away]) {
      const zone = zoneAt(near);
      if (zone.isDaylightSaving === daylightSaving) return localSeconds - zone.offsetSeconds;
    }
  }
  // A zone without the other time: glibc takes it to be an hour away, in UTC as well.
  return daylightSaving ? moment - 3600 : moment + 3600;
}

/** Where the clock shows it twice, the time of the wanted kind; where it never does, what glibc answers. */
function momentOf(localSeconds: number, zoneAt: ZoneAt, daylightSaving: boolean | undefined): number {
  // Zones lie within a day of UTC, and change seldom: what holds a day before and after are the candidates.
  const before = zoneAt(localSeconds - 86_400);
  const after = zoneAt(localSeconds + 86_400);
  const matches = [before, after]
    .map(({ offsetSeconds }) => localSeconds - offsetSeconds)
    .filter((moment) => moment + zoneAt(moment).offsetSeconds === localSeconds);
  const wanted = matches.find((moment) => zoneAt(moment).isDaylightSaving === daylightSaving);
  return wanted ?? matches[0] ?? localSeconds - before.offsetSeconds;
}

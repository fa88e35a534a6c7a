/** The calendar's arithmetic, for any year; JavaScript's Date ends in 275760. */

/** C's `struct tm`, with the year and the month as people count them. */
export interface CivilTime {
  readonly year: number;
  /** 1-12 */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** 0 is the first of January. */
  readonly yearDay: number;
}

const DAY = 86_400;
/** 400 years, after which the calendar repeats itself. */
const DAYS_OF_ERA = 146_097;

/** The date and time of day, `seconds` (a whole number) after 1970 began. */
export function civilTime(seconds: number): CivilTime {
  const ofDay = floorModulo(seconds, DAY);
  const days = Math.round((seconds - ofDay) / DAY);
  // Years that begin in March put the leap day at their end.
  const sinceMarch = days + 719_468;
  const dayOfEra = floorModulo(sinceMarch, DAYS_OF_ERA);
  const era = Math.round((sinceMarch - dayOfEra) / DAYS_OF_ERA);
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return {
    year,
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
    hour: Math.floor(ofDay / 3600),
    minute: Math.floor(ofDay / 60) % 60,
    second: ofDay % 60,
    weekday: floorModulo(days + 4, 7),
    yearDay: days - daysTo(year, 1),
  };
}

/** The days from 1970 to the first of a month; a `month` outside of 1-12 counts into other years. */
export function daysTo(year: number, month: number): number {
  const monthFromMarch = floorModulo(month - 3, 12);
  const marchYear = year + Math.floor((month - 3) / 12);
  const yearOfEra = floorModulo(marchYear, 400);
  const dayOfEra =
    yearOfEra * 365 +
    Math.floor(yearOfEra / 4) -
    Math.floor(yearOfEra / 100) +
    Math.floor((153 * monthFromMarch + 2) / 5);
  return Math.round((marchYear - yearOfEra) / 400) * DAYS_OF_ERA + dayOfEra - 719_468;
}

/** The seconds from 1970 to a date and time whose parts may lie outside of their ranges. */
export function secondsTo(time: Pick<CivilTime, "year" | "month" | "day" | "hour" | "minute" | "second">): number {
  const days = daysTo(time.year, time.month) + time.day - 1;
  // Only this one sum may lie beyond 2^53 and be rounded.
  return days * DAY + (time.hour * 3600 + time.minute * 60 + time.second);
}

function floorModulo(value: number, divisor: number): number {
  const rest = value % divisor;
  return rest < 0 ? rest + divisor : rest + 0;
}

/** Times in HTTP's formats, as nginx writes and reads them. */

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** The end of the year 9999: nginx writes no year of five digits. */
const LAST_SECOND = 253_402_300_799;

/** "Thu, 01 Jan 1970 00:00:00 GMT". Times before 1970 are written as its first second. */
export function formatHttpTime(seconds: number): string {
  const time = dateOf(seconds);
  return `${DAYS[time.getUTCDay()]}, ${two(time.getUTCDate())} ${MONTHS[time.getUTCMonth()]} ${time.getUTCFullYear()} ${clockTime(time)} GMT`;
}

/** "Thu, 01-Jan-70 00:00:00 GMT": two digits of the year up to 2037, which old browsers want, then four. */
export function formatCookieTime(seconds: number): string {
  const time = dateOf(seconds);
  const year = time.getUTCFullYear();
  const shownYear = year > 2037 ? String(year) : two(year % 100);
  return `${DAYS[time.getUTCDay()]}, ${two(time.getUTCDate())}-${MONTHS[time.getUTCMonth()]}-${shownYear} ${clockTime(time)} GMT`;
}

/**
 * Reads "Sun, 06 Nov 1994 08:49:37", "Sunday, 06-Nov-94 08:49:37" and "Sun Nov  6 08:49:37 1994", whatever follows.
 * @returns seconds since 1970, or undefined. The second before 1970 is undefined too: nginx answers errors by -1
 */
export function parseHttpTime(text: string): number | undefined {
  const parts = RFC_822.exec(text) ?? RFC_850.exec(text) ?? ASCTIME.exec(text);
  const { day, month, year, hour, minute, second } = parts?.groups ?? {};
  if (day === undefined || month === undefined || year === undefined) return undefined;
  const fullYear = year.length === 2 ? Number(year) + (Number(year) < 70 ? 2000 : 1900) : Number(year);
  const monthNumber = monthOf(month);
  if (monthNumber === undefined || Number(day) > daysOf(monthNumber, fullYear)) return undefined;
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(fullYear, monthNumber, Number(day));
  date.setUTCHours(Number(hour), Number(minute), Number(second));
  const seconds = date.getTime() / 1000;
  return seconds === -1 ? undefined : seconds;
}

const TIME = "(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)";
const RFC_822 = new RegExp(`^[^, ]*, *(?<day>\\d\\d) (?<month>[\\s\\S]{3}) (?<year>\\d{4}) ${TIME}`);
const RFC_850 = new RegExp(`^[^, ]*, *(?<day>\\d\\d)-(?<month>[\\s\\S]{3})-(?<year>\\d\\d) ${TIME}`);
const ASCTIME = new RegExp(`^[^, ]* +(?<month>[\\s\\S]{3})[\\s\\S] ?(?<day>\\d\\d?) ${TIME} (?<year>\\d{4})`);

/** nginx looks no closer at a month than it needs to tell it from the others. */
function monthOf(name: string): number | undefined {
  switch (name[0]) {
    case "J":
      return name[1] === "a" ? 0 : name[2] === "n" ? 5 : 6;
    case "F":
      return 1;
    case "M":
      return name[2] === "r" ? 2 : 4;
    case "A":
      return name[1] === "p" ? 3 : 7;
    case "S":
      return 8;
    case "O":
      return 9;
    case "N":
      return 10;
    case "D":
      return 11;
    default:
      return undefined;
  }
}

function daysOf(month: number, year: number): number {
  if (month === 1) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 3 || month === 5 || month === 8 || month === 10 ? 30 : 31;
}

/** A double as C's `(time_t) seconds`, within what nginx writes. NaN and what no time_t can hold are the first second. */
function dateOf(seconds: number): Date {
  const whole = Math.abs(seconds) < 2 ** 63 ? Math.trunc(seconds) : 0;
  return new Date(Math.min(Math.max(whole, 0), LAST_SECOND) * 1000);
}

function clockTime(time: Date): string {
  return `${two(time.getUTCHours())}:${two(time.getUTCMinutes())}:${two(time.getUTCSeconds())}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

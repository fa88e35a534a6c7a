/** Whose clocks show local time: the host's, or none, where the same run is to print the same everywhere. */
export type TimeZone = "host" | "UTC";

/** "2026-11-23 14:00:59" */
export function localTime(ms: number, zone: TimeZone): string {
  const time = new Date(ms);
  return zone === "UTC"
    ? written(
        [time.getUTCFullYear(), time.getUTCMonth() + 1, time.getUTCDate()],
        [time.getUTCHours(), time.getUTCMinutes(), time.getUTCSeconds()],
      )
    : written(
        [time.getFullYear(), time.getMonth() + 1, time.getDate()],
        [time.getHours(), time.getMinutes(), time.getSeconds()],
      );
}

function written(date: readonly number[], time: readonly number[]): string {
  const digits = (value: number) => String(value).padStart(2, "0");
  const [year = 0, ...monthAndDay] = date;
  return `${[String(year).padStart(4, "0"), ...monthAndDay.map(digits)].join("-")} ${time.map(digits).join(":")}`;
}

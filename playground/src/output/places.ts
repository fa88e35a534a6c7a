/** What lines of the output tell: levels of the error log, and places in the code. */

/** The levels of nginx's error log. */
export type Level = "debug" | "info" | "notice" | "warn" | "error" | "crit" | "alert" | "emerg";

export interface LogLine {
  readonly level: Level;
  readonly message: string;
}

/** A line of the error log; undefined for any other. */
export function logLine(text: string): LogLine | undefined {
  const [, level, message = ""] = LOG_LINE.exec(text) ?? [];
  return level === undefined ? undefined : { level: level as Level, message };
}

const LOG_LINE =
  /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[(debug|info|notice|warn|error|crit|alert|emerg)\] \d+#\d+: (?:\*\d+ )?(.*)$/s;

export interface Place {
  readonly file: string;
  readonly line: number;
}

export interface PlaceInText extends Place {
  readonly from: number;
  readonly to: number;
}

/** Places that a text names: "main.lua:3", "init_by_lua:1". */
export function placesIn(text: string): readonly PlaceInText[] {
  return [...text.matchAll(PLACE)].map((found) => ({
    file: found[1] ?? "",
    line: Number(found[2]),
    from: found.index,
    to: found.index + found[0].length,
  }));
}

const PLACE = /([\w./-]{1,200}\.lua|init_by_lua|init_worker_by_lua):(\d{1,7})/g;

/** Linux's signals. */

/** By their numbers, from 1 on. */
const NAMES = [
  ..."HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU".split(
    " ",
  ),
  ..."URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS".split(" "),
];

export const SIGNAL = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  KILL: 9,
  SEGV: 11,
  PIPE: 13,
  TERM: 15,
  CHLD: 17,
  CONT: 18,
  STOP: 19,
} as const;

export const MOST_SIGNAL = 64;

/** "TERM" for 15; undefined where it has none. */
export function signalName(number: number): string | undefined {
  return NAMES[number - 1];
}

/** The number of "TERM", or of "15". */
export function signalNumber(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) <= MOST_SIGNAL ? Number(text) : undefined;
  const at = NAMES.indexOf(text.toUpperCase());
  return at < 0 ? undefined : at + 1;
}

export function signalNames(): readonly string[] {
  return NAMES;
}

/** What becomes of a process that does not care. */
export function defaultAction(number: number): "ends" | "ignores" | "stops" | "goes on" {
  const name = signalName(number) ?? "";
  if (name === "CONT") return "goes on";
  if (["STOP", "TSTP", "TTIN", "TTOU"].includes(name)) return "stops";
  return ["CHLD", "URG", "WINCH"].includes(name) ? "ignores" : "ends";
}

/** As a shell tells how a program ended: strsignal(3). */
export function signalText(number: number): string {
  const name = signalName(number);
  return (name === undefined ? undefined : TEXTS[name]) ?? `Signal ${number}`;
}

const TEXTS: Readonly<Record<string, string>> = {
  HUP: "Hangup",
  INT: "Interrupt",
  QUIT: "Quit",
  ILL: "Illegal instruction",
  TRAP: "Trace/breakpoint trap",
  ABRT: "Aborted",
  BUS: "Bus error",
  FPE: "Floating point exception",
  KILL: "Killed",
  USR1: "User defined signal 1",
  SEGV: "Segmentation fault",
  USR2: "User defined signal 2",
  PIPE: "Broken pipe",
  ALRM: "Alarm clock",
  TERM: "Terminated",
};

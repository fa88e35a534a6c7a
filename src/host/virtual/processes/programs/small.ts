/** Programs that need no file: true, false, yes, sleep, basename, dirname, pwd. */
import { toBytes } from "../bytes.ts";
import { complain, sleep as pass, write } from "../calls.ts";
import type { Process, Program, Steps } from "../process.ts";
import { fail, failUsage, quoted } from "./messages.ts";
import { parseOptions } from "./options.ts";

// biome-ignore lint/correctness/useYield: it has nothing to wait for
export const succeeds: Program = function* () {
  return 0;
};

// biome-ignore lint/correctness/useYield: it has nothing to wait for
export const fails: Program = function* () {
  return 1;
};

const YES_BYTES = 8192;

export const yes: Program = function* (process, [name = "yes", ...words]) {
  const line = `${words.length === 0 ? "y" : words.join(" ")}\n`;
  const bytes = toBytes(line.repeat(Math.max(1, Math.floor(YES_BYTES / line.length))));
  for (;;) {
    const error = yield* write(process, 1, bytes);
    if (error !== undefined) return yield* fail(process, name, `standard output: ${error.message}`);
  }
};

const UNIT_SECONDS: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3600, d: 86_400 };
/** A longer sleep never ends. */
const LONGEST_SECONDS = 1e12;

export const sleep: Program = function* (process, argv) {
  const name = argv[0] ?? "sleep";
  const { operands } = yield* parseOptions(process, argv, { short: "" });
  if (operands.length === 0) return yield* failUsage(process, name, "missing operand");
  let seconds = 0;
  let isWell = true;
  for (const word of operands) {
    const [, number = "", unit = ""] =
      /^\+?(\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+|inf(?:inity)?)([smhd]?)$/i.exec(word) ?? [];
    if (number === "") {
      isWell = false;
      yield* complain(process, `${name}: invalid time interval ${quoted(word)}\n`);
    } else seconds += (/inf/i.test(number) ? LONGEST_SECONDS : Number(number)) * (UNIT_SECONDS[unit] ?? 1);
  }
  if (!isWell) {
    yield* complain(process, `Try '${name} --help' for more information.\n`);
    return 1;
  }
  yield* pass(process, Math.min(seconds, LONGEST_SECONDS) * 1000);
  return 0;
};

export const basename: Program = function* (process, argv) {
  const name = argv[0] ?? "basename";
  const { operands } = yield* parseOptions(process, argv, { short: "", operandEnds: true });
  const [path, suffix = "", extra] = operands;
  if (path === undefined) return yield* failUsage(process, name, "missing operand");
  if (extra !== undefined) return yield* failUsage(process, name, `extra operand ${quoted(extra)}`);
  const trimmed = withoutSlashes(path);
  const base = trimmed === "/" ? trimmed : trimmed.slice(trimmed.lastIndexOf("/") + 1);
  const cut = base.endsWith(suffix) && base !== suffix ? base.slice(0, base.length - suffix.length) : base;
  return yield* say(process, name, cut);
};

export const dirname: Program = function* (process, argv) {
  const name = argv[0] ?? "dirname";
  const { operands } = yield* parseOptions(process, argv, { short: "" });
  if (operands.length === 0) return yield* failUsage(process, name, "missing operand");
  const folders = operands.map((path) => {
    const trimmed = withoutSlashes(path);
    const folder = withoutSlashes(trimmed.slice(0, trimmed.lastIndexOf("/") + 1));
    return folder === "" ? "." : folder;
  });
  return yield* say(process, name, folders.join("\n"));
};

/** Without those at the end, but for the root. */
function withoutSlashes(path: string): string {
  let end = path.length;
  while (end > 1 && path[end - 1] === "/") end--;
  return path.slice(0, end);
}

export const pwd: Program = function* (process, [name = "pwd"]) {
  return yield* say(process, name, process.folder);
};

function* say(process: Process, name: string, text: string): Steps<number> {
  const error = yield* write(process, 1, toBytes(`${text}\n`));
  return error === undefined ? 0 : yield* fail(process, name, `write error: ${error.message}`);
}

/** Takes resty's command line apart. Pure: what it cannot run comes back as the outcome to leave with. */

import type { GenerateOptions } from "../../nginx/conf/generate.ts";
import { LIST_PERMISSIONS, type ListPermission } from "../../sandbox/outside/permissions.ts";
import { loadCommands } from "../load-commands.ts";
import { failed, type Outcome, printed } from "../outcome.ts";
import { type Execution, isExecution } from "../run/execution.ts";
import { restyVersionText } from "../version.ts";
import {
  badErrlogLevel,
  badNameserver,
  badSharedDict,
  duplicateOption,
  missingArgument,
  needsNginx,
  notANumberOfConnections,
  nothingToRun,
  unknownJitOption,
  unknownOption,
  unknownVm,
} from "./resty-errors.ts";
import {
  allow,
  allowSignals,
  type GivenSandbox,
  limit,
  noSandbox,
  type RunSandbox,
  readSandbox,
} from "./sandbox-options.ts";

/** What to run. Paths are as given. */
export interface RestyRun extends GenerateOptions {
  readonly kind: "run";
  /** The code of -e, -l and -j as one chunk, named `=(command line -e)`; it runs before the script. */
  readonly inline: string | undefined;
  readonly script: string | undefined;
  /** What the script finds in `arg[1]` and on. Without a script there are none: resty takes the first word for one. */
  readonly args: readonly string[];
  /** --ns; empty: the system's. */
  readonly nameservers: readonly string[];
  readonly dumpNginxConf: boolean;
  /** --timers, which is ours: a report of every timer at the end. */
  readonly reportTimers: boolean;
  /** --virtual-time, which is ours: time passes at once while the script waits for nothing else. */
  readonly virtualTime: boolean;
  /** --trace, which is ours: the file that gets a trace at the end. */
  readonly traceFile: string | undefined;
  /** --no-bundled, which is ours: libraries that are not to be ours. */
  readonly noBundled: readonly string[];
  /** --watch, which is ours: run again when the script changes. */
  readonly watch: boolean;
  /** --vm, which is ours. */
  readonly vm: Execution;
  /** --sandbox, which is ours; undefined: the script may do whatever the user may. */
  readonly sandbox: RunSandbox | undefined;
}

export type RestyCommand = RestyRun | ({ readonly kind: "exit" } & Outcome);

/**
 * Reads the words after the command's name as resty 0.29 does: options up to the first word that is none, or up to `--`.
 * `-e CODE`, `-eCODE`, `-e=CODE` and `--opt VALUE`, `--opt=VALUE` are the same; names are not shortened nor letters joined.
 *
 * @param program the command as typed, for its help
 */
export function parseRestyCommandLine(argv: readonly string[], program = "resty-box"): RestyCommand {
  const read = readOptions(argv, program);
  if ("status" in read) return { kind: "exit", ...read };
  const { given, rest } = read;
  const wrong = firstWrong(given, program);
  if (wrong !== undefined) return { kind: "exit", ...wrong };
  const [script, ...args] = rest;
  const inline = inlineCode(given);
  const sandbox = readSandbox(given.sandbox);
  if (sandbox !== undefined && "status" in sandbox) return { kind: "exit", ...sandbox };
  if (given.wantsVersion) return { kind: "exit", ...failed(0, restyVersionText()) };
  if (inline === undefined && script === undefined) return { kind: "exit", ...nothingToRun() };
  if (given.refused !== undefined) return { kind: "exit", ...given.refused };
  return {
    kind: "run",
    inline,
    script,
    args,
    includeDirs: given.includeDirs,
    connections: Number(given.connections ?? 0) || DEFAULT_CONNECTIONS,
    errlogLevel: given.errlogLevel,
    nameservers: given.nameservers,
    resolveIpv6: given.resolveIpv6,
    sharedDicts: given.sharedDicts,
    httpConf: given.httpConf,
    mainConf: given.mainConf,
    streamConf: given.streamConf,
    httpIncludes: given.httpIncludes,
    mainIncludes: given.mainIncludes,
    noStream: given.noStream,
    dumpNginxConf: given.dumpNginxConf,
    reportTimers: given.reportTimers,
    virtualTime: given.virtualTime,
    traceFile: given.traceFile,
    noBundled: given.noBundled,
    watch: given.watch,
    vm: isExecution(given.vm) ? given.vm : "auto",
    sandbox,
  };
}

const DEFAULT_CONNECTIONS = 64;

/** A script's name that stands for standard input, which is ours: resty, and so resty-box, takes it for an option. */
export const STANDARD_INPUT = "-";

/** Everything the options said, before any of it is looked at. */
interface Given {
  code: string[];
  jit: string | undefined;
  includeDirs: string[];
  connections: string | undefined;
  errlogLevel: string;
  nameservers: string[];
  sharedDicts: string[];
  httpConf: string[];
  mainConf: string[];
  streamConf: string[];
  httpIncludes: string[];
  mainIncludes: string[];
  resolveIpv6: boolean;
  noStream: boolean;
  dumpNginxConf: boolean;
  reportTimers: boolean;
  virtualTime: boolean;
  traceFile: string | undefined;
  noBundled: string[];
  watch: boolean;
  vm: string;
  readonly sandbox: GivenSandbox;
  wantsVersion: boolean;
  /** The first option that needs an nginx process. */
  refused: Outcome | undefined;
}

/** Notes what an option says, or answers why it cannot be. */
type Take = (given: Given, value: string, option: string) => Outcome | undefined;

/** Options of one letter: the value follows, attached, after `=` or as the next word. */
const SHORT: Readonly<Record<string, Take>> = {
  "-I": (given, value) => void given.includeDirs.push(value),
  "-e": (given, value) => void given.code.push(value),
  "-l": (given, value) => void given.code.push(`require(${longString(value)})`),
  "-j": (given, value, option) => {
    if (given.jit !== undefined) return duplicateOption(option);
    given.jit = value;
    return undefined;
  },
  "-c": (given, value) => void (given.connections = value),
};

const LONG: Readonly<Record<string, Take>> = {
  "--ns": (given, value) => void given.nameservers.push(value),
  "--shdict": (given, value) => void given.sharedDicts.push(value),
  "--http-conf": (given, value) => void given.httpConf.push(value),
  "--main-conf": (given, value) => void given.mainConf.push(value),
  "--stream-conf": (given, value) => void given.streamConf.push(value),
  "--http-include": (given, value) => void given.httpIncludes.push(value),
  "--main-include": (given, value) => void given.mainIncludes.push(value),
  "--errlog-level": (given, value) => void (given.errlogLevel = value),
  "--no-bundled": (given, value) => void given.noBundled.push(value),
  "--trace": (given, value) => void (given.traceFile = value),
  "--nginx": () => undefined,
  "--vm": (given, value) => void (given.vm = value),
  "--limit": (given, value) => void limit(given.sandbox, value),
  "--load-module": refuse("a module is machine code for nginx"),
  "--user-runner": refuse("there is no nginx process to run under another program"),
  "--gdb-opts": refuse("there is no nginx process to debug"),
  "--valgrind-opts": refuse("there is no nginx process to watch"),
  "--stap-opts": refuse("there is no nginx process to trace"),
};

const FLAGS: Readonly<Record<string, Take>> = {
  "--resolve-ipv6": (given) => void (given.resolveIpv6 = true),
  "--no-stream": (given) => void (given.noStream = true),
  "--timers": (given) => void (given.reportTimers = true),
  "--virtual-time": (given) => void (given.virtualTime = true),
  "--watch": (given) => void (given.watch = true),
  "--sandbox": (given) => void (given.sandbox.isWanted = true),
  "--allow-signal": (given) => void allowSignals(given.sandbox),
  "--dump-nginx-conf": (given) => void (given.dumpNginxConf = true),
  "-v": (given) => void (given.wantsVersion = true),
  "-V": (given) => void (given.wantsVersion = true),
  "--gdb": refuse("there is no nginx process to debug"),
  "--rr": refuse("there is no nginx process to record"),
  "--valgrind": refuse("there is no nginx process to watch"),
  "--stap": refuse("there is no nginx process to trace"),
};

/** Without a value: all. A value stands behind `=`, never alone, so that a script's name is none. */
const ALLOW_ALL = allowing(({ sandbox }, permission) => allow(sandbox, permission, undefined));
const ALLOW_SOME = allowing(({ sandbox }, permission, value) => allow(sandbox, permission, value));

function allowing(take: (given: Given, permission: ListPermission, value: string) => void): Record<string, Take> {
  return Object.fromEntries(
    LIST_PERMISSIONS.map((permission): [string, Take] => [
      `--allow-${permission}`,
      (given, value) => void take(given, permission, value),
    ]),
  );
}

function refuse(why: string): Take {
  return (given, _value, option) => void (given.refused ??= needsNginx(option, why));
}

function readOptions(argv: readonly string[], program: string): { given: Given; rest: readonly string[] } | Outcome {
  const given = nothingGiven();
  let at = 0;
  for (; at < argv.length; at++) {
    const word = argv[at] ?? "";
    if (!word.startsWith("-") || (word === STANDARD_INPUT && program !== "resty-box")) break;
    if (word === "--") {
      at++;
      break;
    }
    if (word === "-h" || word === "--help") return printed(loadCommands().usage(program));
    const option = splitOption(word);
    if (option === undefined) return unknownOption(word, program, [FLAGS, LONG, ALLOW_SOME].flatMap(Object.keys));
    let value = option.value;
    if (value === undefined) {
      at++;
      value = argv[at];
      if (value === undefined) return missingArgument(option.name);
    }
    const refusal = option.take(given, value, option.name);
    if (refusal) return refusal;
  }
  return { given, rest: argv.slice(at) };
}

/** The option a word names, with the value that it carries itself. */
function splitOption(word: string): { name: string; take: Take; value: string | undefined } | undefined {
  const flag = own(FLAGS, word) ?? own(ALLOW_ALL, word);
  if (flag !== undefined) return { name: word, take: flag, value: "" };
  const short = own(SHORT, word.slice(0, 2));
  // What resty takes as attached ends with the line: its pattern's dot matches no line break.
  if (short !== undefined) {
    return {
      name: word.slice(0, 2),
      take: short,
      value: word.length > 2 ? firstLine(word.slice(2).replace(/^=/, "")) : undefined,
    };
  }
  const equals = word.indexOf("=");
  const name = equals < 0 ? word : word.slice(0, equals);
  const long = own(LONG, name) ?? own(ALLOW_SOME, name);
  if (long === undefined) return undefined;
  return { name, take: long, value: equals < 0 ? undefined : firstLine(word.slice(equals + 1)) };
}

/** A word such as `constructor` names no option. */
function own(options: Readonly<Record<string, Take>>, name: string): Take | undefined {
  return Object.hasOwn(options, name) ? options[name] : undefined;
}

function firstLine(text: string): string {
  const end = text.indexOf("\n");
  return end < 0 ? text : text.slice(0, end);
}

function nothingGiven(): Given {
  return {
    code: [],
    jit: undefined,
    includeDirs: [],
    connections: undefined,
    errlogLevel: "warn",
    nameservers: [],
    sharedDicts: [],
    httpConf: [],
    mainConf: [],
    streamConf: [],
    httpIncludes: [],
    mainIncludes: [],
    resolveIpv6: false,
    noStream: false,
    dumpNginxConf: false,
    reportTimers: false,
    virtualTime: false,
    traceFile: undefined,
    noBundled: [],
    watch: false,
    vm: "auto",
    sandbox: noSandbox(),
    wantsVersion: false,
    refused: undefined,
  };
}

/** The first value that resty refuses, in the order in which it looks. */
function firstWrong(given: Given, program: string): Outcome | undefined {
  const { connections, errlogLevel, jit, vm } = given;
  if (connections !== undefined && !/^[0-9]+$/.test(connections)) return notANumberOfConnections(connections);
  if (!/^[a-z]+$/.test(errlogLevel)) return badErrlogLevel(errlogLevel, program);
  const nameserver = given.nameservers.find((value) => !/^(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-fA-F:]+\])$/.test(value));
  if (nameserver !== undefined) return badNameserver(nameserver);
  const dict = given.sharedDicts.find((value) => !/^[_a-zA-Z0-9]+[ \t\r\n\f\v]+\d+[kmKM]?$/.test(value));
  if (dict !== undefined) return badSharedDict(dict);
  if (jit !== undefined && !["off", "v", "dump"].includes(jit)) return unknownJitOption(jit, program);
  if (!isExecution(vm)) return unknownVm(vm);
  return undefined;
}

/** There is no compiler of LuaJIT's whose work `-j v` and `-j dump` could show; as with resty they are enough to run. */
function inlineCode({ code, jit }: Given): string | undefined {
  if (jit === undefined && code.length === 0) return undefined;
  return [...(jit === "off" ? ['require "jit".off()'] : []), ...code].join("; ");
}

/** A Lua string without escapes: in long brackets of a level that does not occur in `text`. */
function longString(text: string): string {
  let level = "=";
  while (`${text}]`.includes(`]${level}]`)) level += "=";
  return `[${level}[${text}]${level}]`;
}

/** Lua's `os`. */
import type { Environment, Files, Processes, Stdio, SystemTime } from "../../host/ports.ts";
import { checkInteger, checkNumber, checkString, optionalNumber } from "../arguments.ts";
import { cString } from "../byte-text.ts";
import { chargeName } from "../charge.ts";
import { Exit } from "../errors.ts";
import { raise } from "../raise.ts";
import type { State } from "../state.ts";
import type { Library } from "./define.ts";
import { execute } from "./execute.ts";
import { fileResult } from "./files/results.ts";
import { loadLocale } from "./load-locale.ts";
import { loadOsDate } from "./load-os-date.ts";
import type { Locale } from "./locale.ts";
import { toTime } from "./to-time.ts";

export interface OsPorts {
  readonly files: Files;
  readonly environment: Environment;
  readonly time: SystemTime;
  readonly stdio: Stdio;
  /** Default: no process can be started. */
  readonly processes?: Processes;
}

/** The `os` of one machine. `os.exit` throws {@link Exit}: who runs the machine ends the process. */
export function osLibrary(state: State, ports: OsPorts): Library {
  const { files, environment, time: clock } = ports;
  let locale: Locale | undefined;
  return {
    clock: () => clock.cpuSeconds(),

    date(...args) {
      return loadOsDate().date(state, clock, args);
    },

    difftime(later, earlier) {
      // C's compiler has the last argument evaluated first
      const start = optionalNumber(state, earlier, 2, arguments.length, 0);
      return toTime(checkNumber(state, later, 1, arguments.length)) - toTime(start);
    },

    execute(command) {
      if (command === undefined) return ports.processes !== undefined;
      return execute(state, ports, cString(checkString(state, command, 1, arguments.length)));
    },

    exit(status) {
      throw new Exit(
        typeof status === "boolean"
          ? Number(!status)
          : status === undefined
            ? 0
            : exitStatus(checkInteger(state, status, 1, arguments.length)),
      );
    },

    getenv(name) {
      return environment.get(cString(checkString(state, name, 1, arguments.length)));
    },

    remove(name) {
      const path = cString(checkString(state, name, 1, arguments.length));
      chargeName(state, path);
      return fileResult(files.remove(path), path);
    },

    rename(from, to) {
      const path = cString(checkString(state, from, 1, arguments.length));
      const target = cString(checkString(state, to, 2, arguments.length));
      chargeName(state, path);
      chargeName(state, target);
      return fileResult(files.rename(path, target), path);
    },

    setlocale(...args) {
      locale ??= new (loadLocale())(environment);
      return locale.set(state, args, args.length);
    },

    time(table) {
      return loadOsDate().time(state, clock, table, arguments.length);
    },

    tmpname() {
      const name = files.temporaryName();
      return typeof name === "string" ? name : raise(state, "unable to generate a unique filename");
    },
  };
}

/** What the system keeps of an exit status. */
function exitStatus(status: number): number {
  return Math.abs(status) < 2 ** 31 ? status & 255 : 0;
}

/** lua-resty-core: all that it adds is there from the start here, so that requiring its parts answers little more than versions. */
import { everywhere } from "./declaration/phases.ts";
import { library, type ModuleDeclaration } from "./declare.ts";

/** The lua-resty-core that belongs to ngx_lua 0.10.32. */
export const RESTY_CORE_VERSION = "0.1.35";

const inLua = { phases: everywhere, writtenInLua: true, params: [] } as const;

export const restyCore = library("resty.core", {}, { constants: () => ({ version: RESTY_CORE_VERSION }) });

const restyCoreTime = library(
  "resty.core.time",
  {
    monotonic_msec: {
      ...inLua,
      does: "The cached time of a clock that is never set, in milliseconds.",
      run: ({ scheduler }) => scheduler.nowMs,
    },
    monotonic_time: {
      ...inLua,
      does: "The cached time of a clock that is never set, in seconds.",
      run: ({ scheduler }) => scheduler.nowMs / 1000,
    },
  },
  { constants: () => ({ version: RESTY_CORE_VERSION }) },
);

/** What else scripts require so that it is there: it is. */
const PARTS: readonly (readonly [name: string, version: "version" | "_VERSION"])[] = [
  ...["base64", "coroutine", "exit", "hash", "ndk", "param", "phase", "regex", "request", "response"].map(versioned),
  ...["shdict", "socket", "uri", "var"].map(versioned),
  ["ctx", "_VERSION"],
  ["misc", "_VERSION"],
  ["worker", "_VERSION"],
];

export const restyCoreParts: readonly ModuleDeclaration[] = [
  restyCoreTime,
  ...PARTS.map(([name, version]) =>
    library(`resty.core.${name}`, {}, { constants: () => ({ [version]: RESTY_CORE_VERSION }) }),
  ),
];

function versioned(name: string): readonly [string, "version"] {
  return [name, "version"];
}

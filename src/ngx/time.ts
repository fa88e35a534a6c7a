/** The time functions: all but the two that update read the worker's cached clock. */
import { NOTHING } from "../vm/values.ts";
import { strictNumber, strictString } from "./declaration/parameters.ts";
import { everywhere } from "./declaration/phases.ts";
import { module } from "./declare.ts";
import { formatCookieTime, formatHttpTime, parseHttpTime } from "./text/http-time.ts";
import { localTime } from "./text/local-time.ts";

const inLua = { phases: everywhere, writtenInLua: "resty/core/time.lua" } as const;
const secondsOnly = strictNumber("seconds", "number argument only");

export const time = module("ngx", {
  now: {
    ...inLua,
    does: "The cached time in seconds since 1970, with milliseconds.",
    params: [],
    run: ({ worker }) => worker.clock.nowMs() / 1000,
  },
  time: {
    ...inLua,
    does: "The cached time in whole seconds since 1970.",
    params: [],
    run: ({ worker }) => Math.floor(worker.clock.nowMs() / 1000),
  },
  update_time: {
    ...inLua,
    does: "Reads the system's clock into the cached time.",
    params: [],
    run: ({ worker }) => {
      worker.clock.update();
      return NOTHING;
    },
  },
  today: {
    ...inLua,
    does: "The cached date in local time, as 2026-11-23.",
    params: [],
    run: ({ worker }) => localTime(worker.clock.nowMs(), worker.clock.zone).slice(0, 10),
  },
  localtime: {
    ...inLua,
    does: "The cached date and time in local time, as 2026-11-23 14:00:59.",
    params: [],
    run: ({ worker }) => localTime(worker.clock.nowMs(), worker.clock.zone),
  },
  utctime: {
    ...inLua,
    does: "The cached date and time in UTC, as 2026-11-23 14:00:59.",
    params: [],
    run: ({ worker }) => localTime(worker.clock.nowMs(), "UTC"),
  },
  http_time: {
    ...inLua,
    does: "A time in seconds as HTTP headers write it: Thu, 01 Jan 1970 00:00:00 GMT.",
    params: [secondsOnly],
    run: (_context, seconds) => formatHttpTime(seconds),
  },
  cookie_time: {
    ...inLua,
    does: "A time in seconds as a cookie's expiry: Thu, 01-Jan-70 00:00:00 GMT.",
    params: [secondsOnly],
    run: (_context, seconds) => formatCookieTime(seconds),
  },
  parse_http_time: {
    ...inLua,
    does: "The seconds since 1970 that a time in an HTTP header means, or nil.",
    params: [strictString("text", "string argument only")],
    run: (_context, text) => parseHttpTime(text),
  },
});

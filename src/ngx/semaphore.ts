/** ngx.semaphore: light threads that wait for one another, across requests. */
import { LUALIB } from "../runtime/lualib.ts";
import { Semaphore } from "../runtime/semaphore.ts";
import { suspend } from "../vm/coroutines.ts";
import { LuaError } from "../vm/errors.ts";
import { parseNumber } from "../vm/numbers.ts";
import { raise } from "../vm/raise.ts";
import type { State } from "../vm/state.ts";
import { Table } from "../vm/table.ts";
import { Userdata, type Value } from "../vm/values.ts";
import { toInt32 } from "./c-conversions.ts";
import { any, optional } from "./declaration/parameters.ts";
import { contextName, everywhere, HANDLER_PHASES, only } from "./declaration/phases.ts";
import { library } from "./declare.ts";

/** Where the reference's library raises its own mistakes: part of their text. */
const LIBRARY = `${LUALIB}/ngx/semaphore.lua`;
/** The key under which the reference keeps the C object. */
const SEMAPHORE_FIELD = "sem";

const WAITING = only("timer", ...HANDLER_PHASES);

const inLua = { phases: everywhere, writtenInLua: "ngx/semaphore.lua" } as const;

export const semaphore = library(
  "ngx.semaphore",
  {
    new: {
      ...inLua,
      does: "Makes a semaphore with n free resources (0).",
      params: [optional(any("n"))],
      run: (context, amount) => {
        const resources = toNumber(amount) ?? 0;
        if (resources < 0) raise(context.state, "no negative number");
        const instance = new Table(context.state.emptyShape);
        instance.set(SEMAPHORE_FIELD, new Userdata(new Semaphore(context.scheduler, toInt32(resources)), "cdata"));
        instance.setMetatable(context.libraryMetatable("ngx.semaphore"));
        return instance;
      },
    },
    wait: {
      does: "Takes a resource, waiting for up to timeout seconds; true, or nil and why not.",
      phases: WAITING,
      refusal: { isAnswered: true },
      suspends: true,
      writtenInLua: "ngx/semaphore.lua",
      params: [any("semaphore"), optional(any("timeout"))],
      run: ({ state, request: { phase } }, instance, timeout) => {
        const held = semaphoreOf(state, instance);
        const seconds = toNumber(timeout);
        if (seconds === undefined) {
          throw new LuaError(`${LIBRARY}:129: attempt to perform arithmetic on a nil value`);
        }
        if (seconds < 0) raise(state, "no negative number");
        const timeoutMs = toInt32(seconds * 1000);
        if (!WAITING.allows?.[phase]) return [undefined, `API disabled in the context of ${contextName(phase)}`];
        if (held.tryTake()) return true;
        if (timeoutMs === 0) return [undefined, "timeout"];
        if (state.unyieldable > 0) throw new LuaError(`${LIBRARY}:160: attempt to yield across C-call boundary`);
        return suspend(state, held.wait(timeoutMs));
      },
    },
    post: {
      ...inLua,
      does: "Frees n resources (1) and wakes those who wait for them.",
      params: [any("semaphore"), optional(any("n"))],
      run: ({ state }, instance, amount) => {
        const held = semaphoreOf(state, instance);
        const resources = toNumber(amount) ?? 1;
        if (resources < 1) raise(state, "positive number required");
        held.post(toInt32(resources));
        return true;
      },
    },
    count: {
      ...inLua,
      does: "How many resources are free; below zero, how many light threads wait.",
      params: [any("semaphore")],
      run: ({ state }, instance) => semaphoreOf(state, instance).count,
    },
  },
  { constants: () => ({ version: "0.1.29" }) },
);

function semaphoreOf(state: State, value: Value): Semaphore {
  const held = value instanceof Table ? value.get(SEMAPHORE_FIELD) : undefined;
  if (held instanceof Userdata && held.payload instanceof Semaphore) return held.payload;
  return raise(state, "not a semaphore instance");
}

function toNumber(value: Value): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" ? parseNumber(value) : undefined;
}

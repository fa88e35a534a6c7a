/** The coroutine library as plain LuaJIT has it. OpenResty's phases put their own functions over it (src/ngx). */
import { checkFunction } from "../arguments.ts";
import { Coroutine } from "../coroutine.ts";
import { resume, YIELD_REFUSED, yieldValues } from "../coroutines.ts";
import { Closure, NativeFunction } from "../functions.ts";
import { raise, raiseArgument } from "../raise.ts";
import type { State } from "../state.ts";
import type { Value } from "../values.ts";
import type { Library } from "./define.ts";

export function coroutineLibrary(state: State): Library {
  return {
    create(body) {
      return new Coroutine(checkFunction(state, body, 1, arguments.length));
    },
    resume(coroutine, ...values) {
      return resume(state, checkCoroutine(state, coroutine), values, false);
    },
    yield(...values) {
      // OpenResty's own function raises it without a position.
      if (state.unyieldable > 0) raise(state, YIELD_REFUSED);
      return yieldValues(state, values);
    },
    wrap(body) {
      const coroutine = new Coroutine(checkFunction(state, body, 1, arguments.length));
      return new NativeFunction("wrap", (...values) => resume(state, coroutine, values, true));
    },
    status(coroutine) {
      return checkCoroutine(state, coroutine).status;
    },
    running() {
      return [state.coroutine, state.coroutine === state.root];
    },
  };
}

/** As OpenResty's own `create`. @throws LuaError where `body` is no Lua function */
export function createCoroutine(state: State, body: Value): Coroutine {
  if (body instanceof Closure || (body instanceof NativeFunction && body.writtenInLua)) return new Coroutine(body);
  return raiseArgument(state, 1, "Lua function expected");
}

export function checkCoroutine(state: State, value: Value): Coroutine {
  if (value instanceof Coroutine) return value;
  return raiseArgument(state, 1, "coroutine expected");
}

/** Carries out one call of `read`: from the buffer, from the file, or by suspending the script until input has come. */
import type { HostError } from "../../../host/ports.ts";
import type { State } from "../../state.ts";
import type { Result, Value } from "../../values.ts";
import { canStall, stall } from "../stalling.ts";
import type { Channel } from "./channel.ts";
import type { OpenFile } from "./open-file.ts";
import { CHUNK, LINE_BUFFER, readFormats } from "./reading.ts";

/**
 * Reads by `formats` and hands the values, or the error that met it, to `done`, whose answer is the native function's own.
 * @param first the argument number of the first format, for messages
 */
export function readCall(
  state: State,
  file: OpenFile,
  formats: readonly Value[],
  first: number,
  done: (values: readonly Value[], error: HostError | undefined) => Result,
): Result {
  if (formats.length === 0 || (formats.length === 1 && isLineFormat(formats[0]))) {
    const line = file.input.takeShortLine(LINE_BUFFER - 1);
    if (line !== undefined) return done([line], undefined);
  }
  const reading = readFormats(state, file.input, formats, first);
  let error: HostError | undefined;
  let ended = false;
  /** Goes on after it was asked for more; `got` is the answer. */
  const proceed = (got: boolean): Result => {
    let more = got;
    for (;;) {
      const step = reading.next(more);
      if (step.done) return done(step.value, error);
      const { readLater } = file.channel;
      if (!ended && readLater !== undefined && canStall(state)) {
        return stallForInput(state, step.value, readLater, (came, last) => {
          const any = came !== "" && take(came);
          return proceed((last !== undefined && take(last)) || any);
        });
      }
      more = !ended && take(fillNow(file, step.value));
    }
  };
  /** Puts what came into the buffer; whether anything did. The end of the file holds for the rest of the call. */
  const take = (outcome: string | HostError): boolean => {
    if (typeof outcome === "string" && outcome !== "") {
      file.input.add(outcome);
      return true;
    }
    ended = true;
    if (typeof outcome !== "string") error = outcome;
    return false;
  };
  return proceed(false);
}

function isLineFormat(format: Value): boolean {
  return format === "*l" || format === "l";
}

function fillNow(file: OpenFile, length: number): string | HostError {
  return file.beforeReading() ?? file.channel.read(length);
}

/**
 * Suspends the whole worker until input has come: at least one byte, and where much is wanted, as much as comes up to
 * `length`, so that one wait of the script is one stall.
 * @param then gets what came, and the end ("") or the error that was met behind it
 */
function stallForInput(
  state: State,
  length: number,
  readLater: NonNullable<Channel["readLater"]>,
  then: (came: string, last: "" | HostError | undefined) => Result,
): Result {
  const pieces: string[] = [];
  let last: "" | HostError | undefined;
  return stall(
    state,
    "file:read",
    (resume) => {
      let missing = length;
      let cancel = () => {};
      const next = () => {
        cancel = readLater(Math.max(missing, CHUNK), (got) => {
          if (typeof got !== "string" || got === "") {
            last = got;
            return resume();
          }
          pieces.push(got);
          missing -= got.length;
          if (length > CHUNK && missing > 0) next();
          else resume();
        });
      };
      next();
      return () => cancel();
    },
    () => then(pieces.join(""), last),
  );
}

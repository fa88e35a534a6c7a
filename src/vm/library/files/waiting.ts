/** What library functions on the file of a child process wait for: that it takes what was written, and that it ends. */
import type { Child, ChildExit, HostError } from "../../../host/ports.ts";
import type { State } from "../../state.ts";
import type { Result } from "../../values.ts";
import { canStall, stall } from "../stalling.ts";
import type { OpenFile } from "./open-file.ts";
import { exitResults } from "./results.ts";

/**
 * Waits until nothing of what was written is left over, which holds up nobody where nothing is.
 * @param then goes on; is told why the rest could not be written
 */
export function onceWritten(
  state: State,
  { channel }: OpenFile,
  then: (error: HostError | undefined) => Result,
): Result {
  const { leftOver } = channel;
  if (leftOver === undefined || leftOver.isEmpty) return then(undefined);
  if (!canStall(state)) return then(leftOver.writeSync());
  let failure: HostError | undefined;
  return stall(
    state,
    "file:write",
    (resume) =>
      leftOver.writeLater((error) => {
        failure = error;
        resume();
      }),
    () => then(failure),
  );
}

/** Waits for the end of a child in the library function `awaits`; answers how it ended. */
export function onceEnded(state: State, child: Child, awaits: string): Result {
  const results = ({ reason, status }: ChildExit) => exitResults(reason, status);
  if (child.exit !== undefined) return results(child.exit);
  if (!canStall(state)) return results(child.waitSync());
  let ended: ChildExit | undefined;
  return stall(
    state,
    awaits,
    (resume) => {
      child.onExit((exit) => {
        ended = exit;
        resume();
      });
      return () => {};
    },
    () => results(ended ?? child.waitSync()),
  );
}

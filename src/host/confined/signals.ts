/** Signals to oneself and one's children, and to others where that is allowed. */
import { hostError } from "../errno.ts";
import type { Signals } from "../ports.ts";

/** @param onDenied told of a signal, by its number, and whom it was for */
export function confinedSignals(
  signals: Signals,
  isOwn: (pid: number) => boolean,
  onDenied: (signal: number, pid: number) => void,
): Signals {
  return {
    on: (name, handler) => signals.on(name, handler),
    send(pid, signal) {
      if (isOwn(pid)) return signals.send(pid, signal);
      onDenied(signal, pid);
      return hostError("EPERM");
    },
  };
}

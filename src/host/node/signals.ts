import type { Signals } from "../ports.ts";
import { asHostError } from "./strerror.ts";

/** The signals of this process and its like. A handler does not keep it alive. */
export const nodeSignals: Signals = {
  on(name, handler) {
    process.on(name, handler);
    return () => {
      process.off(name, handler);
    };
  },
  send(pid, signal) {
    try {
      process.kill(pid, signal);
      return undefined;
    } catch (thrown) {
      return asHostError(thrown);
    }
  },
};

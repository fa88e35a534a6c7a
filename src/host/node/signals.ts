import type { Signals } from "../ports.ts";

/** The signals of this process. A handler does not keep it alive. */
export const nodeSignals: Signals = {
  on(name, handler) {
    process.on(name, handler);
    return () => {
      process.off(name, handler);
    };
  },
};

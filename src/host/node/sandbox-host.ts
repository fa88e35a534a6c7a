/** What a sandbox needs of Node, be it in the host's own thread or in one of its own. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { nodeCollector } from "./collector.ts";
import { monotonicMs } from "./monotonic.ts";
import { pcre2At } from "./pcre2.ts";

/** @param home the folder of the package */
export function sandboxHost(home: string) {
  return {
    library: (path: string): string | undefined => {
      // only what lies in the folder: a path of a script has no ".." any more, but this does not rely on it
      if (!/^[\w-]+(?:\/[\w-]+)*\.lua$/.test(path)) return undefined;
      try {
        return readFileSync(join(home, "lua", path), "latin1");
      } catch {
        return undefined;
      }
    },
    pcre2: pcre2At(home),
    collector: nodeCollector(),
    monotonicMs,
    turn: () => new Promise<void>((resolve) => setImmediate(resolve)),
  };
}

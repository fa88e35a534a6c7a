/** Names of hosts become addresses. */
import type { ResolveFailure } from "../../host/ports.ts";
import type { Cosockets } from "./cosockets.ts";

/** Numbers and texts of nginx's resolver. */
const REASONS: Readonly<Record<ResolveFailure, string>> = {
  "format error": "1: Format error",
  "server failure": "2: Server failure",
  "not found": "3: Host not found",
  unimplemented: "4: Unimplemented",
  "operation refused": "5: Operation refused",
  "no answer": "110: Operation timed out",
};

/**
 * Looks a name up for as long as `resolver_timeout` says.
 * @param done called in a later turn, with one of its addresses, or with why there is none
 * @returns what cancels
 */
export function resolve(
  { scheduler, settings, sockets }: Cosockets,
  name: string,
  done: (found: { readonly ip: string } | { readonly error: string }) => void,
): () => void {
  const { resolves, resolverTimeoutMs } = settings;
  if (resolves === undefined) throw new Error("there is no resolver");
  const release = scheduler.clock.hold();
  let isOver = false;
  const end = () => {
    isOver = true;
    release();
    scheduler.cancel(deadline);
    cancel();
  };
  const fail = (reason: ResolveFailure) => {
    end();
    done({ error: `${name} could not be resolved (${REASONS[reason]})` });
  };
  const deadline = scheduler.after(resolverTimeoutMs, () => fail("no answer"));
  const cancel = sockets.resolve(name, resolves, (found) =>
    scheduler.arrive(() => {
      if (isOver) return;
      const ip = typeof found === "string" ? undefined : found[Math.floor(Math.random() * found.length)];
      if (typeof found === "string") fail(found);
      else if (ip === undefined) fail("not found");
      else {
        end();
        done({ ip });
      }
    }),
  );
  return end;
}

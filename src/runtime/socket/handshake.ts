/** TLS begins on a stream. */
import type { Connection, TlsOptions, TlsOutcome } from "../../host/ports.ts";
import { TimeLimit } from "../stream/wait.ts";
import type { Direction } from "./direction.ts";

const HANDSHAKE_FAILED = "handshake failed";

/** What a script says of a TLS connection. */
export type TlsWanted = Pick<TlsOptions, "serverName" | "verifies" | "session" | "identity">;

/**
 * @param done called once, in a later turn, with the session or an error
 * @returns what cancels
 */
export function shakeHands(
  stream: Direction,
  connection: Connection,
  wanted: TlsWanted,
  timeoutMs: number,
  done: (outcome: { readonly session: unknown } | { readonly error: string }) => void,
): () => void {
  const { scheduler, settings } = stream.cosockets;
  let isOver = false;
  const end = () => {
    isOver = true;
    limit.cancel();
  };
  const limit = new TimeLimit(scheduler, timeoutMs, () => {
    end();
    done({ error: "timeout" });
  });
  connection.secure({ ...wanted, ...settings.tls }, (outcome) =>
    scheduler.arrive(() => {
      if (isOver) return;
      end();
      done("session" in outcome ? outcome : { error: logged(stream, outcome, wanted.serverName) });
    }),
  );
  return end;
}

/** Logs why there is no secure connection, and answers what the script is told. */
function logged(
  stream: Direction,
  outcome: Exclude<TlsOutcome, { session: unknown }>,
  serverName: string | undefined,
): string {
  if ("certificateError" in outcome) {
    const reason = `${outcome.certificateError}: ${outcome.reason}`;
    stream.logError(`lua ssl certificate verify error: (${reason})`);
    return reason;
  }
  if ("closed" in outcome) {
    const { closed } = outcome;
    const reason = closed === undefined ? "" : ` (${closed.errno}: ${closed.message})`;
    stream.log("error", `peer closed connection in SSL handshake${reason}`);
    return HANDSHAKE_FAILED;
  }
  const { failure, detail } = outcome;
  // nginx counts whatever a peer can do wrong as an error, and is more alarmed only where OpenSSL itself fails
  if (failure === HANDSHAKE_FAILED) stream.log("error", `SSL_do_handshake() failed (SSL: ${detail})`);
  else if (failure === "certificate host mismatch")
    stream.logError(`lua ssl certificate does not match host "${serverName}"`);
  return failure;
}

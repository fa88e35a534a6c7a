/** Sockets that lead only where `permissions.net` lets them. */
import { hostError } from "../errno.ts";
import type { ConnectError, Connection, Sockets } from "../ports.ts";
import { addressName, type NetRules } from "./net-rules.ts";

/** @param onDenied told of what was refused: a name, or an address with its port */
export function confinedSockets(sockets: Sockets, rules: NetRules, onDenied: (where: string) => void): Sockets {
  return {
    resolve(name, how, done) {
      if (!rules.allowsName(name)) {
        onDenied(name);
        return inLaterTurn(() => done("not found"));
      }
      return sockets.resolve(name, how, (found) => {
        if (typeof found === "string") return done(found);
        const allowed = rules.take(name, found);
        if (allowed.length === 0 && found.length > 0) onDenied(`${name} (${found.join(", ")})`);
        return done(allowed.length > 0 ? allowed : "not found");
      });
    },
    connect(to, localIp, done) {
      if (rules.allows(to)) return sockets.connect(to, localIp, done);
      onDenied(addressName(to));
      return new RefusedConnection(done);
    },
    datagrams(to, localIp) {
      if (rules.allows(to)) return sockets.datagrams(to, localIp);
      onDenied(addressName(to));
      return DENIED;
    },
  };
}

export const DENIED: ConnectError = { ...hostError("EACCES"), call: "connect" };

/** What a script holds while it learns that there is no connection. */
class RefusedConnection implements Connection {
  readonly hasEnded = true;
  readonly descriptor = undefined;
  private readonly forget: () => void;

  constructor(done: (error: ConnectError) => void) {
    this.forget = inLaterTurn(() => done(DENIED));
  }

  readNow(): null {
    return null;
  }

  watch(): void {}

  write(): ConnectError {
    return DENIED;
  }

  setOption(): void {}

  option(): number {
    return 0;
  }

  secure(): void {}

  close(): void {
    this.forget();
  }
}

/** @returns what takes it back */
function inLaterTurn(run: () => void): () => void {
  let isWanted = true;
  void Promise.resolve().then(() => {
    if (isWanted) run();
  });
  return () => {
    isWanted = false;
  };
}

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
      return new RefusedConnection(DENIED, done);
    },
    datagrams(to, localIp) {
      if (rules.allows(to)) return sockets.datagrams(to, localIp);
      onDenied(addressName(to));
      return DENIED;
    },
  };
}

/** Sockets, as many as may be open. */
export function fewSockets(sockets: Sockets, most: number): Sockets {
  let open = 0;
  const counted = <Opened extends { close(): void }>(socket: Opened): Opened => {
    open++;
    return closing(socket, () => open--);
  };
  return {
    resolve: (name, how, done) => sockets.resolve(name, how, done),
    connect: (to, localIp, done) =>
      open < most ? counted(sockets.connect(to, localIp, done)) : new RefusedConnection(TOO_MANY, done),
    datagrams(to, localIp) {
      if (open >= most) return TOO_MANY;
      const opened = sockets.datagrams(to, localIp);
      return "code" in opened ? opened : counted(opened);
    },
  };
}

/** Tells once when a socket is closed. */
export function closing<Closed extends { close(): void }>(socket: Closed, onClosed: () => void): Closed {
  const close = socket.close.bind(socket);
  let isClosed = false;
  socket.close = () => {
    if (!isClosed) onClosed();
    isClosed = true;
    close();
  };
  return socket;
}

const TOO_MANY: ConnectError = { ...hostError("EMFILE"), call: "connect" };
const DENIED: ConnectError = { ...hostError("EACCES"), call: "connect" };

/** What a script holds while it learns that there is no connection. */
class RefusedConnection implements Connection {
  readonly hasEnded = true;
  readonly descriptor = undefined;
  private readonly error: ConnectError;
  private readonly forget: () => void;

  constructor(error: ConnectError, done: (error: ConnectError) => void) {
    this.error = error;
    this.forget = inLaterTurn(() => done(error));
  }

  readNow(): null {
    return null;
  }

  watch(): void {}

  write(): ConnectError {
    return this.error;
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

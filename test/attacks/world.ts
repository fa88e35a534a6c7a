/** What there is to attack on the host: files, a server, a variable. */
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface World {
  /** A folder of the host. */
  readonly folder: string;
  /** A file in it, which contains {@link SECRET}, and a link to that. */
  readonly secretFile: string;
  readonly secretLink: string;
  /** What an attack makes, if it can make a file. */
  readonly mark: string;
  /** Servers that send {@link SECRET} to whoever connects. */
  readonly port: number;
  readonly socketPath: string;
  /** How many have connected. */
  readonly visits: { count: number };
  close(): void;
}

export const SECRET = "the secret of the host";
/** A variable of the host's environment whose value is {@link SECRET}. */
export const SECRET_NAME = "NGXBOX_TEST_SECRET";

export async function createWorld(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), "ngxbox-attacks-"));
  const [secretFile, secretLink, socketPath] = ["secret.txt", "link.txt", "socket"].map((name) => join(folder, name));
  if (secretFile === undefined || secretLink === undefined || socketPath === undefined) throw new Error("no paths");
  writeFileSync(secretFile, SECRET);
  symlinkSync(secretFile, secretLink);
  process.env[SECRET_NAME] = SECRET;
  const visits = { count: 0 };
  const serve = () =>
    createServer((socket) => {
      visits.count++;
      socket.on("error", () => {});
      socket.end(`${SECRET}\n`);
    });
  const [network, local] = [serve(), serve()];
  await Promise.all([listening(network, { port: 0, host: "127.0.0.1" }), listening(local, { path: socketPath })]);
  const address = network.address();
  return {
    folder,
    secretFile,
    secretLink,
    mark: join(folder, "mark"),
    port: typeof address === "object" && address !== null ? address.port : 0,
    socketPath,
    visits,
    close() {
      delete process.env[SECRET_NAME];
      network.close();
      local.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Whether the attack's file is there; then it is removed. */
export function markIsThere({ mark }: World): boolean {
  const isThere = existsSync(mark);
  rmSync(mark, { force: true });
  return isThere;
}

/** Whether somebody has connected since this was asked. */
export function wasVisited({ visits }: World): boolean {
  const were = visits.count > 0;
  visits.count = 0;
  return were;
}

function listening(server: Server, where: { port: number; host: string } | { path: string }): Promise<void> {
  server.unref();
  return new Promise((resolve) => server.listen(where, resolve));
}

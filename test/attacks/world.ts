/** What there is to attack on the host: files, a server, a variable. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface World {
  /** A folder of the host. */
  readonly folder: string;
  /** A file in it, which contains {@link SECRET}, and a link to that. */
  readonly secretFile: string;
  readonly secretLink: string;
  /** A folder in it that scripts may be allowed: with links out of it, and a file that is one every other moment. */
  readonly allowed: string;
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
  const allowed = join(folder, "allowed");
  mkdirSync(allowed);
  writeFileSync(join(allowed, "own.txt"), "own");
  symlinkSync("../secret.txt", join(allowed, "link"));
  symlinkSync("..", join(allowed, "up"));
  symlinkSync("/proc/self/root", join(allowed, "root"));
  symlinkSync("../mark", join(allowed, "dangling"));
  mkdirSync(join(allowed, "bin"));
  // a program of the script's own, as one could be written and made executable by another that may be started
  writeFileSync(join(allowed, "bin/echo"), '#!/bin/sh\ntouch "$1"\n', { mode: 0o755 });
  const flipping = flip(allowed);
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
    allowed,
    mark: join(folder, "mark"),
    port: typeof address === "object" && address !== null ? address.port : 0,
    socketPath,
    visits,
    close() {
      flipping.kill("SIGKILL");
      delete process.env[SECRET_NAME];
      network.close();
      local.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Makes "flip" a file and a link to the secret, in turns, without a moment in which it is neither. */
function flip(allowed: string): ChildProcess {
  const code = `const { renameSync, symlinkSync, writeFileSync } = require("node:fs");
    process.chdir(${JSON.stringify(allowed)});
    const next = () => {
      for (let turns = 0; turns < 50; turns++) {
        symlinkSync("../secret.txt", "new"); renameSync("new", "flip");
        writeFileSync("new", "own"); renameSync("new", "flip");
      }
      setTimeout(next, 1);
    };
    process.on("disconnect", () => process.exit());
    next();`;
  const child = spawn(process.execPath, ["-e", code], { stdio: ["ignore", "ignore", "ignore", "ipc"] });
  child.unref();
  child.channel?.unref();
  return child;
}

/** Whether the attack's file is there; then it is removed. */
export function markIsThere({ mark }: World): boolean {
  const isThere = existsSync(mark);
  rmSync(mark, { force: true, recursive: true });
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

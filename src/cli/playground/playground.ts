/** `ngxbox playground`: serves the page that comes with ngxbox to this computer alone, and opens it. */
import { existsSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { builtin } from "../../host/node/builtin.ts";
import { failed, type Outcome } from "../outcome.ts";
import { openBrowser } from "./open-browser.ts";
import { parsePlaygroundOptions } from "./options.ts";
import { staticSite } from "./static-site.ts";

/** Nobody else on the network reaches it. */
const ADDRESS = "127.0.0.1";
const USUAL_PORT = 8480;
/** How many ports behind that one are tried. */
const MORE_PORTS = 9;

/**
 * Answers where there is nothing to serve; else the process serves until a signal ends it.
 * @param home the folder of the package
 */
export function playground(words: readonly string[], home: string): Outcome | undefined {
  const options = parsePlaygroundOptions(words);
  if ("status" in options) return options;
  const folder = join(Buffer.from(home, "latin1").toString(), "dist/playground");
  if (!existsSync(join(folder, "index.html"))) return failed(1, notBuilt(folder));

  const { port, opensBrowser } = options;
  const { createServer } = builtin<typeof import("node:http")>("node:http");
  const server = createServer(staticSite(folder));
  const tell = (text: string) => void process.stdout.write(text);
  // nobody may want to read it any more
  process.stdout.on("error", () => {});
  server.once("listening", () => {
    const url = `http://${ADDRESS}:${(server.address() as AddressInfo).port}/`;
    tell(`The playground is at ${url} (Ctrl+C ends it)\n`);
    if (opensBrowser) openBrowser(url, () => tell("No browser could be opened: open that address in one.\n"));
  });
  listen(server, port ?? USUAL_PORT, port === undefined ? MORE_PORTS : 0);
  const end = () => process.exit();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, end);
  return undefined;
}

/** @param more how many other ports may be taken instead */
function listen(server: Server, port: number, more: number): void {
  server.once("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EADDRINUSE" && more > 0) return listen(server, port + 1, more - 1);
    process.stderr.write(`ngxbox playground: ${cannotListen(port, error)}\n`);
    process.exitCode = 1;
  });
  server.listen(port, ADDRESS);
}

function cannotListen(port: number, { code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case "EADDRINUSE":
      return `the port ${port} is taken; --port 0 takes one that is free`;
    case "EACCES":
      return `the port ${port} may not be used by everybody; --port 0 takes one that may`;
    default:
      return `cannot listen: ${message}`;
  }
}

function notBuilt(folder: string): string {
  return `ngxbox playground: the page is not here (${folder}).
The package from npm has it; in a clone, "npm run playground:build" makes it.
`;
}

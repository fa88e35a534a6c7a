/** Serves the built page under a path of some depth, as any web server would. */
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";

export const BUILT = fileURLToPath(new URL("../../../dist/playground/", import.meta.url));
const PATH = "/some/path/";

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html",
  js: "text/javascript",
  css: "text/css",
  svg: "image/svg+xml",
  txt: "text/plain",
  wasm: "application/wasm",
  webmanifest: "application/manifest+json",
};

export interface Site {
  readonly url: string;
  close(): void;
}

/** @param csp a header that every file comes with */
export async function serveSite(csp: string | undefined): Promise<Site> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const name = pathname.startsWith(PATH) ? pathname.slice(PATH.length) || "index.html" : "";
    const isThere = /^[\w./-]+$/.test(name) && !name.includes("..") && existsSync(BUILT + name);
    const type = TYPES[name.split(".").at(-1) ?? ""] ?? "application/octet-stream";
    response.writeHead(isThere ? 200 : 404, {
      "content-type": `${type}; charset=utf-8`,
      ...(csp === undefined ? {} : { "content-security-policy": csp }),
    });
    response.end(isThere ? readFileSync(BUILT + name) : "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${PATH}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

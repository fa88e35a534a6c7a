/** Answers requests for the files of one folder: nothing outside of it can be had. */
import { readFile, realpath } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, sep } from "node:path";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".md": "text/plain; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/** @param root an absolute path */
export function staticSite(root: string): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const { method = "", url = "/" } = request;
    if (method !== "GET" && method !== "HEAD") {
      response.setHeader("Allow", "GET, HEAD");
      return refuse(response, 405, "only GET and HEAD");
    }
    const path = pathOf(url);
    if (path === undefined) return refuse(response, 400, "no path");
    fileAt(root, path).then(
      ({ name, bytes }) => answer(response, 200, typeOf(name), bytes),
      // there is none, it is a folder, or it may not be read
      () => refuse(response, 404, "not found"),
    );
  };
}

/** The parts of a URL's path, decoded. @returns undefined where it is damaged */
function pathOf(url: string): readonly string[] | undefined {
  const [path = ""] = url.split(/[?#]/, 1);
  if (!path.startsWith("/")) return undefined;
  try {
    return path.slice(1).split("/").map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

/** @throws where there is none */
async function fileAt(root: string, parts: readonly string[]): Promise<{ name: string; bytes: Uint8Array }> {
  const names = parts.at(-1) === "" ? [...parts.slice(0, -1), "index.html"] : parts;
  if (!names.every(isName)) throw new Error("no name");
  // links may lead out
  const [path, top] = await Promise.all([realpath(join(root, ...names)), realpath(root)]);
  if (!path.startsWith(top + sep)) throw new Error("it lies outside");
  return { name: path, bytes: await readFile(path) };
}

/** One step down, in each system's way of writing paths; hidden files are nobody's business. */
function isName(part: string): boolean {
  return part !== "" && !part.startsWith(".") && !/[/\\:\0]/.test(part);
}

function refuse(response: ServerResponse, status: number, why: string): void {
  answer(response, status, "text/plain; charset=utf-8", new TextEncoder().encode(`${status} ${why}\n`));
}

/** To HEAD without `bytes`: Node leaves them out. */
function answer(response: ServerResponse, status: number, type: string, bytes: Uint8Array): void {
  response.writeHead(status, {
    "Content-Type": type,
    "Content-Length": bytes.length,
    // another version of ngxbox serves another page under the same address
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
  });
  response.end(bytes);
}

function typeOf(name: string): string {
  return TYPES[extname(name).toLowerCase()] ?? "application/octet-stream";
}

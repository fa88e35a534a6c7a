/** A page in a real Chromium, where it is installed: it is served from this computer and nothing else is. */
import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { skip } from "../skip.ts";

const CHROMIUM = "/usr/bin/chromium";
const dist = fileURLToPath(new URL("../../dist/", import.meta.url));

export interface OpenPage {
  readonly page: Page;
  close(): Promise<void>;
}

/**
 * Opens an empty page. Where Chromium is missing, the calling test is counted as skipped.
 * @param files what is served besides dist/, by path: "/worker.js"
 */
export async function openPage(files: Readonly<Record<string, string>>): Promise<OpenPage | undefined> {
  if (!existsSync(CHROMIUM)) {
    skip("chromium is not installed");
    return undefined;
  }
  const server = await serve({ "/": "<!doctype html><title>test</title>", ...files });
  let browser: Browser | undefined;
  try {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    const opened = browser;
    return {
      page,
      async close() {
        await opened.close();
        server.close();
      },
    };
  } catch (thrown) {
    await browser?.close();
    server.close();
    throw thrown;
  }
}

function serve(files: Readonly<Record<string, string>>): Promise<Server> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const [, name = ""] = /^\/dist\/([\w.-]+)$/.exec(path) ?? [];
    const content = files[path] ?? (name !== "" && existsSync(dist + name) ? readFileSync(dist + name) : undefined);
    const type = path.endsWith(".js")
      ? "text/javascript"
      : path.endsWith(".css")
        ? "text/css"
        : path.endsWith(".wasm")
          ? "application/wasm"
          : "text/html";
    response.writeHead(content === undefined ? 404 : 200, { "content-type": `${type}; charset=utf-8` });
    response.end(content);
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

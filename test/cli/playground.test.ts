/** `ngxbox playground`: the built command line, with a page of the test's own in the place of the real one. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, request } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { root, run } from "./processes.ts";

const folder = mkdtempSync(join(tmpdir(), "ngxbox-playground-"));
const home = join(folder, "home grün");
const site = join(home, "dist/playground");
const program = join(home, "dist/ngxbox.cjs");
const children: ChildProcess[] = [];

const FILES: Readonly<Record<string, string>> = {
  "index.html": "<!doctype html>",
  "assets/page-1.js": "export {};",
  "assets/page.css": "body {}",
  "assets/core.wasm": "\0asm",
  "manifest.webmanifest": "{}",
  "icon.svg": "<svg/>",
  "help/index.html": "help",
  "a b.txt": "a and b",
  "empty.json": "",
  "strange.xyz": "?",
  ".hidden": "hidden",
};

mkdirSync(join(home, "dist"), { recursive: true });
for (const name of readdirSync(`${root}dist`)) {
  if (/^(ngxbox\.cjs|cli-.*)$/.test(name)) copyFileSync(`${root}dist/${name}`, join(home, "dist", name));
}
for (const [path, text] of Object.entries(FILES)) {
  mkdirSync(join(site, path, ".."), { recursive: true });
  writeFileSync(join(site, path), text);
}
writeFileSync(join(home, "dist/secret.txt"), "secret");
writeFileSync(join(home, "dist/playground-secret.txt"), "secret");
symlinkSync(join(home, "dist/secret.txt"), join(site, "link.txt"));

test.after(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
});

interface Served {
  readonly child: ChildProcess;
  readonly url: string;
  /** What it has printed. */
  readonly text: () => string;
}

/** Starts it, and waits until it has said where it is. */
async function serve(
  words: readonly string[] = ["--port", "0", "--no-open"],
  env: NodeJS.ProcessEnv = {},
): Promise<Served> {
  const { NODE_V8_COVERAGE: _coverage, ...inherited } = process.env;
  const child = spawn(process.execPath, [program, "playground", ...words], { env: { ...inherited, ...env } });
  children.push(child);
  let text = "";
  await new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (bytes) => {
      text += bytes;
      if (/ends it\)\n/.test(text)) resolve();
    });
    child.stderr.on("data", (bytes) => reject(new Error(String(bytes))));
    child.once("exit", (status) => reject(new Error(`ended with status ${status}: ${text}`)));
  });
  const [, url = ""] = /^The playground is at (http:\/\/127\.0\.0\.1:\d+\/) \(Ctrl\+C ends it\)\n/.exec(text) ?? [];
  return { child, url, text: () => text };
}

interface Answer {
  readonly status: number | undefined;
  readonly type: string | undefined;
  readonly length: string | undefined;
  readonly text: string;
}

/** With the path as it is: fetch would take ".." away. */
function ask(url: string, path: string, method = "GET"): Promise<Answer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const asking = request({ hostname, port, path, method }, (response) => {
      const { "content-type": type, "content-length": length } = response.headers;
      let text = "";
      response.setEncoding("latin1");
      response.on("data", (piece) => {
        text += piece;
      });
      response.on("end", () => resolve({ status: response.statusCode, type, length, text }));
    });
    asking.on("error", reject);
    asking.end();
  });
}

let shared: Promise<Served> | undefined;
const served = () => {
  shared ??= serve();
  return shared;
};

test("files are served with their types, and the page under /", async () => {
  const { url } = await served();
  const types: Readonly<Record<string, string>> = {
    "/": "text/html; charset=utf-8",
    "/index.html?a=b": "text/html; charset=utf-8",
    "/assets/page-1.js": "text/javascript; charset=utf-8",
    "/assets/page.css": "text/css; charset=utf-8",
    "/assets/core.wasm": "application/wasm",
    "/manifest.webmanifest": "application/manifest+json",
    "/icon.svg": "image/svg+xml",
    "/help/": "text/html; charset=utf-8",
    "/a%20b.txt": "text/plain; charset=utf-8",
    "/empty.json": "application/json",
    "/strange.xyz": "application/octet-stream",
  };
  for (const [path, type] of Object.entries(types)) {
    const [file = ""] = path
      .slice(1)
      .replace(/(^|\/)$/, "$1index.html")
      .replace("%20", " ")
      .split("?");
    const text = FILES[file] ?? "";
    assert.equal(await ask(url, path), { status: 200, type, length: String(text.length), text }, path);
  }
});

test("nothing is cached, and no type is guessed", async () => {
  const { headers } = await fetch((await served()).url);
  assert.is(headers.get("cache-control"), "no-store");
  assert.is(headers.get("x-content-type-options"), "nosniff");
});

test("HEAD gets the headers alone, other methods are refused", async () => {
  const { url } = await served();
  const html = "text/html; charset=utf-8";
  assert.equal(await ask(url, "/", "HEAD"), { status: 200, type: html, length: "15", text: "" });
  assert.is((await ask(url, "/none", "HEAD")).status, 404);
  for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) {
    const { status, headers } = await fetch(url, { method });
    assert.equal([status, headers.get("allow")], [405, "GET, HEAD"]);
  }
});

test("what is not there, or lies outside, is not found", async () => {
  const { url } = await served();
  for (const path of [
    "/none",
    "/assets",
    "/assets/",
    "/index.html/",
    "//index.html",
    "/../secret.txt",
    "/assets/../../secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/..%5csecret.txt",
    "/../playground-secret.txt",
    "/%2fetc/passwd",
    "//etc/passwd",
    "/C:/secret.txt",
    "/link.txt",
    "/.hidden",
    "/index.html%00.js",
  ]) {
    const { status, text } = await ask(url, path);
    assert.equal([status, text], [404, "404 not found\n"], path);
  }
  assert.is((await ask(url, "/%zz")).status, 400);
});

test("a request that is none ends its connection and nothing else", async () => {
  const { url } = await served();
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.on("error", () => {});
  socket.resume().end("nonsense\r\n\r\n");
  await once(socket, "close");
  assert.is((await ask(url, "/")).status, 200);
});

test("only this computer reaches it", async () => {
  const { url } = await served();
  const others = Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter(({ internal, family }) => !internal && family === "IPv4");
  for (const { address } of others) {
    const error = await ask(url.replace("127.0.0.1", address), "/").then(
      () => undefined,
      (thrown) => thrown.code,
    );
    assert.is(error, "ECONNREFUSED");
  }
});

test("Ctrl+C ends it at once, also while somebody is connected", async () => {
  const { child, url } = await serve();
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  socket.on("error", () => {});
  await once(socket, "connect");
  child.kill("SIGINT");
  const [status, signal] = await once(child, "exit");
  assert.equal([status, signal], [0, null]);
});

test("a port that is taken is told of, or passed over where none was asked for", async () => {
  const { url } = await served();
  const { port } = new URL(url);
  const asked = await run(process.execPath, [program, "playground", "--no-open", `--port=${port}`], { input: "" });
  assert.equal(asked, {
    exit: 1,
    stdout: "",
    stderr: `ngxbox playground: the port ${port} is taken; --port 0 takes one that is free\n`,
  });

  const taken = createServer().listen(8480, "127.0.0.1");
  taken.on("error", () => {}); // somebody else has it: as good
  const other = await serve(["--no-open"]);
  assert.ok(Number(new URL(other.url).port) > 8480, other.url);
  assert.is((await ask(other.url, "/")).status, 200);
  other.child.kill();
  if ((taken.address() as AddressInfo | null) !== null) taken.close();
});

test("the browser is opened at the address; where there is none, the address is to be opened by hand", async () => {
  if (process.platform !== "linux") return;
  const bin = join(folder, "bin");
  mkdirSync(bin);
  const asked = join(folder, "asked");
  writeFileSync(join(bin, "xdg-open"), `#!/bin/sh\necho "$@" > "${asked}.new" && mv "${asked}.new" "${asked}"\n`);
  chmodSync(join(bin, "xdg-open"), 0o755);
  const opened = await serve(["--port", "0"], { PATH: `${bin}:/usr/bin:/bin` });
  assert.is(await eventually(() => readFileSync(asked, "utf8")), `${opened.url}\n`);
  assert.not.match(opened.text(), "No browser");

  writeFileSync(join(bin, "xdg-open"), "#!/bin/sh\nexit 3\n");
  for (const PATH of [`${bin}:/usr/bin:/bin`, folder]) {
    const { text } = await serve(["--port", "0"], { PATH });
    await eventually(() => assert.match(text(), "No browser could be opened: open that address in one.\n"));
  }
});

/** The result of `look` once it throws no more. */
async function eventually<Result>(look: () => Result): Promise<Result> {
  for (let tries = 0; ; tries++) {
    try {
      return look();
    } catch (thrown) {
      if (tries > 500) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

test("without the page it says how to get it", async () => {
  const bare = join(folder, "bare");
  mkdirSync(join(bare, "dist"), { recursive: true });
  for (const name of readdirSync(join(home, "dist"))) {
    if (/^(ngxbox\.cjs|cli-.*)$/.test(name)) copyFileSync(join(home, "dist", name), join(bare, "dist", name));
  }
  const { exit, stderr } = await run(process.execPath, [join(bare, "dist/ngxbox.cjs"), "playground"], { input: "" });
  assert.is(exit, 1);
  assert.is(
    stderr,
    `ngxbox playground: the page is not here (${join(bare, "dist/playground")}).
The package from npm has it; in a clone, "npm run playground:build" makes it.
`,
  );
});

test("wrong options are told of", async () => {
  const wrong = async (...words: string[]) => {
    const { exit, stderr } = await run(process.execPath, [program, "playground", ...words], { input: "" });
    return [exit, stderr.split("\n")[0]];
  };
  assert.equal(await wrong("--port"), [2, "ngxbox playground: --port takes a number from 0 to 65535"]);
  assert.equal(await wrong("--port", "65536"), [
    2,
    "ngxbox playground: --port takes a number from 0 to 65535, not 65536",
  ]);
  assert.equal(await wrong("--port=-1"), [2, "ngxbox playground: --port takes a number from 0 to 65535, not -1"]);
  assert.equal(await wrong("--open"), [2, "ngxbox playground: there is no option --open"]);
});

test.run();

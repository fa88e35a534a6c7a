/** The entry of the Web Worker in which a script runs. It runs one, and is ended with it. */
import { createSandbox } from "../../../src/browser.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import { Session } from "./session.ts";

/** What of a worker's global scope is used here: the page's own types are loaded, and they do not fit together. */
const scope = globalThis as unknown as {
  postMessage(message: FromWorker, transfer?: ArrayBuffer[]): void;
  onmessage: (event: { readonly data: ToWorker }) => void;
};

const send = (message: FromWorker, transfer: ArrayBuffer[] = []) => scope.postMessage(message, transfer);

let session: Session | undefined;

scope.onmessage = ({ data }) => {
  switch (data.kind) {
    case "check":
      void check(data.text, data.name).then((error) => send({ kind: "checked", error }));
      break;
    case "run":
      session = new Session(data.speed, send);
      void session.run(data.project);
      break;
    case "speed":
      if (session !== undefined) session.speed = data.speed;
      break;
    case "step":
      session?.step();
      break;
    case "pass":
      session?.pass(data.ms);
      break;
    case "end":
      session?.end();
      break;
    case "cancel":
      session?.cancel(data.timer, data.pid);
      break;
  }
};

/** @returns what Lua says of a text that is no chunk */
async function check(text: string, name: string): Promise<string | undefined> {
  const limits = { fileBytes: 64 * 1024 ** 2, memoryMb: 256, outputBytes: 64 * 1024 ** 2 };
  const box = await createSandbox({ files: { text }, args: [name], limits }, { unused: ["libraries", "regex"] });
  const { stdout } = await box.run(`
    local file = io.open("text", "rb")
    local text = file:read("*a"):gsub("^#[^\\n]*", "")
    local ok, err = loadstring(text, "@" .. arg[1])
    io.write(ok and "" or err)`);
  return stdout === "" ? undefined : stdout;
}

/** What is compiled by it need not be compiled in the first run. */
async function warmUp(): Promise<void> {
  const box = await createSandbox(
    {},
    { unused: ["libraries", "regex"], onPrinted() {}, onEvent() {}, pace: () => undefined },
  );
  await box.run(`ngx.timer.at(0, function() ngx.say(ngx.now()) end) ngx.sleep(0.1) print(("x"):rep(3))`);
  await box.close();
  send({ kind: "ready" });
}

void warmUp();

/** Opens an address in the browser of who sits there. */
import { builtin } from "../../host/node/builtin.ts";

/** @param failed called once where that does not work; on a computer without a screen it never does */
export function openBrowser(url: string, failed: () => void): void {
  const [program, ...words] = commandFor(url);
  const { spawn } = builtin<typeof import("node:child_process")>("node:child_process");
  const child = spawn(program, words, { stdio: "ignore", detached: true, windowsHide: true });
  // a program that cannot be started has an error, and no end
  child.once("error", failed);
  child.once("exit", (status) => {
    if (status !== 0) failed();
  });
  child.unref();
}

function commandFor(url: string): readonly [program: string, ...words: string[]] {
  switch (process.platform) {
    case "darwin":
      return ["open", url];
    case "win32":
      return ["cmd", "/c", "start", url];
    default:
      return ["xdg-open", url];
  }
}

/** What a recorded case prints in a sandbox. Also runs in a page. */
import type { Sandbox, SandboxOptions } from "../../src/index.ts";
import type { SentOptions } from "./golden-cases.ts";

/** @returns a byte string */
export async function goldenOutput(
  createSandbox: (options: SandboxOptions) => Promise<Sandbox>,
  options: SentOptions,
): Promise<string> {
  const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
  const files = Object.fromEntries(Object.entries(options.files).map(([path, text]) => [path, bytes(text)]));
  const box = await createSandbox({ ...options, files, stdin: bytes(options.stdin) });
  const { stdoutBytes, exitCode, error } = await box.run({ file: "t.lua" });
  const goesOn = exitCode === 0 || error?.message.includes("was aborted"); // as under the command line
  const rest = goesOn ? (await box.close()).stdoutBytes : new Uint8Array();
  return [...stdoutBytes, ...rest].map((byte) => String.fromCharCode(byte)).join("");
}

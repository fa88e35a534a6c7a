/** Takes the command line of `ngxbox playground` apart. */
import { failed, type Outcome } from "../outcome.ts";

export interface PlaygroundOptions {
  /** Undefined: any that is free, beginning with the usual one. 0: any. */
  readonly port: number | undefined;
  readonly opensBrowser: boolean;
}

export function parsePlaygroundOptions(words: readonly string[]): PlaygroundOptions | Outcome {
  let port: number | undefined;
  let opensBrowser = true;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    const [, attached] = /^--port=(.*)$/s.exec(word) ?? [];
    if (word === "--no-open") {
      opensBrowser = false;
    } else if (word === "--port" || attached !== undefined) {
      const value = attached ?? words[++at];
      if (value === undefined || !/^\d{1,5}$/.test(value) || Number(value) > MOST_PORT) {
        return wrong(`--port takes a number from 0 to ${MOST_PORT}${value === undefined ? "" : `, not ${value}`}`);
      }
      port = Number(value);
    } else return wrong(`there is no option ${word}`);
  }
  return { port, opensBrowser };
}

const MOST_PORT = 65_535;

function wrong(why: string): Outcome {
  return failed(2, `ngxbox playground: ${why}\nngxbox playground --help shows the options.\n`);
}

import { toBytes } from "../bytes.ts";
import { write } from "../calls.ts";
import type { Program } from "../process.ts";
import { withoutEscapes } from "./escapes.ts";
import { fail } from "./messages.ts";

export const echo: Program = function* (process, [name = "echo", ...words]) {
  let escapes = false;
  let ending = "\n";
  while (/^-[neE]+$/.test(words[0] ?? "")) {
    for (const letter of (words.shift() as string).slice(1)) {
      if (letter === "n") ending = "";
      else escapes = letter === "e";
    }
  }
  const text = words.join(" ");
  const { text: shown, isOver } = escapes ? withoutEscapes(text, "echo") : { text, isOver: false };
  const error = yield* write(process, 1, toBytes(shown + (isOver ? "" : ending)));
  return error === undefined ? 0 : yield* fail(process, name, `write error: ${error.message}`);
};

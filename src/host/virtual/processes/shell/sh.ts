/** The program sh, which behaves as Debian's dash. */
import { toText } from "../bytes.ts";
import { complain, open, READING, read } from "../calls.ts";
import type { Process, Program, Steps } from "../process.ts";
import { setOptions } from "./builtins/options.ts";
import { MOST_TEXT_BYTES } from "./fields.ts";
import { Shell } from "./shell.ts";
import { ShellState } from "./state.ts";
import { ShellError } from "./syntax.ts";

export const sh: Program = function* (process, argv) {
  const state = new ShellState();
  const [name = "sh", ...words] = argv;
  state.name = name;
  state.inherit(process);
  const shell = new Shell(process, state);
  let rest: readonly string[];
  const isCommand = words.some(
    (word, at) => /^-[a-z]*c/.test(word) && words.slice(0, at).every((one) => /^[-+]/.test(one)),
  );
  try {
    rest = setOptions(shell, name, words, true);
  } catch (thrown) {
    if (!(thrown instanceof ShellError)) throw thrown;
    yield* complain(process, `${name}: 0: ${thrown.message}\n`);
    return thrown.status;
  }
  if (isCommand) {
    const [text, zeroth = name, ...positional] = rest;
    if (text === undefined) {
      yield* complain(process, `${name}: 0: -c requires an argument\n`);
      return 2;
    }
    state.name = zeroth;
    state.positional = positional;
    return yield* shell.toTheEnd(() => shell.runText(text, { isTested: false, isLast: true }));
  }
  const [file, ...positional] = rest;
  if (file !== undefined && !state.options.has("s")) {
    const opened = open(process, file, READING);
    if ("code" in opened) {
      const reason = opened.code === "ENOENT" ? "No such file" : opened.message;
      yield* complain(process, `${name}: 0: cannot open ${file}: ${reason}\n`);
      return 2;
    }
    state.name = file;
    state.positional = positional;
    const descriptor = process.hide(opened);
    const text = yield* contents(process, descriptor);
    process.setFile(descriptor, undefined);
    return yield* shell.toTheEnd(() => shell.runText(text));
  }
  state.positional = rest;
  const text = yield* contents(process, 0);
  return yield* shell.toTheEnd(() => shell.runText(text));
};

function* contents(process: Process, descriptor: number): Steps<string> {
  let text = "";
  for (;;) {
    const got = yield* read(process, descriptor);
    if (!(got instanceof Uint8Array)) return text;
    text += toText(got);
    if (text.length > MOST_TEXT_BYTES) throw new ShellError("Out of space");
  }
}

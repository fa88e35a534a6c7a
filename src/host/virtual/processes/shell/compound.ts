/** Commands made of others: loops, `case`, and those whose streams are redirected as a whole. */
import type { Steps } from "../process.ts";
import { LoopExit, ShellExit } from "./control.ts";
import { expandPattern, expandText, expandWords } from "./expand.ts";
import { matches } from "./patterns.ts";
import { redirect, restore, type Saved } from "./redirect.ts";
import { type Place, type Shell, TESTED } from "./shell.ts";
import { type Command, type Redirect, ShellError } from "./syntax.ts";

export function* runLoop(
  shell: Shell,
  condition: Command,
  body: Command,
  goesOnAt: 0 | 1,
  { isTested }: Place,
): Steps<number> {
  let status = 0;
  shell.loops++;
  try {
    for (;;) {
      const how = yield* once(shell, function* (shell) {
        const holds = yield* shell.run(condition, TESTED);
        if ((holds === 0 ? 0 : 1) !== goesOnAt) return undefined;
        return yield* shell.run(body, { isTested, isLast: false });
      });
      if (how === undefined) return status;
      if (how === "break") return 0;
      status = how === "continue" ? 0 : how;
    }
  } finally {
    shell.loops--;
  }
}

export function* runFor(
  shell: Shell,
  { name, words, body }: Command & { kind: "for" },
  { isTested }: Place,
): Steps<number> {
  const items = words === undefined ? shell.state.positional : yield* expandWords(shell, words);
  let status = 0;
  shell.loops++;
  try {
    for (const item of items) {
      shell.state.set(name, item);
      const how = yield* once(shell, (shell) => shell.run(body, { isTested, isLast: false }));
      if (how === "break") return 0;
      status = how === "continue" || how === undefined ? 0 : how;
    }
    return status;
  } finally {
    shell.loops--;
  }
}

/** One pass of a loop: its status, or how it was left. */
function* once<Result>(shell: Shell, pass: (shell: Shell) => Steps<Result>): Steps<Result | "break" | "continue"> {
  try {
    return yield* pass(shell);
  } catch (thrown) {
    if (!(thrown instanceof LoopExit)) throw thrown;
    if (--thrown.levels > 0) throw thrown;
    return thrown.kind;
  }
}

export function* runCase(shell: Shell, { word, items }: Command & { kind: "case" }, place: Place): Steps<number> {
  const text = yield* expandText(shell, word);
  for (const { patterns, body } of items) {
    for (const pattern of patterns) {
      if (!matches(yield* expandPattern(shell, pattern), text)) continue;
      return body === undefined ? 0 : yield* shell.run(body, place);
    }
  }
  return 0;
}

export function* runRedirected(
  shell: Shell,
  body: Command,
  redirects: readonly Redirect[],
  line: number,
  place: Place,
): Steps<number> {
  shell.state.line = line;
  let saved: Saved;
  try {
    saved = yield* redirect(shell, redirects);
  } catch (thrown) {
    if (!(thrown instanceof ShellError)) throw thrown;
    yield* shell.tell(thrown);
    return thrown.status;
  }
  try {
    return yield* toldInside(shell, body, { ...place, isLast: false });
  } finally {
    restore(shell, saved);
  }
}

/** Runs a command; an error that ends the shell is told while redirections still hold. */
export function* toldInside(shell: Shell, body: Command, place: Place): Steps<number> {
  try {
    return yield* shell.run(body, place);
  } catch (thrown) {
    if (!(thrown instanceof ShellError)) throw thrown;
    yield* shell.tell(thrown);
    throw new ShellExit(thrown.status);
  }
}

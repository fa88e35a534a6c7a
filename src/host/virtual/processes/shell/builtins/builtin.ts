import { toBytes } from "../../bytes.ts";
import { write } from "../../calls.ts";
import type { Steps } from "../../process.ts";
import type { Place, Shell } from "../shell.ts";
import { BuiltinError } from "../syntax.ts";

/** A command of the shell itself. `name` is what it was called by. */
export type Builtin = (
  shell: Shell,
  args: readonly string[],
  place: Place & { readonly name: string },
) => Steps<number>;

/** @throws BuiltinError where it cannot be written */
export function* print(shell: Shell, name: string, text: string): Steps<number> {
  const error = yield* write(shell.process, 1, toBytes(text));
  if (error !== undefined) throw new BuiltinError(name, `${name}: I/O error`, 1);
  return 0;
}

/** A number in words, as for `exit`. @throws BuiltinError */
export function numberOf(name: string, word: string): number {
  if (!/^\d+$/.test(word) || Number(word) > 2_147_483_647) throw new BuiltinError(name, `Illegal number: ${word}`);
  return Number(word);
}

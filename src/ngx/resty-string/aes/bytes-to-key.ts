/** EVP_BytesToKey: how OpenSSL makes a key of a password. */
import { charge } from "../../../vm/charge.ts";
import type { State } from "../../../vm/state.ts";
import { addText } from "../../digests/add-text.ts";
import type { Digest } from "../../digests/block-digest.ts";

/**
 * A text of `bytes` bytes, for a key and an initialization vector behind it.
 * @param salt 8 bytes, or none
 */
export function bytesToKey(
  state: State,
  digest: Digest,
  password: string,
  salt: string,
  rounds: number,
  bytes: number,
): string {
  let made = "";
  let last = "";
  while (made.length < bytes) {
    digest.reset();
    for (const part of [last, password, salt]) addText(state, digest, part);
    last = digest.final();
    for (let round = 1; round < rounds; round++) {
      charge(state, 1);
      digest.reset();
      addText(state, digest, last);
      last = digest.final();
    }
    made += last;
  }
  return made.slice(0, bytes);
}

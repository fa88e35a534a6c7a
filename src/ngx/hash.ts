/** The hash functions of ngx: MD5, SHA-1 and CRC-32. */
import { chargeText } from "../vm/charge.ts";
import type { State } from "../vm/state.ts";
import type { NgxContext } from "./context.ts";
import { string, text } from "./declaration/parameters.ts";
import { everywhere } from "./declaration/phases.ts";
import { module } from "./declare.ts";
import { addText } from "./digests/add-text.ts";
import type { Digest } from "./digests/block-digest.ts";
import { hmac } from "./digests/hmac.ts";
import { hex } from "./text/hex.ts";

const inLua = { phases: everywhere, writtenInLua: "resty/core/hash.lua" } as const;

const crc32 = {
  ...inLua,
  params: [text("str")],
  run: ({ state, digests }: NgxContext, str: string) => {
    chargeText(state, str.length);
    return digests.crc32.of(str);
  },
} as const;

export const hash = module("ngx", {
  md5: {
    ...inLua,
    does: "The MD5 digest in hexadecimal.",
    params: [text("str")],
    run: ({ state, digests }, str) => hex(digestOf(state, digests.md5, str)),
  },
  md5_bin: {
    ...inLua,
    does: "The MD5 digest as 16 bytes.",
    params: [text("str")],
    run: ({ state, digests }, str) => digestOf(state, digests.md5, str),
  },
  sha1_bin: {
    ...inLua,
    does: "The SHA-1 digest as 20 bytes.",
    params: [text("str")],
    run: ({ state, digests: { sha1 } }, str) => digestOf(state, sha1, str),
  },
  hmac_sha1: {
    phases: everywhere,
    does: "The HMAC with SHA-1 of a text, as 20 bytes.",
    arity: { least: 2, most: 2, text: (count) => `expecting 2 arguments, but got ${count}` },
    params: [string("secret_key"), string("str")],
    run: ({ state, digests: { sha1 } }, key, str) => hmac(sha1, (part) => addText(state, sha1, part), key, str),
  },
  crc32_short: { ...crc32, does: "The CRC-32 checksum; nginx has this one for short texts." },
  crc32_long: { ...crc32, does: "The CRC-32 checksum; nginx has this one for longer texts." },
});

function digestOf(state: State, digest: Digest, str: string): string {
  digest.reset();
  addText(state, digest, str);
  return digest.final();
}

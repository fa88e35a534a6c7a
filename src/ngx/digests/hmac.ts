/** HMAC (RFC 2104). */
import type { Digest } from "./block-digest.ts";

/**
 * @param digest one with blocks of 64 bytes
 * @param add adds a text to it
 */
export function hmac(digest: Digest, add: (text: string) => void, key: string, text: string): string {
  let shortKey = key;
  if (key.length > BLOCK_BYTES) {
    digest.reset();
    add(key);
    shortKey = digest.final();
  }
  digest.reset();
  add(padded(shortKey, 0x36));
  add(text);
  const inner = digest.final();
  digest.reset();
  add(padded(shortKey, 0x5c));
  add(inner);
  return digest.final();
}

const BLOCK_BYTES = 64;

function padded(key: string, padding: number): string {
  let block = "";
  for (let at = 0; at < BLOCK_BYTES; at++) {
    block += String.fromCharCode((at < key.length ? key.charCodeAt(at) : 0) ^ padding);
  }
  return block;
}

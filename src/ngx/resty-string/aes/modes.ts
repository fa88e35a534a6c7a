/** The modes in which resty.aes uses AES, as OpenSSL has them. */
import { type Ciphers, loadCiphers } from "./load-ciphers.ts";

const MODES = ["ecb", "cbc", "cfb1", "cfb8", "cfb128", "ofb", "ctr", "gcm"] as const;
export type Mode = (typeof MODES)[number];

const BLOCK_BYTES = 16;
const TAG_BYTES = 16;
/** The shortest that the library takes; OpenSSL takes shorter ones. */
const SHORTEST_GCM_IV = 8;
const LONGEST_GCM_IV = 128;

/** A mode of the library that AES comes from. */
interface Cipher {
  encrypt(plain: Uint8Array): Uint8Array;
  decrypt(encrypted: Uint8Array): Uint8Array;
}

/** A key with its mode. What can go wrong gives undefined: text that is not of whole blocks, bad padding, a wrong tag. */
export interface AesKey {
  encrypt(plain: Uint8Array): Uint8Array | undefined;
  decrypt(encrypted: Uint8Array): Uint8Array | undefined;
}

export function isMode(name: string): name is Mode {
  return (MODES as readonly string[]).includes(name);
}

/** How many bytes of an initialization vector OpenSSL makes for a mode. */
export function ivBytes(mode: Mode): number {
  if (mode === "ecb") return 0;
  return mode === "gcm" ? 12 : BLOCK_BYTES;
}

/** @param padded whether texts are filled up to whole blocks, in the modes that need such */
export function aesKey(mode: Exclude<Mode, "gcm">, key: Uint8Array, iv: Uint8Array, padded: boolean): AesKey {
  const ciphers = loadCiphers();
  const start = iv.slice(0, BLOCK_BYTES);
  switch (mode) {
    case "ecb":
      return blockwise(() => ciphers.ecb(key, { disablePadding: !padded }), padded);
    case "cbc":
      return blockwise(() => ciphers.cbc(key, start, { disablePadding: !padded }), padded);
    case "cfb128":
      return {
        encrypt: (plain) => ciphers.cfb(key, start).encrypt(plain),
        decrypt: (encrypted) => ciphers.cfb(key, start).decrypt(encrypted),
      };
    case "ctr":
      return stream((text) => ciphers.ctr(key, start).encrypt(text));
    case "ofb":
      return stream((text) => outputFeedback(ciphers, key, start, text));
    case "cfb8":
      return {
        encrypt: (plain) => byteFeedback(ciphers, key, start, plain, true),
        decrypt: (encrypted) => byteFeedback(ciphers, key, start, encrypted, false),
      };
    case "cfb1":
      return {
        encrypt: (plain) => bitFeedback(ciphers, key, start, plain, true),
        decrypt: (encrypted) => bitFeedback(ciphers, key, start, encrypted, false),
      };
  }
}

/** AES with Galois counter mode: what is encrypted has a tag, by which changes show. */
export interface GcmKey {
  encrypt(
    plain: Uint8Array,
    additional: Uint8Array | undefined,
  ): { readonly data: Uint8Array; readonly tag: Uint8Array };
  decrypt(data: Uint8Array, tag: Uint8Array, additional: Uint8Array | undefined): Uint8Array | undefined;
}

/** @returns undefined for an initialization vector of a length that will not do */
export function gcmKey(key: Uint8Array, iv: Uint8Array): GcmKey | undefined {
  if (iv.length < SHORTEST_GCM_IV || iv.length > LONGEST_GCM_IV) return undefined;
  const { gcm } = loadCiphers();
  return {
    encrypt(plain, additional) {
      const sealed = gcm(key, iv, additional).encrypt(plain);
      return { data: sealed.slice(0, -TAG_BYTES), tag: sealed.slice(-TAG_BYTES) };
    },
    decrypt(data, tag, additional) {
      const sealed = new Uint8Array(data.length + TAG_BYTES);
      sealed.set(data);
      sealed.set(tag.subarray(0, TAG_BYTES), data.length);
      return attempt(() => gcm(key, iv, additional).decrypt(sealed));
    },
  };
}

/** A mode that needs whole blocks. @param cipher makes one for each text */
function blockwise(cipher: () => Cipher, padded: boolean): AesKey {
  const isWhole = (text: Uint8Array) => text.length % BLOCK_BYTES === 0;
  return {
    encrypt: (plain) => (padded || isWhole(plain) ? cipher().encrypt(plain) : undefined),
    decrypt: (encrypted) => (isWhole(encrypted) ? attempt(() => cipher().decrypt(encrypted)) : undefined),
  };
}

/** A mode that decrypts by encrypting again. */
function stream(encrypt: (text: Uint8Array) => Uint8Array): AesKey {
  return { encrypt, decrypt: encrypt };
}

function outputFeedback({ unsafe }: Ciphers, key: Uint8Array, iv: Uint8Array, text: Uint8Array): Uint8Array {
  const expanded = unsafe.expandKeyLE(key);
  const block = iv.slice();
  return text.map((byte, at) => {
    if (at % BLOCK_BYTES === 0) unsafe.encryptBlock(expanded, block);
    return byte ^ (block[at % BLOCK_BYTES] ?? 0);
  });
}

/** Cipher feedback of a byte: each encrypted byte enters the block that the next one is encrypted with. */
function byteFeedback(
  { unsafe }: Ciphers,
  key: Uint8Array,
  iv: Uint8Array,
  text: Uint8Array,
  encrypts: boolean,
): Uint8Array {
  const expanded = unsafe.expandKeyLE(key);
  const feedback = iv.slice();
  const block = new Uint8Array(BLOCK_BYTES);
  return text.map((byte) => {
    block.set(feedback);
    unsafe.encryptBlock(expanded, block);
    const result = byte ^ (block[0] ?? 0);
    feedback.copyWithin(0, 1);
    feedback[BLOCK_BYTES - 1] = encrypts ? result : byte;
    return result;
  });
}

/** As {@link byteFeedback}, for each bit, the highest of a byte first. */
function bitFeedback(
  { unsafe }: Ciphers,
  key: Uint8Array,
  iv: Uint8Array,
  text: Uint8Array,
  encrypts: boolean,
): Uint8Array {
  const expanded = unsafe.expandKeyLE(key);
  const feedback = iv.slice();
  const block = new Uint8Array(BLOCK_BYTES);
  return text.map((byte) => {
    let result = 0;
    for (let place = 7; place >= 0; place--) {
      block.set(feedback);
      unsafe.encryptBlock(expanded, block);
      const bit = (byte >> place) & 1;
      const changed = bit ^ ((block[0] ?? 0) >> 7);
      result = (result << 1) | changed;
      shiftIn(feedback, encrypts ? changed : bit);
    }
    return result;
  });
}

function shiftIn(feedback: Uint8Array, bit: number): void {
  for (let at = 0; at < BLOCK_BYTES; at++) {
    const next = at + 1 < BLOCK_BYTES ? (feedback[at + 1] ?? 0) >> 7 : bit;
    feedback[at] = ((feedback[at] ?? 0) << 1) | next;
  }
}

/** The library throws where a text was not made with the key. */
function attempt(decrypt: () => Uint8Array): Uint8Array | undefined {
  try {
    return decrypt();
  } catch {
    return undefined;
  }
}

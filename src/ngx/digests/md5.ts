/** MD5 (RFC 1321). */
import { BlockDigest } from "./block-digest.ts";

const INITIAL = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];

export class Md5 extends BlockDigest {
  private readonly sines = sines();

  constructor() {
    super(INITIAL, 16, true);
  }

  protected compress(): void {
    const { state, block, sines } = this;
    let a = state[0] ?? 0;
    let b = state[1] ?? 0;
    let c = state[2] ?? 0;
    let d = state[3] ?? 0;
    let sum: number;
    for (let step = 0; step < 16; step += 4) {
      sum = (a + (d ^ (b & (c ^ d))) + (sines[step] ?? 0) + (block[step] ?? 0)) | 0;
      a = (b + ((sum << 7) | (sum >>> 25))) | 0;
      sum = (d + (c ^ (a & (b ^ c))) + (sines[step + 1] ?? 0) + (block[step + 1] ?? 0)) | 0;
      d = (a + ((sum << 12) | (sum >>> 20))) | 0;
      sum = (c + (b ^ (d & (a ^ b))) + (sines[step + 2] ?? 0) + (block[step + 2] ?? 0)) | 0;
      c = (d + ((sum << 17) | (sum >>> 15))) | 0;
      sum = (b + (a ^ (c & (d ^ a))) + (sines[step + 3] ?? 0) + (block[step + 3] ?? 0)) | 0;
      b = (c + ((sum << 22) | (sum >>> 10))) | 0;
    }
    for (let step = 16, word = 1; step < 32; step += 4, word = (word + 20) & 15) {
      sum = (a + (c ^ (d & (b ^ c))) + (sines[step] ?? 0) + (block[word] ?? 0)) | 0;
      a = (b + ((sum << 5) | (sum >>> 27))) | 0;
      sum = (d + (b ^ (c & (a ^ b))) + (sines[step + 1] ?? 0) + (block[(word + 5) & 15] ?? 0)) | 0;
      d = (a + ((sum << 9) | (sum >>> 23))) | 0;
      sum = (c + (a ^ (b & (d ^ a))) + (sines[step + 2] ?? 0) + (block[(word + 10) & 15] ?? 0)) | 0;
      c = (d + ((sum << 14) | (sum >>> 18))) | 0;
      sum = (b + (d ^ (a & (c ^ d))) + (sines[step + 3] ?? 0) + (block[(word + 15) & 15] ?? 0)) | 0;
      b = (c + ((sum << 20) | (sum >>> 12))) | 0;
    }
    for (let step = 32, word = 5; step < 48; step += 4, word = (word + 12) & 15) {
      sum = (a + (b ^ c ^ d) + (sines[step] ?? 0) + (block[word] ?? 0)) | 0;
      a = (b + ((sum << 4) | (sum >>> 28))) | 0;
      sum = (d + (a ^ b ^ c) + (sines[step + 1] ?? 0) + (block[(word + 3) & 15] ?? 0)) | 0;
      d = (a + ((sum << 11) | (sum >>> 21))) | 0;
      sum = (c + (d ^ a ^ b) + (sines[step + 2] ?? 0) + (block[(word + 6) & 15] ?? 0)) | 0;
      c = (d + ((sum << 16) | (sum >>> 16))) | 0;
      sum = (b + (c ^ d ^ a) + (sines[step + 3] ?? 0) + (block[(word + 9) & 15] ?? 0)) | 0;
      b = (c + ((sum << 23) | (sum >>> 9))) | 0;
    }
    for (let step = 48, word = 0; step < 64; step += 4, word = (word + 28) & 15) {
      sum = (a + (c ^ (b | ~d)) + (sines[step] ?? 0) + (block[word] ?? 0)) | 0;
      a = (b + ((sum << 6) | (sum >>> 26))) | 0;
      sum = (d + (b ^ (a | ~c)) + (sines[step + 1] ?? 0) + (block[(word + 7) & 15] ?? 0)) | 0;
      d = (a + ((sum << 10) | (sum >>> 22))) | 0;
      sum = (c + (a ^ (d | ~b)) + (sines[step + 2] ?? 0) + (block[(word + 14) & 15] ?? 0)) | 0;
      c = (d + ((sum << 15) | (sum >>> 17))) | 0;
      sum = (b + (d ^ (c | ~a)) + (sines[step + 3] ?? 0) + (block[(word + 21) & 15] ?? 0)) | 0;
      b = (c + ((sum << 21) | (sum >>> 11))) | 0;
    }
    state[0] = (state[0] ?? 0) + a;
    state[1] = (state[1] ?? 0) + b;
    state[2] = (state[2] ?? 0) + c;
    state[3] = (state[3] ?? 0) + d;
  }
}

/** The fractions of sines that the steps add, as RFC 1321 defines them. */
function sines(): Int32Array {
  return Int32Array.from({ length: 64 }, (_, step) => Math.floor(2 ** 32 * Math.abs(Math.sin(step + 1))) | 0);
}

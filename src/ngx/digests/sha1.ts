/** SHA-1 (RFC 3174). */
import { BlockDigest } from "./block-digest.ts";

const INITIAL = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];

export class Sha1 extends BlockDigest {
  private readonly schedule = new Int32Array(80);

  constructor() {
    super(INITIAL, 16, false);
  }

  protected compress(): void {
    const { state, schedule } = this;
    schedule.set(this.block);
    for (let step = 16; step < 80; step++) {
      const mixed =
        (schedule[step - 3] ?? 0) ^ (schedule[step - 8] ?? 0) ^ (schedule[step - 14] ?? 0) ^ (schedule[step - 16] ?? 0);
      schedule[step] = (mixed << 1) | (mixed >>> 31);
    }
    let a = state[0] ?? 0;
    let b = state[1] ?? 0;
    let c = state[2] ?? 0;
    let d = state[3] ?? 0;
    let e = state[4] ?? 0;
    for (let step = 0; step < 80; step++) {
      let mixed: number;
      if (step < 20) mixed = (d ^ (b & (c ^ d))) + 0x5a827999;
      else if (step < 40) mixed = (b ^ c ^ d) + 0x6ed9eba1;
      else if (step < 60) mixed = ((b & c) | (d & (b | c))) + 0x8f1bbcdc;
      else mixed = (b ^ c ^ d) + 0xca62c1d6;
      const sum = (((a << 5) | (a >>> 27)) + mixed + e + (schedule[step] ?? 0)) | 0;
      e = d;
      d = c;
      c = (b << 30) | (b >>> 2);
      b = a;
      a = sum;
    }
    state[0] = (state[0] ?? 0) + a;
    state[1] = (state[1] ?? 0) + b;
    state[2] = (state[2] ?? 0) + c;
    state[3] = (state[3] ?? 0) + d;
    state[4] = (state[4] ?? 0) + e;
  }
}

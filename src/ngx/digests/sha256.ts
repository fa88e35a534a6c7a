/** SHA-256 and SHA-224 (FIPS 180-4). */
import { BlockDigest } from "./block-digest.ts";
import { bothHalves, fractions, upperHalves } from "./roots.ts";

export class Sha256 extends BlockDigest {
  private readonly constants = Int32Array.from(upperHalves(fractions(3, 0, 64)));
  private readonly schedule = new Int32Array(64);

  constructor(initial: readonly number[] = upperHalves(fractions(2, 0, 8))) {
    super(initial, 16, false);
  }

  protected compress(): void {
    const { state, schedule, constants } = this;
    schedule.set(this.block);
    for (let step = 16; step < 64; step++) {
      const x = schedule[step - 15] ?? 0;
      const y = schedule[step - 2] ?? 0;
      const sigma0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const sigma1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      schedule[step] = (schedule[step - 16] ?? 0) + sigma0 + (schedule[step - 7] ?? 0) + sigma1;
    }
    let a = state[0] ?? 0;
    let b = state[1] ?? 0;
    let c = state[2] ?? 0;
    let d = state[3] ?? 0;
    let e = state[4] ?? 0;
    let f = state[5] ?? 0;
    let g = state[6] ?? 0;
    let h = state[7] ?? 0;
    for (let step = 0; step < 64; step++) {
      const sigma1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const sigma0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const chosen = g ^ (e & (f ^ g));
      const first = (h + sigma1 + chosen + (constants[step] ?? 0) + (schedule[step] ?? 0)) | 0;
      const second = (sigma0 + ((a & b) | (c & (a | b)))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + first) | 0;
      d = c;
      c = b;
      b = a;
      a = (first + second) | 0;
    }
    state[0] = (state[0] ?? 0) + a;
    state[1] = (state[1] ?? 0) + b;
    state[2] = (state[2] ?? 0) + c;
    state[3] = (state[3] ?? 0) + d;
    state[4] = (state[4] ?? 0) + e;
    state[5] = (state[5] ?? 0) + f;
    state[6] = (state[6] ?? 0) + g;
    state[7] = (state[7] ?? 0) + h;
  }
}

/** As SHA-256, from another start and without the last word. */
export class Sha224 extends Sha256 {
  constructor() {
    // They are the lower halves of what SHA-384 starts from.
    super(bothHalves(fractions(2, 8, 16)).filter((_, at) => at % 2 === 1));
  }

  protected override digest(): string {
    return super.digest().slice(0, 28);
  }
}

/** LuaJIT's random numbers: the Tausworthe generator TW223 of lj_prng.c, bit for bit, so that seeded sequences are equal. */

/** 2^52: how many doubles a number of the generator chooses from. */
const RANGE = 4503599627370496;
const TWO_32 = 4294967296;
/** The least bits that each of the four words must have set above: a seed word below it is degenerate. */
const SEED_MINIMUM: readonly number[] = [1 << 1, 1 << 6, 1 << 9, 1 << 17];
const WARM_UP = 10;

export class Tausworthe {
  /** The upper and lower halves of the four 64-bit words. */
  private readonly high = new Int32Array([0xa0d27757, 0x764a296c, 0x51220704, 0x2a2717b5]);
  private readonly low = new Int32Array([0x0a345b8c, 0x5d4aa64f, 0x070adeaa, 0xa7b7b927]);
  private resultHigh = 0;
  private resultLow = 0;

  /** The next number, at least 0 and less than 1. */
  next(): number {
    this.resultHigh = 0;
    this.resultLow = 0;
    this.step(0, 63, 31, 18);
    this.step(1, 58, 19, 28);
    this.step(2, 55, 24, 7);
    this.step(3, 47, 21, 8);
    return ((this.resultHigh & 0xfffff) * TWO_32 + (this.resultLow >>> 0)) / RANGE;
  }

  /** Starts the sequence that belongs to `seed`, any number. */
  seed(seed: number): void {
    const view = new DataView(new ArrayBuffer(8));
    let number = seed;
    for (let word = 0; word < 4; word++) {
      number = number * Math.PI + Math.E;
      view.setFloat64(0, number);
      if (number !== number) view.setUint32(0, 0xfff80000); // the NaN that x86 makes
      const high = view.getInt32(0);
      let low = view.getInt32(4);
      const minimum = SEED_MINIMUM[word] as number;
      if (high === 0 && low >>> 0 < minimum) low += minimum;
      this.high[word] = high;
      this.low[word] = low;
    }
    for (let number = 0; number < WARM_UP; number++) this.next();
  }

  /** One word's turn: z = (((z << q) ^ z) >> (k - s)) ^ ((z & (-1 << (64 - k))) << s), on 64 bits without sign. */
  private step(word: number, k: number, q: number, s: number): void {
    const high = this.high[word] as number;
    const low = this.low[word] as number;
    const mixedHigh = ((high << q) | (low >>> (32 - q))) ^ high;
    const mixedLow = (low << q) ^ low;
    const right = k - s;
    const shiftedHigh = right >= 32 ? 0 : mixedHigh >>> right;
    const shiftedLow = right >= 32 ? mixedHigh >>> (right - 32) : (mixedLow >>> right) | (mixedHigh << (32 - right));
    const masked = low & (-1 << (64 - k));
    const nextHigh = shiftedHigh ^ ((high << s) | (masked >>> (32 - s)));
    const nextLow = shiftedLow ^ (masked << s);
    this.high[word] = nextHigh;
    this.low[word] = nextLow;
    this.resultHigh ^= nextHigh;
    this.resultLow ^= nextLow;
  }
}

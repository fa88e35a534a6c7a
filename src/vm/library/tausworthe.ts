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

  /**
   * The next number, at least 0 and less than 1. Each word takes a turn of its own,
   * z = (((z << q) ^ z) >> (k - s)) ^ ((z & (-1 << (64 - k))) << s) on 64 bits without sign, written out because shifts by
   * constants are twice as fast.
   */
  next(): number {
    const { high, low } = this;
    // k = 63, q = 31, s = 18
    let h = high[0] as number;
    let l = low[0] as number;
    let mixed = ((h << 31) | (l >>> 1)) ^ h;
    let masked = l & (-1 << 1);
    h = (h << 18) | (masked >>> 14);
    l = (mixed >>> 13) ^ (masked << 18);
    high[0] = h;
    low[0] = l;
    let resultHigh = h;
    let resultLow = l;
    // k = 58, q = 19, s = 28
    h = high[1] as number;
    l = low[1] as number;
    mixed = ((h << 19) | (l >>> 13)) ^ h;
    const mixedLow = (l << 19) ^ l;
    masked = l & (-1 << 6);
    h = (mixed >>> 30) ^ ((h << 28) | (masked >>> 4));
    l = (mixedLow >>> 30) ^ (mixed << 2) ^ (masked << 28);
    high[1] = h;
    low[1] = l;
    resultHigh ^= h;
    resultLow ^= l;
    // k = 55, q = 24, s = 7
    h = high[2] as number;
    l = low[2] as number;
    mixed = ((h << 24) | (l >>> 8)) ^ h;
    masked = l & (-1 << 9);
    h = (h << 7) | (masked >>> 25);
    l = (mixed >>> 16) ^ (masked << 7);
    high[2] = h;
    low[2] = l;
    resultHigh ^= h;
    resultLow ^= l;
    // k = 47, q = 21, s = 8
    h = high[3] as number;
    l = low[3] as number;
    mixed = ((h << 21) | (l >>> 11)) ^ h;
    masked = l & (-1 << 17);
    h = (h << 8) | (masked >>> 24);
    l = (mixed >>> 7) ^ (masked << 8);
    high[3] = h;
    low[3] = l;
    resultHigh ^= h;
    resultLow ^= l;
    return ((resultHigh & 0xfffff) * TWO_32 + (resultLow >>> 0)) / RANGE;
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
}

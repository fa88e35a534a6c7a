/** SHA-512 and SHA-384 (FIPS 180-4), on 64-bit words in two halves. */
import { BlockDigest } from "./block-digest.ts";
import { bothHalves, fractions } from "./roots.ts";

const STEPS = 80;

export class Sha512 extends BlockDigest {
  private readonly constants = Int32Array.from(bothHalves(fractions(3, 0, STEPS)));
  private readonly schedule = new Int32Array(STEPS * 2);
  private readonly working = new Int32Array(16);

  constructor(initial: readonly number[] = bothHalves(fractions(2, 0, 8))) {
    super(initial, 32, false);
  }

  protected override get keepsBlock(): boolean {
    return true;
  }

  protected compress(): void {
    const { state, schedule, constants, working } = this;
    this.expandSchedule();
    working.set(state);
    let ah = working[0] ?? 0;
    let al = working[1] ?? 0;
    let bh = working[2] ?? 0;
    let bl = working[3] ?? 0;
    let ch = working[4] ?? 0;
    let cl = working[5] ?? 0;
    let dh = working[6] ?? 0;
    let dl = working[7] ?? 0;
    let eh = working[8] ?? 0;
    let el = working[9] ?? 0;
    let fh = working[10] ?? 0;
    let fl = working[11] ?? 0;
    let gh = working[12] ?? 0;
    let gl = working[13] ?? 0;
    let hh = working[14] ?? 0;
    let hl = working[15] ?? 0;
    for (let at = 0; at < STEPS * 2; at += 2) {
      const sigma1h = ((eh >>> 14) | (el << 18)) ^ ((eh >>> 18) | (el << 14)) ^ ((el >>> 9) | (eh << 23));
      const sigma1l = ((el >>> 14) | (eh << 18)) ^ ((el >>> 18) | (eh << 14)) ^ ((eh >>> 9) | (el << 23));
      const sigma0h = ((ah >>> 28) | (al << 4)) ^ ((al >>> 2) | (ah << 30)) ^ ((al >>> 7) | (ah << 25));
      const sigma0l = ((al >>> 28) | (ah << 4)) ^ ((ah >>> 2) | (al << 30)) ^ ((ah >>> 7) | (al << 25));
      const first =
        (hl >>> 0) +
        (sigma1l >>> 0) +
        ((gl ^ (el & (fl ^ gl))) >>> 0) +
        ((constants[at + 1] ?? 0) >>> 0) +
        ((schedule[at + 1] ?? 0) >>> 0);
      const firstLow = first | 0;
      const firstHigh =
        (hh + sigma1h + (gh ^ (eh & (fh ^ gh))) + (constants[at] ?? 0) + (schedule[at] ?? 0) + carry(first)) | 0;
      const second = (sigma0l >>> 0) + (((al & bl) | (cl & (al | bl))) >>> 0);
      const secondHigh = (sigma0h + ((ah & bh) | (ch & (ah | bh))) + carry(second)) | 0;
      hh = gh;
      hl = gl;
      gh = fh;
      gl = fl;
      fh = eh;
      fl = el;
      const nextE = (dl >>> 0) + (firstLow >>> 0);
      eh = (dh + firstHigh + carry(nextE)) | 0;
      el = nextE | 0;
      dh = ch;
      dl = cl;
      ch = bh;
      cl = bl;
      bh = ah;
      bl = al;
      const nextA = (firstLow >>> 0) + ((second | 0) >>> 0);
      ah = (firstHigh + secondHigh + carry(nextA)) | 0;
      al = nextA | 0;
    }
    working.set([ah, al, bh, bl, ch, cl, dh, dl, eh, el, fh, fl, gh, gl, hh, hl]);
    for (let at = 0; at < 16; at += 2) {
      const low = ((state[at + 1] ?? 0) >>> 0) + ((working[at + 1] ?? 0) >>> 0);
      state[at] = (state[at] ?? 0) + (working[at] ?? 0) + carry(low);
      state[at + 1] = low;
    }
  }

  private expandSchedule(): void {
    const { schedule } = this;
    schedule.set(this.block);
    for (let at = 32; at < STEPS * 2; at += 2) {
      const xh = schedule[at - 30] ?? 0;
      const xl = schedule[at - 29] ?? 0;
      const yh = schedule[at - 4] ?? 0;
      const yl = schedule[at - 3] ?? 0;
      const sigma0h = ((xh >>> 1) | (xl << 31)) ^ ((xh >>> 8) | (xl << 24)) ^ (xh >>> 7);
      const sigma0l = ((xl >>> 1) | (xh << 31)) ^ ((xl >>> 8) | (xh << 24)) ^ ((xl >>> 7) | (xh << 25));
      const sigma1h = ((yh >>> 19) | (yl << 13)) ^ ((yl >>> 29) | (yh << 3)) ^ (yh >>> 6);
      const sigma1l = ((yl >>> 19) | (yh << 13)) ^ ((yh >>> 29) | (yl << 3)) ^ ((yl >>> 6) | (yh << 26));
      const low =
        (sigma0l >>> 0) + (sigma1l >>> 0) + ((schedule[at - 13] ?? 0) >>> 0) + ((schedule[at - 31] ?? 0) >>> 0);
      schedule[at] = sigma0h + sigma1h + (schedule[at - 14] ?? 0) + (schedule[at - 32] ?? 0) + carry(low);
      schedule[at + 1] = low;
    }
  }
}

/** As SHA-512, from another start and without the last two words. */
export class Sha384 extends Sha512 {
  constructor() {
    super(bothHalves(fractions(2, 8, 16)));
  }

  protected override digest(): string {
    return super.digest().slice(0, 48);
  }
}

const TWO_32 = 2 ** 32;

/** What a sum of unsigned halves carries into the upper halves. */
function carry(sum: number): number {
  return (sum / TWO_32) | 0;
}

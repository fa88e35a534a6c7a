/**
 * What MD5 and the SHA family have in common: text is taken in blocks, and the last one is padded with the text's length. They
 * are written for byte strings: what takes bytes needs several times as long for a short text, most of it for making them.
 */

/** A hash function at work. */
export interface Digest {
  update(text: string): void;
  /**
   * The digest of all that was added. What is added afterwards goes on from the state that this leaves, as in OpenSSL,
   * whose functions the reference calls: only `reset` begins anew.
   */
  final(): string;
  reset(): void;
}

/** A hash function that takes 32-bit words, sixteen or thirty-two in a block. */
export abstract class BlockDigest implements Digest {
  /** The state, as 32-bit words. */
  protected readonly state: Int32Array;
  /** The block that is being filled. Of a word that is filled in part the rest is zero, behind it may stand anything. */
  protected readonly block: Int32Array;
  private readonly initial: readonly number[];
  private readonly littleEndian: boolean;
  private readonly blockBytes: number;
  private filled = 0;
  private length = 0;

  constructor(initial: readonly number[], blockWords: 16 | 32, littleEndian: boolean) {
    this.initial = initial;
    this.state = Int32Array.from(initial);
    this.block = new Int32Array(blockWords);
    this.blockBytes = blockWords * 4;
    this.littleEndian = littleEndian;
  }

  update(text: string): void {
    const { block, blockBytes } = this;
    this.length += text.length;
    let at = 0;
    if (this.filled > 0) {
      while (at < text.length && this.filled < blockBytes) this.put(text.charCodeAt(at++));
      if (this.filled < blockBytes) return;
      this.compress();
    }
    for (; at + blockBytes <= text.length; at += blockBytes) {
      this.fillFrom(text, at, block.length);
      this.compress();
    }
    const tail = (text.length - at) >> 2;
    this.fillFrom(text, at, tail);
    this.filled = tail * 4;
    for (at += tail * 4; at < text.length; at++) this.put(text.charCodeAt(at));
  }

  final(): string {
    const { block, filled } = this;
    const kept = this.keepsBlock ? block.slice() : undefined;
    this.put(0x80);
    let word = (filled >> 2) + 1;
    // the length takes two words, where blocks are twice as large, four
    const last = block.length - (block.length >> 3);
    if (word > last) {
      while (word < block.length) block[word++] = 0;
      this.compress();
      word = 0;
    }
    while (word < block.length) block[word++] = 0;
    const low = block.length - (this.littleEndian ? 2 : 1);
    block[low] = this.length << 3;
    block[low ^ 1] = (this.length / 0x2000_0000) | 0;
    this.compress();
    this.filled = 0;
    if (kept !== undefined) {
      block.set(kept);
      this.filled = filled;
    }
    return this.digest();
  }

  reset(): void {
    const { state, initial } = this;
    for (let word = 0; word < state.length; word++) state[word] = initial[word] ?? 0;
    this.filled = 0;
    this.length = 0;
  }

  /** Whether OpenSSL leaves an unfinished block in its place when a digest is asked for. */
  protected get keepsBlock(): boolean {
    return false;
  }

  /** Adds the full block to the state. */
  protected abstract compress(): void;

  /** The state as the digest's bytes. */
  protected digest(): string {
    const { length } = this.state;
    let text = "";
    let at = 0;
    // several at once: joining texts takes longer than anything else here
    for (; at + 4 <= length; at += 4) {
      text += fourWords(this.word(at), this.word(at + 1), this.word(at + 2), this.word(at + 3));
    }
    for (; at < length; at++) text += oneWord(this.word(at));
    return text;
  }

  /** A word of the state, with its first byte as the highest. */
  private word(at: number): number {
    const word = this.state[at] ?? 0;
    if (!this.littleEndian) return word;
    return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
  }

  private put(byte: number): void {
    const { filled, block } = this;
    const shift = (this.littleEndian ? filled & 3 : ~filled & 3) << 3;
    const at = filled >> 2;
    block[at] = ((filled & 3) === 0 ? 0 : (block[at] ?? 0)) | (byte << shift);
    this.filled = filled + 1;
  }

  /** Fills the first `words` words of the block. */
  private fillFrom(text: string, from: number, words: number): void {
    const { block } = this;
    if (this.littleEndian) {
      for (let word = 0, at = from; word < words; word++, at += 4) {
        block[word] =
          text.charCodeAt(at) |
          (text.charCodeAt(at + 1) << 8) |
          (text.charCodeAt(at + 2) << 16) |
          (text.charCodeAt(at + 3) << 24);
      }
      return;
    }
    for (let word = 0, at = from; word < words; word++, at += 4) {
      block[word] =
        (text.charCodeAt(at) << 24) |
        (text.charCodeAt(at + 1) << 16) |
        (text.charCodeAt(at + 2) << 8) |
        text.charCodeAt(at + 3);
    }
  }
}

function oneWord(word: number): string {
  return String.fromCharCode(word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255);
}

function fourWords(a: number, b: number, c: number, d: number): string {
  return String.fromCharCode(
    a >>> 24,
    (a >>> 16) & 255,
    (a >>> 8) & 255,
    a & 255,
    b >>> 24,
    (b >>> 16) & 255,
    (b >>> 8) & 255,
    b & 255,
    c >>> 24,
    (c >>> 16) & 255,
    (c >>> 8) & 255,
    c & 255,
    d >>> 24,
    (d >>> 16) & 255,
    (d >>> 8) & 255,
    d & 255,
  );
}

/** The CRC-32 of zip files and Ethernet, as nginx has it. */
export class Crc32 {
  private readonly remainders = Uint32Array.from({ length: 256 }, (_, byte) => remainder(byte));

  /** Unsigned. */
  of(text: string): number {
    const { remainders } = this;
    let crc = 0xffff_ffff;
    for (let at = 0; at < text.length; at++) {
      crc = (remainders[(crc ^ text.charCodeAt(at)) & 255] ?? 0) ^ (crc >>> 8);
    }
    return ~crc >>> 0;
  }
}

function remainder(byte: number): number {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb8_8320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
}

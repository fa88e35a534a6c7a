/** The hash functions that one machine uses again and again, each made at its first use. */
import { Crc32 } from "./crc32.ts";
import { Md5 } from "./md5.ts";
import { Sha1 } from "./sha1.ts";

export class Digests {
  private keptMd5: Md5 | undefined;
  private keptSha1: Sha1 | undefined;
  private keptCrc32: Crc32 | undefined;

  /** To be reset before each use. */
  get md5(): Md5 {
    this.keptMd5 ??= new Md5();
    return this.keptMd5;
  }

  /** To be reset before each use. */
  get sha1(): Sha1 {
    this.keptSha1 ??= new Sha1();
    return this.keptSha1;
  }

  get crc32(): Crc32 {
    this.keptCrc32 ??= new Crc32();
    return this.keptCrc32;
  }
}

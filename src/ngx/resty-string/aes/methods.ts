/** The ciphers and hash functions that resty.aes hands out, for `new` to get back. */
import { formatNumber } from "../../../vm/numbers.ts";
import { Table } from "../../../vm/table.ts";
import { truthy, typeName, Userdata, type Value } from "../../../vm/values.ts";
import { unconvertible } from "../../c-conversions.ts";
import type { Digest } from "../../digests/block-digest.ts";
import { Md5 } from "../../digests/md5.ts";
import { Sha1 } from "../../digests/sha1.ts";
import { Sha224, Sha256 } from "../../digests/sha256.ts";
import { Sha384, Sha512 } from "../../digests/sha512.ts";
import { raiseAt } from "../in-library.ts";
import { isMode, type Mode } from "./modes.ts";

/** Places in the reference's library. */
const CIPHER = { file: "aes.lua", line: 113 };
const CONCATENATION = { file: "aes.lua", line: 112 };
const BYTES_TO_KEY = { file: "aes.lua", line: 183 };
const SIZES: readonly Value[] = [128, 192, 256];

/** Stands for one of OpenSSL's ciphers. */
class CipherMethod {
  readonly mode: Mode;

  constructor(mode: Mode) {
    this.mode = mode;
  }
}

/** Stands for one of OpenSSL's hash functions. */
class HashMethod {
  readonly make: () => Digest;

  constructor(make: () => Digest) {
    this.make = make;
  }
}

/** The table `hash` of the library. */
export function hashTable(): Table {
  const table = new Table();
  const add = (name: string, make: () => Digest) => table.set(name, new Userdata(new HashMethod(make), "cdata"));
  add("md5", () => new Md5());
  add("sha1", () => new Sha1());
  add("sha224", () => new Sha224());
  add("sha256", () => new Sha256());
  add("sha384", () => new Sha384());
  add("sha512", () => new Sha512());
  return table;
}

/** A digest of the kind that `hash` stands for; nil and false: MD5. */
export function digestFor(hash: Value): Digest {
  if (hash instanceof Userdata && hash.payload instanceof HashMethod) return hash.payload.make();
  if (!truthy(hash)) return new Md5();
  const conversion = unconvertible(hash, "const struct env_md_st *");
  return raiseAt(BYTES_TO_KEY, `bad argument #2 to 'EVP_BytesToKey' (${conversion})`);
}

/** What the library's `cipher` answers. */
export function cipherTable(size: Value, mode: Value): Table {
  // the library joins them from the right
  const modeText = joined("_cipher", mode);
  const symbol = `EVP_aes_${joined("_size", size)}_${modeText}`;
  const bits = typeof size === "string" ? Number(size) : size;
  if (!SIZES.includes(bits) || typeof mode !== "string" || !isMode(mode)) {
    return raiseAt(CIPHER, `missing declaration for symbol '${symbol}'`);
  }
  const table = new Table();
  table.set("size", size);
  table.set("cipher", mode);
  table.set("method", new Userdata(new CipherMethod(mode), "cdata"));
  return table;
}

/** What is joined with texts to a name. */
function joined(local: string, value: Value): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return formatNumber(value);
  return raiseAt(CONCATENATION, `attempt to concatenate local '${local}' (a ${typeName(value)} value)`);
}

/** What such a table stands for; nil and false: 128 bits, cbc. Undefined where it is none. */
export function cipherOf(cipher: Value): { readonly keyBytes: number; readonly mode: Mode } | undefined {
  if (!truthy(cipher)) return { keyBytes: 16, mode: "cbc" };
  if (!(cipher instanceof Table)) return undefined;
  const method = cipher.get("method");
  const bits = Number(cipher.get("size"));
  if (!(method instanceof Userdata && method.payload instanceof CipherMethod) || !SIZES.includes(bits))
    return undefined;
  return { keyBytes: bits / 8, mode: method.payload.mode };
}

import { createHash } from "node:crypto";
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Digest } from "../../../src/ngx/digests/block-digest.ts";
import { Md5 } from "../../../src/ngx/digests/md5.ts";
import { Sha1 } from "../../../src/ngx/digests/sha1.ts";
import { Sha224, Sha256 } from "../../../src/ngx/digests/sha256.ts";
import { Sha384, Sha512 } from "../../../src/ngx/digests/sha512.ts";

const kinds: Readonly<Record<string, () => Digest>> = {
  md5: () => new Md5(),
  sha1: () => new Sha1(),
  sha224: () => new Sha224(),
  sha256: () => new Sha256(),
  sha384: () => new Sha384(),
  sha512: () => new Sha512(),
};
const hex = (bytes: string) => Buffer.from(bytes, "latin1").toString("hex");

for (const [name, make] of Object.entries(kinds)) {
  test(`${name} of any text in any pieces is what OpenSSL makes of it`, () => {
    const digest = make();
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 150 }), { maxLength: 6 }), (pieces) => {
        digest.reset();
        const reference = createHash(name);
        for (const piece of pieces) {
          digest.update(String.fromCharCode(...piece));
          reference.update(piece);
        }
        assert.is(hex(digest.final()), reference.digest("hex"));
      }),
    );
  });

  test(`${name} pads every length around a block`, () => {
    const digest = make();
    for (let length = 0; length < 300; length++) {
      digest.reset();
      digest.update("\xfe".repeat(length));
      assert.is(
        hex(digest.final()),
        createHash(name).update("\xfe".repeat(length), "latin1").digest("hex"),
        `${length}`,
      );
    }
  });
}

// What OpenSSL 3.0's MD5_Final and so on answer one after another, without an Init between them:
// after "hello", again at once, after "x", after 200 times "y", after "zz".
const continued: Readonly<Record<string, string>> = {
  md5: "5d41402abc4b2a76 5ecb7a823a72119b fac8459106d261b1 58d18bdb2919ad64 777c1f4e8560de79",
  sha1: "aaf4c61ddcc5e8a2 d9de35ac83e942fc 6feac2cb43faf4ce a2c0daf1323e3b78 83fe58405ffa205a",
  sha224: "ea09ae9cc6768c50 91fc38202c20d5bf 02ee65bafefe2a3b 12a887eb57d08f5c 764d389c51f1d5a6",
  sha256: "2cf24dba5fb0a30e 72dff3a4ca51cc06 5b5ba7df62cc1ad1 bdcc82caec34731e f46b40f729fd17d7",
  sha384: "59e1748777448c69 852b2d9c7e1ed9c7 a3c51303d6fd08f6 456483a8d8cc669b c17d73be502833b0",
  sha512: "9b71d224bd62f378 0bbdf557469fd90c 3e255d4f99f56469 0702e852cb5efd54 d730384a53ca9035",
};

for (const [name, expected] of Object.entries(continued)) {
  test(`${name} goes on from a digest that was asked for as OpenSSL does`, () => {
    const digest = kinds[name]?.() ?? assert.unreachable();
    const answers = ["hello", "", "x", "y".repeat(200), "zz"].map((text) => {
      digest?.update(text);
      return hex(digest?.final() ?? "").slice(0, 16);
    });
    assert.is(answers.join(" "), expected);
  });
}

test.run();

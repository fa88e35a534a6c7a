import { createCipheriv, createDecipheriv } from "node:crypto";
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { aesKey, gcmKey } from "../../../../src/ngx/resty-string/aes/modes.ts";

/** Each mode with OpenSSL's name for it. */
const MODES = { ecb: "ecb", cbc: "cbc", cfb1: "cfb1", cfb8: "cfb8", cfb128: "cfb", ofb: "ofb", ctr: "ctr" } as const;
const hex = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString("hex");
const key = fc.constantFrom(16, 24, 32).chain((bytes) => fc.uint8Array({ minLength: bytes, maxLength: bytes }));
const iv = fc.uint8Array({ minLength: 16, maxLength: 16 });
const text = fc.uint8Array({ maxLength: 70 });

for (const [mode, name] of Object.entries(MODES) as [keyof typeof MODES, string][]) {
  test(`${mode} encrypts and decrypts as OpenSSL, and fails where it does`, () => {
    fc.assert(
      fc.property(key, iv, text, fc.boolean(), (keyBytes, ivBytes, data, padded) => {
        const openssl = (make: typeof createCipheriv | typeof createDecipheriv) => {
          const cipher = make(`aes-${keyBytes.length * 8}-${name}`, keyBytes, mode === "ecb" ? null : ivBytes);
          cipher.setAutoPadding(padded);
          try {
            return hex(Buffer.concat([cipher.update(data), cipher.final()]));
          } catch {
            return undefined;
          }
        };
        const ours = aesKey(mode, keyBytes, ivBytes, padded);
        const encrypted = ours.encrypt(data);
        assert.is(hex(encrypted), openssl(createCipheriv));
        assert.is(hex(ours.decrypt(data)), openssl(createDecipheriv));
        if (encrypted !== undefined) assert.is(hex(ours.decrypt(encrypted)), hex(data));
      }),
      { numRuns: 60 },
    );
  });
}

test("gcm encrypts and signs as OpenSSL, with vectors from 8 to 128 bytes", () => {
  const vector = fc.uint8Array({ minLength: 8, maxLength: 128 });
  fc.assert(
    fc.property(key, vector, text, fc.option(text), (keyBytes, ivBytes, data, additional) => {
      const cipher = createCipheriv(`aes-${keyBytes.length * 8}-gcm` as "aes-128-gcm", keyBytes, ivBytes);
      if (additional !== null) cipher.setAAD(additional);
      const expected = hex(Buffer.concat([cipher.update(data), cipher.final()]));
      const ours = gcmKey(keyBytes, ivBytes);
      const made = ours?.encrypt(data, additional ?? undefined);
      assert.equal([hex(made?.data), hex(made?.tag)], [expected, hex(cipher.getAuthTag())]);
      assert.is(made && hex(ours?.decrypt(made.data, made.tag, additional ?? undefined)), hex(data));
    }),
    { numRuns: 60 },
  );
});

test("gcm takes no vector that is too short or too long", () => {
  for (const bytes of [0, 7, 129]) assert.is(gcmKey(new Uint8Array(16), new Uint8Array(bytes)), undefined);
});

test.run();

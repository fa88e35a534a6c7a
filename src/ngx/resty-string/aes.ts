/** The library resty.aes: texts encrypted and decrypted with AES. */
import { portableByteText } from "../../vm/byte-text.ts";
import { charge } from "../../vm/charge.ts";
import { raise } from "../../vm/raise.ts";
import type { State } from "../../vm/state.ts";
import { Table } from "../../vm/table.ts";
import { type Result, truthy, typeName, Userdata, type Value } from "../../vm/values.ts";
import { any, optional } from "../declaration/parameters.ts";
import { everywhere } from "../declaration/phases.ts";
import { library } from "../declare.ts";
import { HeldKey, makeKey } from "./aes/make-key.ts";
import { cipherTable, hashTable } from "./aes/methods.ts";
import { RESTY_STRING_VERSION } from "./version.ts";

const inLua = { phases: everywhere, writtenInLua: "resty/aes.lua" } as const;
/** The key under which the reference keeps one of its C objects; here it holds the key. */
const CTX_FIELD = "_encrypt_ctx";
const BYTES_A_STEP = 16;
const NO_TAG = new Uint8Array(0);

export const restyAes = library(
  "resty.aes",
  {
    cipher: {
      ...inLua,
      does: "A cipher for new: size is 128 (the default), 192 or 256, mode such as cbc (the default), ctr or gcm.",
      params: [optional(any("size")), optional(any("mode"))],
      run: (_context, size, mode) => cipherTable(truthy(size) ? size : 128, truthy(mode) ? mode : "cbc"),
    },
    new: {
      ...inLua,
      does: "Makes a key of a password, or of a key and hash.iv; nil and a reason where that will not do.",
      params: [
        any("self"),
        any("key"),
        optional(any("salt")),
        optional(any("cipher")),
        optional(any("hash")),
        optional(any("hash_rounds")),
        optional(any("iv_len")),
        optional(any("enable_padding")),
      ],
      run: (context, _self, key, salt, cipher, hash, rounds, ivLength, padding) => {
        const made = makeKey(context.state, key, { salt, cipher, hash, rounds, ivLength, padding });
        if (!(made instanceof HeldKey)) return made;
        const instance = new Table(context.state.emptyShape);
        instance.set(CTX_FIELD, new Userdata(made, "cdata"));
        instance.setMetatable(context.libraryMetatable("resty.aes"));
        return instance;
      },
    },
    encrypt: {
      ...inLua,
      does: "Encrypts a text; with gcm: a table of the encrypted text and its tag, which covers aad as well.",
      params: [any("self"), any("s"), optional(any("aad"))],
      run: ({ state }, self, s, aad) => {
        const { plain, gcm } = heldKey(state, self);
        const bytes = bytesOf(state, s);
        if (gcm === undefined) return textOr(plain?.encrypt(bytes), "EVP_EncryptFinal_ex failed");
        const { data, tag } = gcm.encrypt(bytes, additional(state, aad));
        return Table.fromArray([portableByteText.toText(data), portableByteText.toText(tag)]);
      },
    },
    decrypt: {
      ...inLua,
      does: "Decrypts a text, with gcm if tag and aad are those of its encryption; nil and a reason where that fails.",
      params: [any("self"), any("s"), optional(any("tag")), optional(any("aad"))],
      run: ({ state }, self, s, tag, aad) => {
        const { plain, gcm } = heldKey(state, self);
        const bytes = bytesOf(state, s);
        const decrypted =
          gcm === undefined
            ? plain?.decrypt(bytes)
            : gcm.decrypt(bytes, tag === undefined ? NO_TAG : bytesOf(state, tag), additional(state, aad));
        return textOr(decrypted, "EVP_DecryptFinal_ex failed");
      },
    },
  },
  { constants: () => ({ _VERSION: RESTY_STRING_VERSION, hash: hashTable() }) },
);

function heldKey(state: State, self: Value): HeldKey {
  if (!(self instanceof Table)) raise(state, `bad argument #1 self: table expected, got ${typeName(self)}`);
  const held = self.get(CTX_FIELD);
  if (held instanceof Userdata && held.payload instanceof HeldKey) return held.payload;
  return raise(state, "bad argument #1 self: an object of resty.aes expected");
}

/** The bytes of a text that is about to be encrypted or decrypted. */
function bytesOf(state: State, value: Value): Uint8Array {
  if (typeof value !== "string") return raise(state, `attempt to get length of local 's' (a ${typeName(value)} value)`);
  charge(state, Math.floor(value.length / BYTES_A_STEP));
  return portableByteText.toBytes(value);
}

function additional(state: State, aad: Value): Uint8Array | undefined {
  return aad === undefined ? undefined : bytesOf(state, aad);
}

function textOr(bytes: Uint8Array | undefined, reason: string): Result {
  return bytes === undefined ? [undefined, reason] : portableByteText.toText(bytes);
}

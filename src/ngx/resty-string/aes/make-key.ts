/** How resty.aes comes to a key: from a password, or from a key and an initialization vector. */
import { portableByteText } from "../../../vm/byte-text.ts";
import { callBlocking } from "../../../vm/calls.ts";
import { raise } from "../../../vm/raise.ts";
import type { State } from "../../../vm/state.ts";
import { Table } from "../../../vm/table.ts";
import { asList, truthy, type Value } from "../../../vm/values.ts";
import { stringAt } from "../in-library.ts";
import { bytesToKey } from "./bytes-to-key.ts";
import { cipherOf, digestFor } from "./methods.ts";
import { type AesKey, aesKey, type GcmKey, gcmKey, ivBytes, type Mode } from "./modes.ts";

/** Where the reference's library takes the key's length. */
const KEY = { file: "aes.lua", line: 183 };
const SALT_BYTES = 8;

/** What an object of the library holds. */
export class HeldKey {
  readonly plain: AesKey | undefined;
  readonly gcm: GcmKey | undefined;

  constructor(key: { readonly plain: AesKey } | { readonly gcm: GcmKey }) {
    this.plain = "plain" in key ? key.plain : undefined;
    this.gcm = "gcm" in key ? key.gcm : undefined;
  }
}

/** Why there is no key, as the call's result. */
type Reason = readonly [undefined, string];

/** What `new` gets besides the password. */
export interface KeyOptions {
  readonly salt: Value;
  readonly cipher: Value;
  readonly hash: Value;
  readonly rounds: Value;
  readonly ivLength: Value;
  readonly padding: Value;
}

/** @throws LuaError where the arguments are of no use to the reference's library either */
export function makeKey(state: State, password: Value, options: KeyOptions): HeldKey | Reason {
  const cipher = cipherOf(options.cipher) ?? raise(state, "the cipher is not one of resty.aes");
  const key = stringAt(KEY, password, "key", "#4 to 'EVP_BytesToKey'", "const unsigned char *");
  return options.hash instanceof Table
    ? keyWithIv(state, key, options.hash, cipher, options)
    : keyOfPassword(state, key, cipher, options);
}

interface Cipher {
  readonly keyBytes: number;
  readonly mode: Mode;
}

function keyOfPassword(
  state: State,
  password: string,
  { keyBytes, mode }: Cipher,
  { salt, hash, rounds, ivLength, padding }: KeyOptions,
): HeldKey | Reason {
  if (truthy(salt) && (typeof salt !== "string" || salt.length !== SALT_BYTES)) {
    return [undefined, "salt must be 8 characters or nil"];
  }
  const made = bytesToKey(
    state,
    digestFor(hash),
    password,
    typeof salt === "string" ? salt : "",
    typeof rounds === "number" ? rounds : 1,
    keyBytes + ivBytes(mode),
  );
  // The reference has room for as many bytes as the key has, and uses all of them with gcm unless it is told how many.
  const iv = made.slice(keyBytes).padEnd(keyBytes, "\0");
  const isCut = mode === "gcm" && typeof ivLength === "number";
  return keyIn(mode, made.slice(0, keyBytes), isCut ? iv.slice(0, Math.max(0, ivLength)) : iv, padding);
}

/** The key is given as it is, or made by a function of the caller's. */
function keyWithIv(
  state: State,
  password: string,
  hash: Table,
  { keyBytes, mode }: Cipher,
  { padding }: KeyOptions,
): HeldKey | Reason {
  const iv = hash.get("iv");
  if (typeof iv !== "string") return [undefined, "iv is needed"];
  if (iv.length > keyBytes) return [undefined, "bad iv length"];
  const method = hash.get("method");
  const key = truthy(method) ? asList(callBlocking(state, method, [password]))[0] : password;
  if (typeof key !== "string" || key.length !== keyBytes) return [undefined, "bad key length"];
  return keyIn(mode, key, mode === "gcm" ? iv : iv.padEnd(keyBytes, "\0"), padding);
}

function keyIn(mode: Mode, keyText: string, ivText: string, padding: Value): HeldKey | Reason {
  const key = portableByteText.toBytes(keyText);
  const iv = portableByteText.toBytes(ivText);
  if (mode !== "gcm") {
    return new HeldKey({ plain: aesKey(mode, key, iv, padding === undefined || truthy(padding)) });
  }
  const gcm = gcmKey(key, iv);
  return gcm === undefined ? [undefined, "failed to set IV length"] : new HeldKey({ gcm });
}

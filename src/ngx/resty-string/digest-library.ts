/** The libraries resty.md5, resty.sha1 and so on: objects that take a text piece by piece. */
import { Table } from "../../vm/table.ts";
import { Userdata, type Value } from "../../vm/values.ts";
import type { NgxContext } from "../context.ts";
import { any, optional } from "../declaration/parameters.ts";
import { everywhere } from "../declaration/phases.ts";
import { library, type ModuleDeclaration } from "../declare.ts";
import { addText } from "../digests/add-text.ts";
import type { Digest } from "../digests/block-digest.ts";
import { Md5 } from "../digests/md5.ts";
import { Sha1 } from "../digests/sha1.ts";
import { Sha224, Sha256 } from "../digests/sha256.ts";
import { Sha384, Sha512 } from "../digests/sha512.ts";
import { hex } from "../text/hex.ts";
import { heldBy, type LibraryPlace, raiseAt, stringAt } from "./in-library.ts";
import { RESTY_STRING_VERSION } from "./version.ts";

const inLua = { phases: everywhere, writtenInLua: true } as const;
/** The key under which the reference keeps the C object. */
const CTX_FIELD = "_ctx";

/** One of the libraries. */
interface DigestKind {
  /** As it follows "resty." */
  readonly name: string;
  /** In words, for `explain`. */
  readonly title: string;
  /** As OpenSSL's functions call it. */
  readonly cName: string;
  readonly make: () => Digest;
  /** The line of the reference's library that calls `…_Update`; `final` and `reset` follow it. */
  readonly updateLine: number;
}

const MD5: DigestKind = { name: "md5", title: "MD5", cName: "MD5", make: () => new Md5(), updateLine: 54 };
const KINDS: readonly DigestKind[] = [
  { name: "sha1", title: "SHA-1", cName: "SHA1", make: () => new Sha1(), updateLine: 50 },
  { name: "sha224", title: "SHA-224", cName: "SHA224", make: () => new Sha224(), updateLine: 42 },
  { name: "sha256", title: "SHA-256", cName: "SHA256", make: () => new Sha256(), updateLine: 50 },
  { name: "sha384", title: "SHA-384", cName: "SHA384", make: () => new Sha384(), updateLine: 42 },
  { name: "sha512", title: "SHA-512", cName: "SHA512", make: () => new Sha512(), updateLine: 57 },
];
const FINAL_AFTER = 5;
const RESET_AFTER = 14;

export const restyMd5 = library(
  "resty.md5",
  {
    ...methodsOf(MD5),
    update: {
      ...inLua,
      does: "Adds a text, or its first len bytes, to an MD5 digest; true.",
      params: [any("self"), any("str"), optional(any("len"))],
      run: (context, self, str, len) => update(context, MD5, self, str, len),
    },
    final_hex: {
      ...inLua,
      does: "As final, in hexadecimal.",
      params: [any("self")],
      run: (_context, self) => hex(digestOf(MD5, RESET_AFTER, self).final()),
    },
    reset: reset(MD5, RESET_AFTER + 9),
  },
  { constants },
);

export const restyShas: readonly ModuleDeclaration[] = KINDS.map((kind) =>
  library(`resty.${kind.name}`, methodsOf(kind), { constants }),
);

/** What the SHA libraries have in common, which have nothing but a version. */
export const restySha = library("resty.sha", {}, { constants });

function methodsOf(kind: DigestKind) {
  return {
    new: {
      ...inLua,
      does: `Makes a ${kind.title} digest of no text yet.`,
      params: [],
      run: (context: NgxContext) => {
        const instance = new Table(context.state.emptyShape);
        instance.set(CTX_FIELD, new Userdata(kind.make(), "cdata"));
        instance.setMetatable(context.libraryMetatable(`resty.${kind.name}`));
        return instance;
      },
    },
    update: {
      ...inLua,
      does: `Adds a text to a ${kind.title} digest; true.`,
      params: [any("self"), any("str")],
      run: (context: NgxContext, self: Value, str: Value) => update(context, kind, self, str, undefined),
    },
    final: {
      ...inLua,
      does: `The ${kind.title} digest of what was added, as bytes.`,
      params: [any("self")],
      run: (_context: NgxContext, self: Value) => digestOf(kind, FINAL_AFTER, self).final(),
    },
    reset: reset(kind, RESET_AFTER),
  } as const;
}

function reset(kind: DigestKind, linesAfter: number) {
  return {
    ...inLua,
    does: "Begins anew; true.",
    params: [any("self")],
    run: (_context: NgxContext, self: Value) => {
      digestOf(kind, linesAfter, self).reset();
      return true;
    },
  } as const;
}

function update({ state }: NgxContext, kind: DigestKind, self: Value, str: Value, length: Value): true {
  const digest = digestOf(kind, 0, self);
  const text = stringAt(placeIn(kind, 0), str, "s", `#2 to '${kind.cName}_Update'`, "const void *");
  addText(state, digest, typeof length === "number" ? text.slice(0, Math.max(0, Math.trunc(length))) : text);
  return true;
}

function digestOf(kind: DigestKind, linesAfter: number, self: Value): Digest {
  const place = placeIn(kind, linesAfter);
  const held = heldBy(place, self, CTX_FIELD);
  if (held instanceof Userdata && isDigest(held.payload)) return held.payload;
  return raiseAt(place, `not an object of resty.${kind.name}`);
}

function isDigest(payload: unknown): payload is Digest {
  return typeof payload === "object" && payload !== null && "update" in payload && "final" in payload;
}

function placeIn({ name, updateLine }: DigestKind, linesAfter: number): LibraryPlace {
  return { file: `${name}.lua`, line: updateLine + linesAfter };
}

function constants() {
  return { _VERSION: RESTY_STRING_VERSION };
}

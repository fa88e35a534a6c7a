/** PEM: texts that hold certificates and keys, as OpenSSL reads them. */
import { Base64 } from "../text/base64.ts";
import { elementEnd } from "./der.ts";

/** A part of a PEM text. */
interface Block {
  readonly label: string;
  /** From its first line to its last. */
  readonly text: string;
  /** What lies between, unless lines in front of it say how it is encrypted. */
  readonly der: string;
}

const CERTIFICATES: ReadonlySet<string> = new Set(["CERTIFICATE", "X509 CERTIFICATE"]);
/** With what it may be trusted for behind it: only the first certificate of a text can be one. */
const TRUSTED = "TRUSTED CERTIFICATE";

/** The certificates of a text, the first of which must be there, in DER; or why they cannot be read. */
export function certificatesIn(
  pem: string,
  isCertificate: (der: string) => boolean,
): readonly string[] | { readonly error: string } {
  const certificates: string[] = [];
  for (const block of blocksIn(pem)) {
    const isFirst = certificates.length === 0;
    const der = block === undefined ? undefined : certificateOf(block, isFirst);
    if (der === "other") continue;
    if (der === undefined || !isCertificate(der)) {
      return { error: isFirst ? NO_CERTIFICATE : "PEM_read_bio_X509() failed" };
    }
    certificates.push(der);
  }
  return certificates.length === 0 ? { error: NO_CERTIFICATE } : certificates;
}

/** The first block of a text that holds a private key. */
export function privateKeyIn(pem: string): string | undefined {
  for (const block of blocksIn(pem)) {
    if (block === undefined) return undefined;
    if (/(?:^| )PRIVATE KEY$/.test(block.label)) return block.text;
  }
  return undefined;
}

const NO_CERTIFICATE = "PEM_read_bio_X509_AUX() failed";

function certificateOf({ label, der }: Block, isFirst: boolean): string | "other" | undefined {
  if (!CERTIFICATES.has(label) && !(isFirst && label === TRUSTED)) return "other";
  const end = elementEnd(der, 0);
  return end === undefined ? undefined : der.slice(0, end);
}

/** The blocks of a text, up to one that is broken: undefined. */
function* blocksIn(pem: string): Generator<Block | undefined> {
  const begin = /^-----BEGIN ([^\n]*?)-----[^\S\n]*$/gm;
  for (let found = begin.exec(pem); found !== null; found = begin.exec(pem)) {
    const label = found[1] ?? "";
    const ending = `\n-----END ${label}-----`;
    const end = pem.indexOf(ending, begin.lastIndex);
    const inside = end < 0 ? undefined : pem.slice(begin.lastIndex, end + 1);
    // headers end with an empty line
    const body = inside?.includes(":") ? inside.slice(inside.search(/\n\r?\n/) + 1) : inside;
    const der = body === undefined ? undefined : Base64.standard.decode(body.replace(/\s+/g, ""));
    if (der === undefined) return yield undefined;
    begin.lastIndex = end + ending.length;
    yield { label, text: pem.slice(found.index, begin.lastIndex), der };
  }
}

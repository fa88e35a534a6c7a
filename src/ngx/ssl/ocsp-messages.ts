/** What is asked of an OCSP responder (RFC 6960). */
import type { Digests } from "../digests/digests.ts";
import { contentIn, element, elementEnd, elementsIn } from "./der.ts";

export const NO_CERTIFICATE = "d2i_X509_bio() failed";
export const NO_ISSUER = "no issuer certificate in chain";

const TAG = { integer: 0x02, octets: 0x04, sequence: 0x30, explicit0: 0xa0 } as const;
/** SHA-1, by which certificates are named. */
const SHA1 = "\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00";

/** The first two elements of a chain: undefined where there is none, "" where it is broken. */
export function certificateAndIssuer(chain: string): {
  readonly certificate: string | undefined;
  readonly issuer: string | undefined;
} {
  const end = elementEnd(chain, 0);
  if (end === undefined) return { certificate: undefined, issuer: undefined };
  const issuerEnd = elementEnd(chain, end);
  const issuer = issuerEnd === undefined ? "" : chain.slice(end, issuerEnd);
  return { certificate: chain.slice(0, end), issuer: end === chain.length ? undefined : issuer };
}

export function ocspRequest(digests: Digests, certificate: string, issuer: string): string {
  const id = element(TAG.sequence, ...certificateId(digests, certificate, issuer));
  return [1, 2, 3, 4].reduce((inner) => element(TAG.sequence, inner), id);
}

/** The elements by which a certificate is named: how digests are made, those of its issuer's name and key, its number. */
export function certificateId(digests: Digests, certificate: string, issuer: string): readonly string[] {
  const { serial, issuerName } = fieldsOf(certificate);
  const issuerDigests = [digestOf(digests, issuerName), keyDigest(digests, issuer)];
  return [SHA1, ...issuerDigests.map((digest) => element(TAG.octets, digest)), serial];
}

/** By which an answer names who has signed it. */
export function keyDigest(digests: Digests, certificate: string): string {
  // the first byte of a bit string says how many bits do not count
  return digestOf(digests, contentIn(elementsIn(fieldsOf(certificate).publicKey)[1] ?? "").slice(1));
}

/** The name of the certificate's owner, as an element. */
export function subjectOf(certificate: string): string {
  return fieldsOf(certificate).subject;
}

function digestOf({ sha1 }: Digests, text: string): string {
  sha1.reset();
  sha1.update(text);
  return sha1.final();
}

function fieldsOf(certificate: string): {
  readonly serial: string;
  readonly issuerName: string;
  readonly subject: string;
  readonly publicKey: string;
} {
  const fields = elementsIn(elementsIn(certificate)[0] ?? "");
  // a version stands in front of all but the oldest
  const at = fields[0]?.charCodeAt(0) === TAG.explicit0 ? 1 : 0;
  return {
    serial: fields[at] ?? "",
    issuerName: fields[at + 2] ?? "",
    subject: fields[at + 4] ?? "",
    publicKey: fields[at + 5] ?? "",
  };
}

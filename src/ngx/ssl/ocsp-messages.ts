/** What is asked of an OCSP responder, and what it answers (RFC 6960). */
import type { Digests } from "../digests/digests.ts";
import { contentIn, element, elementEnd, elementsIn } from "./der.ts";

export const NO_CERTIFICATE = "d2i_X509_bio() failed";
export const NO_ISSUER = "no issuer certificate in chain";

const TAG = { integer: 0x02, octets: 0x04, sequence: 0x30, explicit0: 0xa0 } as const;
/** SHA-1, by which certificates are named. */
const SHA1 = "\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00";

/** The texts of answers that are none. */
const STATUS: Readonly<Record<number, string>> = {
  1: "malformedrequest",
  2: "internalerror",
  3: "trylater",
  5: "sigrequired",
  6: "unauthorized",
};

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

export function ocspRequest({ sha1 }: Digests, certificate: string, issuer: string): string {
  const digest = (text: string) => {
    sha1.reset();
    sha1.update(text);
    return sha1.final();
  };
  const { serial, issuerName } = fieldsOf(certificate);
  // the first byte of a bit string says how many bits do not count
  const key = contentIn(elementsIn(fieldsOf(issuer).publicKey)[1] ?? "").slice(1);
  const id = element(
    TAG.sequence,
    SHA1,
    element(TAG.octets, digest(issuerName)),
    element(TAG.octets, digest(key)),
    serial,
  );
  return [1, 2, 3, 4].reduce((inner) => element(TAG.sequence, inner), id);
}

function fieldsOf(certificate: string): {
  readonly serial: string;
  readonly issuerName: string;
  readonly publicKey: string;
} {
  const fields = elementsIn(elementsIn(certificate)[0] ?? "");
  // a version stands in front of all but the oldest
  const at = fields[0]?.charCodeAt(0) === TAG.explicit0 ? 1 : 0;
  return { serial: fields[at] ?? "", issuerName: fields[at + 2] ?? "", publicKey: fields[at + 5] ?? "" };
}

/** Why an answer will not do. Whose signature it has is not found out here, so that none will. */
export function responseError(response: string): string {
  const content = contentIn(response);
  const status = content.slice(0, elementEnd(content, 0) ?? 0);
  if (!response.startsWith("0") || status.charCodeAt(0) !== 0x0a || status.length !== 3) {
    return "d2i_OCSP_RESPONSE() failed";
  }
  const code = status.charCodeAt(2);
  if (code !== 0) return `OCSP response not successful (${code}: ${STATUS[code] ?? "(UNKNOWN)"})`;
  return "ngxbox cannot verify OCSP responses";
}

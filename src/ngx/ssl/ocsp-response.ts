/** What an OCSP responder answers (RFC 6960), and whether it says that a certificate is good. */
import type { Certificates } from "../../host/ports.ts";
import type { Digests } from "../digests/digests.ts";
import { contentIn, elementEnd, elementsIn } from "./der.ts";
import { certificateId, keyDigest, subjectOf } from "./ocsp-messages.ts";

/** The texts of answers that are none. */
const STATUS: Readonly<Record<number, string>> = {
  1: "malformedrequest",
  2: "internalerror",
  3: "trylater",
  5: "sigrequired",
  6: "unauthorized",
};
/** id-pkix-ocsp-basic */
const BASIC = "\x06\x09\x2b\x06\x01\x05\x05\x07\x30\x01\x01";
const TAG = { octets: 0x04, enumerated: 0x0a, zero: 0xa0, one: 0xa1, two: 0xa2 } as const;
/** How much the clocks of both sides may differ. */
const TOLERANCE_MS = 300_000;

interface SignedAnswer {
  /** What is signed. */
  readonly data: string;
  readonly algorithm: string;
  readonly signature: string;
  /** Those that came with it. As in the reference, they need not be trusted. */
  readonly certificates: readonly string[];
  /** Who has signed: an element with a name or with a key's digest. */
  readonly signer: string;
  readonly statuses: readonly string[];
}

export interface Asked {
  readonly certificate: string;
  readonly issuer: string;
  readonly nowMs: number;
}

/** The signed part of a response; or why it has none. */
export function signedAnswer(response: string): SignedAnswer | { readonly error: string } {
  const content = contentIn(response);
  const status = content.slice(0, elementEnd(content, 0) ?? 0);
  if (elementEnd(response, 0) === undefined || tagOf(status) !== TAG.enumerated || status.length !== 3) {
    return { error: "d2i_OCSP_RESPONSE() failed" };
  }
  const code = status.charCodeAt(2);
  if (code !== 0) return { error: `OCSP response not successful (${code}: ${STATUS[code] ?? "(UNKNOWN)"})` };
  const [type, bytes = ""] = elementsIn(contentIn(elementsIn(response)[1] ?? ""));
  const [data = "", algorithm = "", signature = "", attached = ""] = elementsIn(contentIn(bytes));
  const parts = elementsIn(data);
  // a version that is not the first stands in front
  const at = tagOf(parts[0]) === TAG.zero ? 1 : 0;
  const [signer = "", , statuses = ""] = parts.slice(at);
  if (type !== BASIC || tagOf(bytes) !== TAG.octets || signature === "" || statuses === "") {
    return { error: "OCSP_response_get1_basic() failed" };
  }
  const certificates = elementsIn(contentIn(attached));
  return {
    data,
    algorithm,
    signature: contentIn(signature).slice(1),
    certificates,
    signer,
    statuses: elementsIn(statuses),
  };
}

/** Why an answer does not say that the certificate is good; undefined: it does. */
export function answerError(
  answer: SignedAnswer,
  { certificate, issuer, nowMs }: Asked,
  certificates: Certificates,
  digests: Digests,
): string | undefined {
  const { data, algorithm, signature, signer } = answer;
  const signers = [issuer, ...answer.certificates].filter((one) => isNamed(digests, signer, one));
  const [first] = signers;
  const identifier = elementsIn(algorithm)[0] ?? "";
  if (first === undefined || !certificates.hasSigned(first, identifier, data, signature)) {
    return "OCSP_basic_verify() failed";
  }
  const [naming = "", ...id] = certificateId(digests, certificate, issuer);
  const found = answer.statuses.map(elementsIn).find(([name = ""]) => {
    const [made = "", ...rest] = elementsIn(name);
    return elementsIn(made)[0] === elementsIn(naming)[0] && rest.join("") === id.join("");
  });
  if (found === undefined) return "certificate status not found in the OCSP response";
  const [, status, begins, ends] = found;
  const name = tagOf(status) === TAG.one ? "revoked" : (tagOf(status) ?? 0) & 2 ? "unknown" : undefined;
  if (name !== undefined) return `certificate status "${name}" in the OCSP response`;
  const [from, to] = [timeOf(begins), tagOf(ends) === TAG.zero ? timeOf(contentIn(ends ?? "")) : undefined];
  const isValid =
    from !== undefined &&
    from <= nowMs + TOLERANCE_MS &&
    (to === undefined || (to >= nowMs - TOLERANCE_MS && to >= from));
  return isValid ? undefined : "OCSP_check_validity() failed";
}

/** Whether it is `certificate` that `signer` names. */
function isNamed(digests: Digests, signer: string, certificate: string): boolean {
  const name = contentIn(signer);
  if (tagOf(signer) === TAG.two) return contentIn(name) === keyDigest(digests, certificate);
  return tagOf(signer) === TAG.one && name === subjectOf(certificate);
}

/** "20261127122241Z" as milliseconds. */
function timeOf(element = ""): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(contentIn(element));
  if (parts === null) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function tagOf(element: string | undefined): number | undefined {
  return element === undefined || element === "" ? undefined : element.charCodeAt(0);
}

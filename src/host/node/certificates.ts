import type { KeyObject } from "node:crypto";
import type { Certificates } from "../ports.ts";
import { builtin } from "./builtin.ts";
import { nodeByteText } from "./byte-text.ts";

export const nodeCertificates: Certificates = {
  read(der) {
    const certificate = certificateOf(der);
    if (certificate === undefined) return undefined;
    const lines = (certificate.infoAccess ?? "").split("\n");
    return { ocspResponders: lines.flatMap((line) => /^OCSP - URI:(.*)$/.exec(line)?.[1] ?? []) };
  },
  isIssuer(issuer, certificate) {
    const [above, below] = [certificateOf(issuer), certificateOf(certificate)];
    return above !== undefined && below?.checkIssued(above) === true;
  },
  hasSigned(certificate, algorithm, data, signature) {
    const key = certificateOf(certificate)?.publicKey;
    const digest = DIGESTS[Buffer.from(algorithm, "latin1").toString("hex")];
    if (key === undefined || digest === undefined) return false;
    const [message, signed] = [data, signature].map((text) => nodeByteText.toBytes(text)) as [Uint8Array, Uint8Array];
    return attempt(() => crypto().verify(digest, message, key, signed)) === true;
  },
  privateKey(key, form, passphrase) {
    const { createPrivateKey } = crypto();
    try {
      if (form === "pem") {
        return derOf(createPrivateKey({ key, ...(passphrase === undefined ? {} : { passphrase }) }));
      }
      const made = privateKeyOf(key);
      return made === undefined ? undefined : derOf(made);
    } catch {
      // no key, or another passphrase
      return undefined;
    }
  },
};

/** A private key in any kind of DER. */
export function privateKeyOf(der: string): KeyObject | undefined {
  const { createPrivateKey } = crypto();
  const key = Buffer.from(der, "latin1");
  for (const type of ["pkcs8", "pkcs1", "sec1"] as const) {
    const made = attempt(() => createPrivateKey({ key, format: "der", type }));
    if (made !== undefined) return made;
  }
  return undefined;
}

function crypto(): typeof import("node:crypto") {
  return builtin("node:crypto");
}

function certificateOf(der: string): import("node:crypto").X509Certificate | undefined {
  const { X509Certificate } = crypto();
  return attempt(() => new X509Certificate(nodeByteText.toBytes(der)));
}

function derOf(key: KeyObject): string {
  const type = OWN_KINDS[key.asymmetricKeyType ?? ""] ?? "pkcs8";
  return nodeByteText.toText(key.export({ format: "der", type }));
}

/** The digests of algorithms for signing, by their identifiers; null: the key's own. */
const DIGESTS: Readonly<Record<string, string | null>> = {
  "06092a864886f70d010105": "sha1",
  "06092a864886f70d01010b": "sha256",
  "06092a864886f70d01010c": "sha384",
  "06092a864886f70d01010d": "sha512",
  "06072a8648ce3d0401": "sha1",
  "06082a8648ce3d040302": "sha256",
  "06082a8648ce3d040303": "sha384",
  "06082a8648ce3d040304": "sha512",
  "06032b6570": null,
};

const OWN_KINDS: Readonly<Record<string, "pkcs1" | "sec1">> = { rsa: "pkcs1", ec: "sec1" };

function attempt<Made>(make: () => Made): Made | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

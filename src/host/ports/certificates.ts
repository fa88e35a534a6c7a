/** Certificates and private keys, a part of the ports. All are byte strings; DER is their binary form. */
export interface Certificates {
  /** What a certificate in DER says; undefined where it is none. */
  read(der: string): CertificateFacts | undefined;
  /** Whether `issuer` may have issued `certificate`, by their names. */
  isIssuer(issuer: string, certificate: string): boolean;
  /**
   * Whether the key of `certificate` has signed `data`.
   * @param algorithm an object identifier in DER
   */
  hasSigned(certificate: string, algorithm: string, data: string, signature: string): boolean;
  /**
   * A private key in its own kind of DER (PKCS #1 of RSA, SEC 1 of elliptic curves, else PKCS #8).
   * @returns undefined where it cannot be read
   */
  privateKey(key: string, form: "pem" | "der", passphrase: string | undefined): string | undefined;
}

interface CertificateFacts {
  /** Where to ask whether it is revoked. */
  readonly ocspResponders: readonly string[];
}

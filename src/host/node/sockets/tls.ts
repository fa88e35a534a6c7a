import { readFileSync } from "node:fs";
import type { Socket } from "node:net";
import type { ConnectionOptions, SecureVersion, TLSSocket } from "node:tls";
import type { TlsOptions, TlsOutcome } from "../../ports.ts";
import { builtin } from "../builtin.ts";
import { privateKeyOf } from "../certificates.ts";
import { asHostError } from "../strerror.ts";

/** Begins TLS on a socket that is connected. @returns what takes the socket's place */
export function startTls(
  socket: Socket,
  { serverName, verifies, identity, session, trustedPath, ciphers, protocols }: TlsOptions,
  done: (outcome: TlsOutcome) => void,
): TLSSocket {
  const tls = builtin<typeof import("node:tls")>("node:tls");
  const versions = VERSIONS.filter((version) => protocols.includes(version));
  const options: ConnectionOptions = {
    socket,
    // whether the certificate will do is looked at below, in nginx's order
    rejectUnauthorized: false,
    ca: trustedPath === undefined ? [] : readFileSync(Buffer.from(trustedPath, "latin1")),
    ...(ciphers === "DEFAULT" ? {} : { ciphers }),
    ...(serverName === undefined || isIp(serverName) ? {} : { servername: serverName }),
    ...(identity === undefined ? {} : { cert: identity.chain.map(pemOf).join(""), key: keyOf(identity.key) }),
    ...(session instanceof Buffer ? { session } : {}),
    ...(versions.length === 0 ? {} : limits(versions)),
  };
  const secured = tls.connect(options);
  let isDone = false;
  const finish = (outcome: TlsOutcome) => {
    if (isDone) return;
    isDone = true;
    done(outcome);
  };
  secured.once("secureConnect", () => {
    finish(verifies ? verified(secured, serverName, tls) : { session: secured.getSession() });
  });
  secured.on("error", (error) => finish(failed(error)));
  secured.once("close", () => finish({ closed: undefined }));
  return secured;
}

function failed(error: NodeJS.ErrnoException): TlsOutcome {
  // Node has no system call to name where the peer just ended
  if (error.code === "ECONNRESET" && error.syscall === undefined) return { closed: undefined };
  if (error.syscall !== undefined) return { closed: asHostError(error) };
  return { failure: "handshake failed", detail: opensslText(error.message) };
}

/** OpenSSL's words as nginx shows them: without its thread, and without the functions, files and lines of its code. */
function opensslText(message: string): string {
  return message.replace(OPENSSL_ERROR, (_whole, code: string, library: string, reason: string, more: string) =>
    [`error:${code}`, library, "", reason, ...(more === "" ? [] : [more])].join(":"),
  );
}

const OPENSSL_ERROR = /^[0-9A-F]+:error:([0-9A-F]+):([^:]*):[^:]*:([^:]*):[^:]*:\d+:(.*)\s*$/;

function verified(secured: TLSSocket, serverName: string | undefined, tls: typeof import("node:tls")): TlsOutcome {
  const known = CERTIFICATE_ERRORS[String(secured.authorizationError ?? "")];
  if (known !== undefined) return { certificateError: known[0], reason: known[1] };
  if (serverName !== undefined) {
    const mismatch = tls.checkServerIdentity(serverName, secured.getPeerCertificate());
    if (mismatch !== undefined) return { failure: "certificate host mismatch", detail: mismatch.message };
  }
  return { session: secured.getSession() };
}

function pemOf(der: string): string {
  return `-----BEGIN CERTIFICATE-----\n${Buffer.from(der, "latin1").toString("base64")}\n-----END CERTIFICATE-----\n`;
}

function keyOf(der: string): string | Buffer | undefined {
  return privateKeyOf(der)?.export({ format: "pem", type: "pkcs8" });
}

const VERSIONS: readonly SecureVersion[] = ["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"];

function limits(versions: readonly SecureVersion[]): { minVersion?: SecureVersion; maxVersion?: SecureVersion } {
  const [least] = versions;
  const most = versions[versions.length - 1];
  return least === undefined || most === undefined ? {} : { minVersion: least, maxVersion: most };
}

function isIp(name: string): boolean {
  return builtin<typeof import("node:net")>("node:net").isIP(name) !== 0;
}

/** OpenSSL's numbers and texts, by the names that Node gives them. */
const CERTIFICATE_ERRORS: Readonly<Record<string, readonly [number, string]>> = {
  UNABLE_TO_GET_ISSUER_CERT: [2, "unable to get issuer certificate"],
  UNABLE_TO_GET_CRL: [3, "unable to get certificate CRL"],
  CERT_SIGNATURE_FAILURE: [7, "certificate signature failure"],
  CERT_NOT_YET_VALID: [9, "certificate is not yet valid"],
  CERT_HAS_EXPIRED: [10, "certificate has expired"],
  DEPTH_ZERO_SELF_SIGNED_CERT: [18, "self-signed certificate"],
  SELF_SIGNED_CERT_IN_CHAIN: [19, "self-signed certificate in certificate chain"],
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: [20, "unable to get local issuer certificate"],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [21, "unable to verify the first certificate"],
  CERT_CHAIN_TOO_LONG: [22, "certificate chain too long"],
  CERT_REVOKED: [23, "certificate revoked"],
  INVALID_CA: [24, "invalid CA certificate"],
  PATH_LENGTH_EXCEEDED: [25, "path length constraint exceeded"],
  INVALID_PURPOSE: [26, "unsuitable certificate purpose"],
  CERT_UNTRUSTED: [27, "certificate not trusted"],
  CERT_REJECTED: [28, "certificate rejected"],
  HOSTNAME_MISMATCH: [62, "hostname mismatch"],
};

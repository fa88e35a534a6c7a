import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Certificate {
  readonly key: Buffer;
  readonly cert: Buffer;
  /** A file that holds the certificate. */
  readonly path: string;
  remove(): void;
}

/** A certificate for "localhost" that is signed by itself; undefined where openssl is not installed. */
export function makeCertificate(): Certificate | undefined {
  const folder = mkdtempSync(join(tmpdir(), "certificate_"));
  const [keyPath, path] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const words = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const made = spawnSync("openssl", ["req", ...words, ...names, "-keyout", keyPath, "-out", path]);
  if (made.status !== 0) {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  const remove = () => rmSync(folder, { recursive: true });
  return { key: readFileSync(keyPath), cert: readFileSync(path), path, remove };
}

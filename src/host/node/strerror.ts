import { hostError } from "../errno.ts";
import type { HostError } from "../ports.ts";

/** What `node:fs` threw, as a port returns it. Errors without a code of the system (a bad argument) count as EINVAL. */
export function asHostError(thrown: unknown): HostError {
  return hostError(codeOf(thrown));
}

/** The system's name for the error that `node:fs` threw, or "". */
export function codeOf(thrown: unknown): string {
  return thrown instanceof Error && "code" in thrown && typeof thrown.code === "string" ? thrown.code : "";
}

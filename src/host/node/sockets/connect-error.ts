import type { ConnectError } from "../../ports.ts";
import { asHostError } from "../strerror.ts";

/** What Node threw, or told, because there is no connection. */
export function connectError(thrown: unknown): ConnectError {
  const isBind = thrown instanceof Error && "syscall" in thrown && thrown.syscall === "bind";
  return { ...asHostError(thrown), call: isBind ? "bind" : "connect" };
}

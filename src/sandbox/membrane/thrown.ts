/** What scripts, and the host again, are told of what a function of the host has thrown. */
import { CrossingError } from "./crossing.ts";

export function messageOf(thrown: unknown): string {
  try {
    if (typeof thrown === "object" && thrown !== null && "message" in thrown) {
      const { message } = thrown;
      if (typeof message === "string" && message !== "") return message;
    }
    return String(thrown);
  } catch {
    return "a function of the host failed";
  }
}

/** The stack of JavaScript; undefined where it is of no use. */
export function stackOf(thrown: unknown): string | undefined {
  try {
    if (thrown instanceof CrossingError) return undefined;
    const { stack } = thrown as { readonly stack?: unknown };
    return typeof stack === "string" ? stack : undefined;
  } catch {
    return undefined;
  }
}

import { readFileSync } from "node:fs";
import type { ChildExit } from "../../ports.ts";
import { builtin } from "../builtin.ts";
import { pause } from "../waits.ts";

const FIRST_PAUSE_MS = 0.5;
const LONGEST_PAUSE_MS = 16;

/** Calls `look` until it answers, with pauses that grow. */
export function poll<Answer>(look: () => Answer | undefined): Answer {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const answer = look();
    if (answer !== undefined) return answer;
    pause(pauseMs);
  }
}

/**
 * Waits for the end of a child, which Node then still notices by itself. Linux shows how a process ended until its parent has
 * taken note; elsewhere that cannot be known here, and success is assumed.
 */
export function waitForExit(pid: number): ChildExit {
  return poll(() => lookAt(pid));
}

/** How a process ended, or undefined while it runs. */
function lookAt(pid: number): ChildExit | undefined {
  const status = statusOf(pid);
  if (status !== undefined) return status.hasEnded ? exitOf(status.code) : undefined;
  const { spawnSync } = builtin<typeof import("node:child_process")>("node:child_process");
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "latin1" });
  return /^[^Z]/.test(stdout?.trim() ?? "") ? undefined : { reason: "exit", status: 0 };
}

/** proc(5): the state is the first field behind the name in brackets, the code that wait(2) gives is the last. */
function statusOf(pid: number): { hasEnded: boolean; code: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = text
      .slice(text.lastIndexOf(")") + 2)
      .trim()
      .split(" ");
    return { hasEnded: fields[0] === "Z" || fields[0] === "X", code: Number(fields.at(-1)) };
  } catch {
    return undefined;
  }
}

function exitOf(code: number): ChildExit {
  const signal = code & 0x7f;
  return signal === 0 ? { reason: "exit", status: (code >> 8) & 0xff } : { reason: "signal", status: signal };
}

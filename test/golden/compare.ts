import type { Outcome, RecordedCase } from "./cases.ts";

/** The outputs in which an outcome does not agree with the recording; none for a case that agrees. */
export function disagreements({ expected, loose }: RecordedCase, got: Outcome): (keyof Outcome)[] {
  const compared = (["exit", "stdout", "stderr"] as const).filter((output) => !loose.has(output));
  return compared.filter((output) => {
    const same = output === "stdout" && loose.has("stdout-order") ? sameLines : sameText;
    return !same(expected[output], got[output]);
  });
}

/** Ends of line at the very end do not count. */
function sameText(expected: string, got: string): boolean {
  return withoutFinalNewlines(expected) === withoutFinalNewlines(got);
}

function sameLines(expected: string, got: string): boolean {
  const sorted = (text: string) => text.split("\n").sort().join("\n");
  return sameText(expected, got) || sorted(`${withoutFinalNewlines(expected)}\n`) === sorted(got);
}

function withoutFinalNewlines(text: string): string {
  return text.replace(/\n+$/, "");
}

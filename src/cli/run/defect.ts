/** A JavaScript exception that escaped: our mistake, told as such and with the place in the script. */
import { traceback } from "../../vm/call-stack.ts";
import type { State } from "../../vm/state.ts";

/** What `process` has of it; in tests a part. */
export type DefectVariables = Readonly<Record<string, string | undefined>>;

/**
 * Tells of a defect once: where it is met first, the script's frames still stand.
 * @param write takes the text for standard error
 */
export function defectReporter(
  write: (text: string) => void,
  state?: State,
  variables: DefectVariables = process.env,
): (thrown: unknown) => void {
  let told = false;
  return (thrown) => {
    if (told) return;
    told = true;
    write(defectText(thrown, state, variables.NGXBOX_DEBUG !== undefined));
  };
}

function defectText(thrown: unknown, state: State | undefined, withStack: boolean): string {
  const what = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  const stack = thrown instanceof Error ? thrown.stack : undefined;
  return [
    `ngxbox: internal error, a defect of ngxbox: ${what}`,
    ...(state === undefined ? [] : [luaTraceback(state)]),
    withStack && stack !== undefined
      ? stack
      : "Please report it together with the script. NGXBOX_DEBUG=1 shows where it happened in ngxbox.",
    "",
  ].join("\n");
}

function luaTraceback(state: State): string {
  try {
    return traceback(state, state.coroutine, undefined, 0);
  } catch {
    return "stack traceback: none";
  }
}

/** A JavaScript exception that escaped: our mistake, told as such and with the place in the script. */
import { traceback } from "../vm/call-stack.ts";
import type { State } from "../vm/state.ts";

export function reportDefect(thrown: unknown, state: State, write: (text: string) => void): void {
  const what = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  let where: string;
  try {
    where = traceback(state, state.coroutine, undefined, 0);
  } catch {
    where = "stack traceback: none";
  }
  write(`ngxbox: internal error, a defect of ngxbox: ${what}\n${where}\n`);
  if (process.env.NGXBOX_DEBUG !== undefined && thrown instanceof Error) write(`${thrown.stack}\n`);
  else write("Please report it together with the script. NGXBOX_DEBUG=1 shows where it happened in ngxbox.\n");
}

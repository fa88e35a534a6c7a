/** The iterator of ngx.re.gmatch: a table that can be called, as in the reference. */
import { NativeFunction } from "../../vm/functions.ts";
import type { State } from "../../vm/state.ts";
import { Table } from "../../vm/table.ts";
import type { Result } from "../../vm/values.ts";
import { MatchError } from "../regex/exact/engine.ts";
import type { Regex } from "../regex/regex.ts";
import { captures } from "./captures.ts";
import { execFailure } from "./compiled.ts";
import { chargeSearch } from "./regexes.ts";

export function matchIterator(state: State, regex: Regex, subject: string): Table {
  /** Where to go on; undefined after the last match. */
  let at: number | undefined = 0;
  const next = (): Result => {
    if (at === undefined) return undefined;
    const code = regex.exec(subject, at);
    chargeSearch(state, (code === undefined ? regex.end : subject.length) - at);
    if (code !== undefined) {
      at = undefined;
      regex.release();
      return code === MatchError.NOMATCH ? undefined : [undefined, execFailure(code)];
    }
    at = regex.end === regex.start ? regex.end + 1 : regex.end;
    if (at > subject.length) at = undefined;
    const table = captures(state, regex);
    regex.release();
    return table;
  };
  const metatable = new Table();
  metatable.set("__call", new NativeFunction("__call", next, true));
  const iterator = new Table();
  iterator.setMetatable(metatable);
  return iterator;
}

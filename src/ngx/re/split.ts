/** The split of the library ngx.re. */
import { raise } from "../../vm/raise.ts";
import type { State } from "../../vm/state.ts";
import { Table } from "../../vm/table.ts";
import { type Result, truthy, type Value } from "../../vm/values.ts";
import { toInt32 } from "../c-conversions.ts";
import type { NgxContext } from "../context.ts";
import { MatchError } from "../regex/exact/engine.ts";
import { Regex } from "../regex/regex.ts";
import { compiled, execFailure, SPLIT, subjectText } from "./compiled.ts";
import { comparable, field, inRe, setField } from "./library-errors.ts";
import { chargeSearch } from "./regexes.ts";

export interface Split {
  readonly subject: Value;
  readonly pattern: Value;
  readonly options: Value;
  readonly ctx: Value;
  readonly most: Value;
  /** The table to fill. */
  readonly given: Value;
}

export function split(context: NgxContext, { subject, pattern, options, ctx, most, given }: Split): Result {
  const { state } = context;
  const text = subjectText(state, subject);
  const position = truthy(ctx) ? startPosition(state, ctx) : 1;
  const limit = truthy(most) ? most : 0;
  if (!truthy(given)) comparable(inRe(154), limit, true);
  else if (!(given instanceof Table)) raise(state, "res is not a table");
  const parts = given instanceof Table ? given : new Table();
  const first = comparable(inRe(166), position, true);
  if (first > text.length) {
    put(state, parts, 1, undefined);
    return parts;
  }
  const regex = compiled(context, pattern, options, SPLIT);
  if (!(regex instanceof Regex)) return [undefined, regex];
  const work = new Splitting(state, regex, text, first, parts);
  const failure = work.run(comparable(inRe(188), limit, true));
  regex.release();
  if (truthy(ctx)) setField(state, inRe(112), "ctx", ctx, "pos", work.at);
  return failure === undefined ? parts : [undefined, failure];
}

function startPosition(state: State, ctx: Value): Value {
  const position = field(state, inRe(143), "ctx", ctx, "pos");
  if (truthy(position)) return position;
  setField(state, inRe(145), "ctx", ctx, "pos", 1);
  return 1;
}

class Splitting {
  /** `ctx.pos`: an offset where the next search begins. */
  at: number;
  private readonly state: State;
  private readonly regex: Regex;
  private readonly subject: string;
  private readonly parts: Table;
  private count = 0;
  /** The position at which the next part begins. */
  private from: number;
  /** The position of the last match of nothing at all. */
  private lastEmpty: number | undefined;

  constructor(state: State, regex: Regex, subject: string, from: number, parts: Table) {
    this.state = state;
    this.regex = regex;
    this.subject = subject;
    this.from = from;
    this.parts = parts;
    this.at = from - 1;
  }

  /** @returns what went wrong */
  run(most: number): string | undefined {
    const { subject, regex } = this;
    for (let parts = 1; !(most > 0) || parts < most; ) {
      const from = toInt32(Math.max(this.at, 0));
      const code = regex.exec(subject, from);
      chargeSearch(this.state, (code === undefined ? regex.end : subject.length) - from);
      if (code === MatchError.NOMATCH) break;
      if (code !== undefined) return execFailure(code);
      this.at = regex.start === regex.end ? regex.end + 1 : regex.end;
      if (!this.takePart(regex.start + 1, regex.end + 1)) continue;
      parts++;
      if (this.from > subject.length) break;
    }
    this.finish(most);
    return undefined;
  }

  /** A match between two positions was found: what stands before it is a part, and what its first group captured. */
  private takePart(from: number, to: number): boolean {
    const { subject, regex } = this;
    if (this.lastEmpty !== undefined) this.from = this.lastEmpty;
    if (from === to) this.lastEmpty = from;
    if (from <= this.from && this.lastEmpty !== undefined) return false;
    this.add(between(subject, this.from, from - 1));
    if (regex.groups > 0 && regex.taken() > 1) {
      const capture = regex.text(1);
      // Where only later groups took part, the reference takes the offsets that say so for positions: the whole subject.
      this.add(capture === false ? subject : capture);
    }
    this.from = to;
    return true;
  }

  /** Adds what is left, or without a limit takes away empty parts at the end. */
  private finish(most: number): void {
    const { state, parts, subject } = this;
    if (most > 0 || this.from <= subject.length) {
      this.add(between(subject, this.from, subject.length));
    } else {
      for (let last = this.count; last > 0; last--) {
        if (field(state, inRe(1), "res", parts, last) !== "") {
          this.count = last;
          break;
        }
        put(state, parts, last, undefined);
      }
    }
    put(state, parts, this.count + 1, undefined);
  }

  private add(text: string): void {
    put(this.state, this.parts, ++this.count, text);
  }
}

function put(state: State, table: Table, key: number, value: Value): void {
  setField(state, inRe(1), "res", table, key, value);
}

/** As `string.sub`: positions below 0 count from the end. */
function between(text: string, first: number, last: number): string {
  const from = Math.trunc(first < 0 ? Math.max(text.length + first + 1, 1) : Math.max(first, 1));
  const to = Math.trunc(last < 0 ? text.length + last + 1 : last);
  return text.slice(from - 1, Math.max(to, 0));
}

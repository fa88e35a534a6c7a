/** Bytes that {@link encode} has made, as Lua values. */
import { charge } from "../../charge.ts";
import { LuaError } from "../../errors.ts";
import { piece } from "../../piece.ts";
import { raise } from "../../raise.ts";
import type { State } from "../../state.ts";
import type { Dictionaries } from "../../string-buffer.ts";
import { Table } from "../../table.ts";
import type { Value } from "../../values.ts";
import { DEEPEST, TAG, TOO_DEEP } from "./tags.ts";

/** The largest parts of a table in LuaJIT. */
const MOST_ELEMENTS = 2 ** 27 + 1;
const MOST_OTHERS = 2 ** 26;

/** The first value in `text`, and where it ends. */
export function decode(
  state: State,
  text: string,
  dictionaries: Dictionaries,
): { readonly value: Value; readonly end: number } {
  const decoder = new Decoder(state, text, dictionaries);
  const value = decoder.next(0);
  return { value, end: decoder.at };
}

class Decoder {
  at = 0;
  private readonly state: State;
  private readonly text: string;
  private readonly dictionaries: Dictionaries;

  constructor(state: State, text: string, dictionaries: Dictionaries) {
    this.state = state;
    this.text = text;
    this.dictionaries = dictionaries;
  }

  next(depth: number): Value {
    const tag = this.unsigned();
    if (tag >= TAG.text) {
      const from = this.skip(tag - TAG.text);
      return piece(this.text, from, this.at);
    }
    switch (tag) {
      case TAG.nil:
        return undefined;
      case TAG.false:
        return false;
      case TAG.true:
        return true;
      case TAG.null:
        return this.state.null;
      case TAG.int:
        return this.word(this.skip(4));
      case TAG.number:
        return this.double(this.skip(8));
      case TAG.dictionary:
        return this.known(this.dictionaries.texts);
      default:
        return tag >= TAG.table && tag <= TAG.metatable ? this.table(tag, depth) : this.bad(tag);
    }
  }

  private table(tag: number, depth: number): Table {
    const { state } = this;
    if (depth >= DEEPEST) raise(state, TOO_DEEP);
    const metatable = tag === TAG.metatable ? this.known(this.dictionaries.metatables) : undefined;
    const kind = metatable === undefined ? tag : this.unsigned();
    if (kind < TAG.table || kind >= TAG.metatable) this.bad(kind);
    const slots = kind >= TAG.table + 2 ? this.unsigned() : 0;
    const others = kind & 1 ? this.unsigned() : 0;
    if (slots > MOST_ELEMENTS || others > MOST_OTHERS) throw new LuaError("table overflow");
    const table = new Table(state.emptyShape);
    if (metatable instanceof Table) table.setMetatable(metatable);
    for (let key = kind >= TAG.table + 4 ? 1 : 0; key < slots; key++) this.put(table, key, depth);
    for (let left = others; left > 0; left--) {
      const key = this.next(depth + 1);
      if (key === undefined) throw new LuaError("table index is nil");
      if (key !== key) throw new LuaError("table index is NaN");
      if (table.get(key) !== undefined) raise(state, "duplicate table key");
      this.put(table, key, depth);
    }
    return table;
  }

  private put(table: Table, key: Value, depth: number): void {
    charge(this.state, 1);
    table.set(key, this.next(depth + 1));
  }

  /** What a dictionary has at the place that follows. */
  private known<Entry>(dictionary: readonly Entry[]): NonNullable<Entry> {
    const place = this.unsigned();
    const found = dictionary[place];
    if (found === undefined || found === null) {
      return raise(this.state, `cannot deserialize dictionary index ${(place + 1) | 0}`);
    }
    return found;
  }

  private bad(tag: number): never {
    raise(this.state, `cannot deserialize tag 0x${tag.toString(16).padStart(2, "0")}`);
  }

  /** Passes over `count` bytes. @returns where they begin */
  private skip(count: number): number {
    const from = this.at;
    if (count > this.text.length - from) raise(this.state, "unexpected end of buffer");
    this.at = from + count;
    return from;
  }

  private unsigned(): number {
    const first = this.text.charCodeAt(this.skip(1));
    if (first < 0xe0) return first;
    if (first === 0xff) return this.word(this.skip(4)) >>> 0;
    return ((first & 0x1f) << 8) + this.text.charCodeAt(this.skip(1)) + 0xe0;
  }

  private word(from: number): number {
    const { text } = this;
    return (
      text.charCodeAt(from) |
      (text.charCodeAt(from + 1) << 8) |
      (text.charCodeAt(from + 2) << 16) |
      (text.charCodeAt(from + 3) << 24)
    );
  }

  private double(from: number): number {
    const view = new DataView(new ArrayBuffer(8));
    view.setInt32(0, this.word(from), true);
    view.setInt32(4, this.word(from + 4), true);
    return view.getFloat64(0, true);
  }
}

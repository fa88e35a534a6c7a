/** Lua values as bytes, in LuaJIT's own format. */
import { charge } from "../../charge.ts";
import { raise } from "../../raise.ts";
import type { State } from "../../state.ts";
import type { Dictionaries } from "../../string-buffer.ts";
import { Table } from "../../table.ts";
import { typeName, type Value } from "../../values.ts";
import { DEEPEST, TAG, TOO_DEEP } from "./tags.ts";

export function encode(state: State, value: Value, dictionaries: Dictionaries): string {
  const encoder = new Encoder(state, dictionaries);
  encoder.add(value, 0);
  return encoder.text;
}

class Encoder {
  text = "";
  private readonly state: State;
  private readonly dictionaries: Dictionaries;

  constructor(state: State, dictionaries: Dictionaries) {
    this.state = state;
    this.dictionaries = dictionaries;
  }

  add(value: Value, depth: number): void {
    const { state } = this;
    if (typeof value === "string") {
      state.budget.chargeString(this.text.length + value.length);
      this.text += unsigned(TAG.text + value.length) + value;
    } else if (typeof value === "number") this.text += numberText(value);
    else if (value === undefined) this.text += NIL;
    else if (typeof value === "boolean") this.text += value ? TRUE : FALSE;
    else if (value instanceof Table) this.addTable(value, depth);
    else if (value === state.null) this.text += NULL;
    else raise(state, `cannot serialize '${typeName(value)}'`);
  }

  private addTable(table: Table, depth: number): void {
    const { state, dictionaries } = this;
    if (depth >= DEEPEST) raise(state, TOO_DEEP);
    const { array, shape, slots } = table;
    charge(state, array.length + shape.keys.length + 1);
    const place = table.metatable === null ? undefined : dictionaries.metatablePlaces.get(table.metatable);
    if (place !== undefined) this.text += String.fromCharCode(TAG.metatable) + unsigned(place);
    const { length } = array;
    let others = 0;
    for (let slot = 0; slot < shape.keys.length; slot++) if (slots[slot] !== undefined) others++;
    this.text += String.fromCharCode(TAG.table + (others > 0 ? 1 : 0) + (length > 0 ? 4 : 0));
    // LuaJIT's arrays begin with 0
    if (length > 0) this.text += unsigned(length + 1);
    if (others > 0) this.text += unsigned(others);
    for (let at = 0; at < length; at++) this.add(array[at], depth + 1);
    for (let slot = 0; slot < shape.keys.length; slot++) {
      if (slots[slot] === undefined) continue;
      const key = shape.keys[slot];
      const known = typeof key === "string" ? dictionaries.textPlaces.get(key) : undefined;
      if (known === undefined) this.add(key, depth + 1);
      else this.text += String.fromCharCode(TAG.dictionary) + unsigned(known);
      this.add(slots[slot], depth + 1);
    }
  }
}

const [NIL, FALSE, TRUE, NULL] = [TAG.nil, TAG.false, TAG.true, TAG.null].map((tag) => String.fromCharCode(tag));

/** A number below 2^32 in 1, 2 or 5 bytes. */
function unsigned(value: number): string {
  if (value < 0xe0) return String.fromCharCode(value);
  if (value >= 0x1fe0) return `\xff${String.fromCharCode(...littleEndian(value))}`;
  const rest = value - 0xe0;
  return String.fromCharCode(0xe0 | (rest >> 8), rest & 0xff);
}

function littleEndian(value: number): number[] {
  return [value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, value >>> 24];
}

function numberText(value: number): string {
  if (value !== value) return NAN;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value, true);
  const [low, high] = [view.getUint32(0, true), view.getUint32(4, true)];
  return String.fromCharCode(TAG.number, ...littleEndian(low), ...littleEndian(high));
}

/** The one that processors make. */
const NAN = `${String.fromCharCode(TAG.number)}\0\0\0\0\0\0\xf8\xff`;

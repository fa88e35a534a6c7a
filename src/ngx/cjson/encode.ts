/** Lua values to JSON, as lua-cjson does it. */
import { callBlocking } from "../../vm/calls.ts";
import { charge, chargeText } from "../../vm/charge.ts";
import { NativeFunction } from "../../vm/functions.ts";
import { index, toNumber } from "../../vm/operators.ts";
import type { State } from "../../vm/state.ts";
import { Table } from "../../vm/table.ts";
import { asList, typeName, Userdata, type Value } from "../../vm/values.ts";
import { toInt32 } from "../c-conversions.ts";
import type { Marks } from "./marks.ts";
import { type Settings, STACK_SLOTS } from "./settings.ts";
import type { Writer } from "./writer.ts";

/** Slots of the stack that lua-cjson wants to have left when it begins a table. */
const SLOTS_FOR_TABLE = 3;

const COMMA = 0x2c;
const COLON = 0x3a;
const QUOTE = 0x22;
const SPACE = 0x20;
const NEWLINE = 0x0a;

/** A table that is being written. */
class Level {
  table = new Table();
  isArray = false;
  /** Whether elements are read without metamethods. */
  isRaw = true;
  /** An array's length. */
  length = 0;
  /** How far the writing has come: in an array its elements, else the array part and behind it the slots. */
  at = 0;
  /** Whether a comma comes next. */
  hasWritten = false;
  /** Whether there was anything, be it left out. */
  hasItems = false;
  /** Where the table lies in the stack of lua-cjson. */
  slot = 0;
}

export class Encoder {
  private readonly state: State;
  private readonly settings: Settings;
  private readonly marks: Marks;
  private readonly writer: Writer;
  private readonly fail: (message: string) => never;
  /** Tables are kept in a list of our own, because scripts nest them deeper than the JavaScript stack is. */
  private readonly levels: Level[] = [];
  private depth = 0;
  private readonly indexing: NativeFunction;

  /** @param fail raises an error */
  constructor(state: State, settings: Settings, marks: Marks, writer: Writer, fail: (message: string) => never) {
    this.state = state;
    this.settings = settings;
    this.marks = marks;
    this.writer = writer;
    this.fail = fail;
    this.indexing = new NativeFunction("index", (table, key) => index(state, table, key, -1));
  }

  /** @throws LuaError as lua-cjson does */
  encode(value: Value): string {
    this.writer.begin();
    if (value instanceof Table) this.writeTable(value);
    else if (!this.isLeftOut(value)) this.write(value);
    const text = this.writer.text();
    chargeText(this.state, text.length);
    return text;
  }

  private writeTable(root: Table): void {
    this.open(root, 1);
    while (this.depth > 0) {
      const level = this.levels[this.depth - 1] as Level;
      const child = level.isArray ? this.writeElements(level) : this.writeMembers(level);
      if (child === undefined) this.close(level);
      else this.open(child, level.slot + (level.isArray ? 1 : 2));
    }
  }

  /** Writes elements up to one that is a table, or to the end. */
  private writeElements(level: Level): Table | undefined {
    while (level.at < level.length) {
      charge(this.state, 1);
      const key = ++level.at;
      const value = level.isRaw ? level.table.get(key) : this.elementOf(level.table, key);
      if (this.isLeftOut(value)) continue;
      this.separate(level);
      if (value instanceof Table) return value;
      this.write(value);
    }
    return undefined;
  }

  /** Likewise for an object. */
  private writeMembers(level: Level): Table | undefined {
    const { array, shape, slots } = level.table;
    while (level.at < array.length + shape.keys.length) {
      charge(this.state, 1);
      const at = level.at++;
      const value = at < array.length ? array[at] : slots[at - array.length];
      if (value === undefined) continue;
      level.hasItems = true;
      const key = at < array.length ? at + 1 : shape.keys[at - array.length];
      if (typeof key !== "string" && typeof key !== "number") {
        this.refuse(key, "table key must be a number or string");
      }
      if (this.isLeftOut(value)) continue;
      this.separate(level);
      this.writeKey(key);
      if (value instanceof Table) return value;
      this.write(value);
    }
    return undefined;
  }

  /** Whether a value that JSON does not have is to be passed over. */
  private isLeftOut(value: Value): boolean {
    if (!this.settings.skipUnsupportedValueTypes || typeof value !== "object" || value instanceof Table) return false;
    return value !== this.marks.null && value !== this.marks.emptyArray;
  }

  /** A value that is no table. */
  private write(value: Value): void {
    const { writer, marks } = this;
    if (typeof value === "string") writer.quoted(value, marks.escapes);
    else if (typeof value === "number") this.writeNumber(value);
    else if (typeof value === "boolean") writer.raw(value ? "true" : "false");
    else if (value === undefined || value === marks.null) writer.raw("null");
    else if (value === marks.emptyArray) writer.raw("[]");
    else this.refuse(value, "type not supported");
  }

  private writeNumber(number: number): void {
    const { writer, settings } = this;
    if ((number | 0) === number && settings.numberPrecision >= DIGITS_OF_INT && (number !== 0 || 1 / number > 0)) {
      writer.raw(String(number));
    } else if (Number.isFinite(number)) {
      writer.number(number, settings.numberPrecision);
    } else if (settings.encodeInvalidNumbers === true) {
      writer.raw(Number.isNaN(number) ? "NaN" : number < 0 ? "-Infinity" : "Infinity");
    } else if (settings.encodeInvalidNumbers === "null") {
      writer.raw("null");
    } else this.refuse(number, "must not be NaN or Infinity");
  }

  private writeKey(key: string | number): void {
    const { writer } = this;
    if (typeof key === "string") writer.quoted(key, this.marks.escapes);
    else {
      writer.byte(QUOTE);
      this.writeNumber(key);
      writer.byte(QUOTE);
    }
    writer.byte(COLON);
    if (this.settings.indent !== "") writer.byte(SPACE);
  }

  /** What stands in front of an element or a member. */
  private separate(level: Level): void {
    if (level.hasWritten) this.writer.byte(COMMA);
    level.hasWritten = true;
    if (this.settings.indent !== "") this.breakLine(this.depth);
  }

  private breakLine(depth: number): void {
    this.writer.byte(NEWLINE);
    for (let level = 0; level < depth; level++) this.writer.raw(this.settings.indent);
  }

  private open(table: Table, slot: number): void {
    const depth = this.depth + 1;
    if (depth > this.settings.encodeMaxDepth || slot + SLOTS_FOR_TABLE > STACK_SLOTS) {
      this.fail(`Cannot serialise, excessive nesting (${depth})`);
    }
    const level = (this.levels[this.depth] ??= new Level());
    level.table = table;
    level.at = 0;
    level.hasWritten = false;
    level.slot = slot;
    this.chooseForm(level, table);
    level.hasItems = level.isArray && level.length > 0;
    this.depth = depth;
    this.writer.byte(level.isArray ? 0x5b /* [ */ : 0x7b /* { */);
  }

  private close(level: Level): void {
    this.depth--;
    if (level.hasItems && this.settings.indent !== "") this.breakLine(this.depth);
    this.writer.byte(level.isArray ? 0x5d /* ] */ : 0x7d /* } */);
  }

  /** Whether a table is an array, and how long. */
  private chooseForm(level: Level, table: Table): void {
    const { metatable } = table;
    level.isArray = true;
    level.isRaw = metatable === null || metatable === this.marks.arrayMt;
    if (metatable !== null) {
      if (metatable === this.marks.arrayMt) {
        level.length = table.length();
        return;
      }
      const length = metatable.get("__len");
      if (length !== undefined) {
        level.length = toInt32(toNumber(asList(callBlocking(this.state, length, [table]))[0]) ?? 0);
        return;
      }
    }
    level.length = this.arrayLength(table);
    if (level.length > 0 || (level.length === 0 && !this.settings.emptyTableAsObject)) return;
    level.isArray = metatable !== null && metatable === this.marks.emptyArrayMt;
    level.isRaw = true;
    level.length = table.length();
  }

  /** The largest of a table's keys where all are whole and positive; below 0 where it is to be an object. */
  private arrayLength(table: Table): number {
    const { array, slots, shape } = table;
    let largest = array.length;
    let items = 0;
    for (let at = 0; at < array.length; at++) if (array[at] !== undefined) items++;
    charge(this.state, items >> 4);
    const { keys } = shape;
    for (let slot = 0; slot < keys.length; slot++) {
      if (slots[slot] === undefined) continue;
      const key = keys[slot];
      if (typeof key !== "number" || key < 1 || Math.floor(key) !== key) return -1;
      // A C int, in which what is too large becomes the smallest.
      if (key > largest) largest = toInt32(key);
      items++;
    }
    const { sparseRatio, sparseSafe, sparseConvert } = this.settings;
    if (sparseRatio > 0 && largest > Math.imul(items, sparseRatio) && largest > sparseSafe) {
      if (!sparseConvert) this.refuse(table, "excessively sparse array");
      return -1;
    }
    return largest;
  }

  private elementOf(table: Table, key: number): Value {
    return asList(callBlocking(this.state, this.indexing, [table, key]))[0];
  }

  private refuse(value: Value, reason: string): never {
    const type = value instanceof Userdata ? value.typeName : typeName(value);
    return this.fail(`Cannot serialise ${type}: ${reason}`);
  }
}

/** Whole numbers of 32 bits have no more. */
const DIGITS_OF_INT = 10;

/** JSON to Lua values, as lua-cjson does it. */
import type { ByteText } from "../../host/ports.ts";
import { charge } from "../../vm/charge.ts";
import { MemoryError } from "../../vm/errors.ts";
import type { Shape } from "../../vm/shapes.ts";
import type { State } from "../../vm/state.ts";
import { LONGEST_ARRAY, Table } from "../../vm/table.ts";
import type { Value } from "../../vm/values.ts";
import type { Marks } from "./marks.ts";
import { type Settings, STACK_SLOTS } from "./settings.ts";
import { Tokens } from "./tokens.ts";

/** Slots of the stack that lua-cjson wants to have left for an object and for an array, and those that they then take. */
const SLOTS_FOR_OBJECT = 3;
const SLOTS_FOR_ARRAY = 2;
const SLOTS_OF_OBJECT = 2;
const SLOTS_OF_ARRAY = 1;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Stands for a value that has only begun. */
const OPENED = Symbol("opened");

/** An array or object that is being read. Its values lie on the decoder's stack, from `from` on. */
class Level {
  isArray = false;
  from = 0;
  /** The keys of an object so far, while tables can share them. */
  shape: Shape | undefined;
  /** Otherwise the object itself, with the key under which the next value goes. */
  table: Table | undefined;
  key = "";
}

export class Decoder {
  private readonly state: State;
  private readonly settings: Settings;
  private readonly marks: Marks;
  private readonly tokens: Tokens;
  private readonly fail: (message: string) => never;
  /** Tables are kept in a list of our own, because texts nest them deeper than the JavaScript stack is. */
  private readonly levels: Level[] = [];
  private depth = 0;
  /** The values of all of them. They become arrays of their own, which are no longer than they need be, at the end of each. */
  private readonly values: Value[] = [];
  /** How full the stack of lua-cjson would be. */
  private slots = 1;

  /** @param fail raises an error */
  constructor(
    state: State,
    settings: Settings,
    marks: Marks,
    text: string,
    byteText: ByteText,
    fail: (message: string) => never,
  ) {
    this.state = state;
    this.settings = settings;
    this.marks = marks;
    this.tokens = new Tokens(text, byteText, settings);
    this.fail = fail;
  }

  /** @throws LuaError as lua-cjson does */
  decode(): Value {
    const { tokens } = this;
    if (tokens.isWide) this.fail("JSON parser does not support UTF-16 or UTF-32");
    for (;;) {
      let value = this.value();
      while (value !== OPENED) {
        if (this.depth === 0) {
          if (tokens.next() !== 0) this.unexpected("the end");
          return value;
        }
        charge(this.state, 1);
        const level = this.levels[this.depth - 1] as Level;
        value = level.isArray ? this.element(level, value) : this.member(level, value);
      }
    }
  }

  /** A value, or {@link OPENED}: then what comes next is the first one inside. */
  private value(): Value | typeof OPENED {
    const { tokens } = this;
    switch (tokens.next()) {
      case QUOTE:
        return tokens.string() ?? this.unexpected("value");
      case OPEN_OBJECT:
        return this.openObject();
      case OPEN_ARRAY:
        return this.openArray();
      case 0x74 /* t */:
        return tokens.word("true") ? true : this.unexpected("value");
      case 0x66 /* f */:
        return tokens.word("false") ? false : this.unexpected("value");
      case 0x6e /* n */:
        if (tokens.word("null")) return this.marks.null;
        return tokens.number() ?? this.unexpected("value");
      default:
        return tokens.number() ?? this.unexpected("value");
    }
  }

  private openObject(): Table | typeof OPENED {
    const { tokens } = this;
    tokens.at++;
    const level = this.open(false, SLOTS_FOR_OBJECT);
    if (tokens.next() === CLOSE_OBJECT) {
      tokens.at++;
      this.depth--;
      return new Table(this.state.emptyShape);
    }
    this.slots += SLOTS_OF_OBJECT;
    this.readKey(level);
    return OPENED;
  }

  private openArray(): Table | typeof OPENED {
    const { tokens } = this;
    tokens.at++;
    this.open(true, SLOTS_FOR_ARRAY);
    if (tokens.next() === CLOSE_ARRAY) {
      tokens.at++;
      this.depth--;
      return this.arrayOf([]);
    }
    this.slots += SLOTS_OF_ARRAY;
    return OPENED;
  }

  private open(isArray: boolean, slotsNeeded: number): Level {
    const depth = ++this.depth;
    if (depth > this.settings.decodeMaxDepth || this.slots + slotsNeeded > STACK_SLOTS) {
      this.fail(`Found too many nested data structures (${depth}) at character ${this.tokens.at}`);
    }
    let level = this.levels[depth - 1];
    if (level === undefined) {
      level = new Level();
      this.levels.push(level);
    }
    level.isArray = isArray;
    level.from = this.values.length;
    level.shape = isArray ? undefined : this.state.emptyShape;
    level.table = undefined;
    return level;
  }

  /** Takes a value into an object, and goes on to the next one or out. */
  private member(level: Level, value: Value): Table | typeof OPENED {
    const { tokens } = this;
    if (level.table === undefined) this.values.push(value);
    else level.table.setHash(level.key, value);
    switch (tokens.next()) {
      case COMMA:
        tokens.at++;
        this.readKey(level);
        return OPENED;
      case CLOSE_OBJECT:
        tokens.at++;
        this.depth--;
        this.slots -= SLOTS_OF_OBJECT;
        return level.table ?? this.tableOf(level);
      default:
        return this.unexpected("comma or object end");
    }
  }

  /** Likewise for an array. */
  private element(level: Level, value: Value): Table | typeof OPENED {
    const { tokens, values } = this;
    if (values.length >= LONGEST_ARRAY) throw new MemoryError();
    values.push(value);
    switch (tokens.next()) {
      case COMMA:
        tokens.at++;
        return OPENED;
      case CLOSE_ARRAY:
        tokens.at++;
        this.depth--;
        this.slots -= SLOTS_OF_ARRAY;
        return this.arrayOf(this.takeValues(level));
      default:
        return this.unexpected("comma or array end");
    }
  }

  private arrayOf(elements: Value[]): Table {
    // Of the machine's shapes: where all have a metatable, they have one shape with it.
    const table = new Table(this.state.emptyShape);
    table.setArray(elements);
    if (this.settings.arrayWithArrayMt) table.setMetatable(this.marks.arrayMt);
    return table;
  }

  /** The object that a level's shape and values make. */
  private tableOf(level: Level): Table {
    return Table.fromSlots(level.shape ?? this.state.emptyShape, this.takeValues(level));
  }

  private takeValues({ from }: Level): Value[] {
    const taken = this.values.slice(from);
    this.values.length = from;
    return taken;
  }

  /** Reads a name and its colon. Most texts have many objects alike: the name that followed last time is tried first. */
  private readKey(level: Level): void {
    const { tokens } = this;
    if (tokens.next() !== QUOTE) this.unexpected("object key string");
    const { shape } = level;
    const likely = shape?.latest;
    if (likely && tokens.isString(likely.keys[likely.keys.length - 1])) {
      level.shape = likely;
    } else {
      const key = tokens.string() ?? this.unexpected("object key string");
      if (shape?.canShare(key) && !shape.slotOf.has(key)) level.shape = shape.with(key);
      else {
        // A name that comes again, or one too many: from now on the table itself takes the values.
        level.table ??= this.tableOf(level);
        level.shape = undefined;
        level.key = key;
      }
    }
    if (tokens.next() !== COLON) this.unexpected("colon");
    tokens.at++;
  }

  private unexpected(expected: string): never {
    const { found, at } = this.tokens.found();
    return this.fail(`Expected ${expected} but found ${found} at character ${at + 1}`);
  }
}

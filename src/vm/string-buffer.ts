/** LuaJIT's string buffers: texts that grow at one end and are taken from the other. */
import { piece } from "./piece.ts";
import { Userdata, type Value } from "./values.ts";

/** What the names in a buffer's options stand for when it is serialized to. */
export interface Dictionaries {
  /** Texts and metatables by their place; undefined where nothing has it. */
  readonly texts: readonly (string | undefined)[];
  readonly metatables: readonly Value[];
  readonly textPlaces: ReadonlyMap<string, number>;
  readonly metatablePlaces: ReadonlyMap<Value, number>;
}

export const NO_DICTIONARIES: Dictionaries = {
  texts: [],
  metatables: [],
  textPlaces: new Map(),
  metatablePlaces: new Map(),
};

export class StringBuffer {
  readonly dictionaries: Dictionaries;
  /** What is there, behind what was taken already. The engine joins texts when they are looked at. */
  private held = "";
  private taken = 0;

  constructor(dictionaries: Dictionaries) {
    this.dictionaries = dictionaries;
  }

  get length(): number {
    return this.held.length - this.taken;
  }

  get text(): string {
    if (this.taken > 0) this.set(piece(this.held, this.taken, this.held.length));
    return this.held;
  }

  put(text: string): void {
    this.held += text;
  }

  set(text: string): void {
    this.held = text;
    this.taken = 0;
  }

  /** Takes up to `count` bytes. */
  take(count: number): string {
    const text = piece(this.held, this.taken, Math.min(this.held.length, this.taken + count));
    this.skip(count);
    return text;
  }

  skip(count: number): void {
    this.taken = Math.min(this.held.length, this.taken + count);
    // what was taken goes once it is the larger part
    if (this.taken * 2 > this.held.length && this.taken > LEAST_TAKEN) this.set(this.held.slice(this.taken));
  }
}

const LEAST_TAKEN = 4096;

/** The buffer that a script's object is. */
export function bufferOf(value: Value): StringBuffer | undefined {
  return value instanceof Userdata && value.payload instanceof StringBuffer ? value.payload : undefined;
}

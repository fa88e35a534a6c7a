/**
 * Values of the host on their way to Lua. What crosses is a copy, made of own enumerable properties:
 *
 * | JavaScript                    | Lua                                                        |
 * |-------------------------------|------------------------------------------------------------|
 * | undefined, null               | nil; in lists and objects: nothing is there                |
 * | boolean, number               | the same                                                   |
 * | bigint                        | a number, where it is one exactly; else it is refused      |
 * | string                        | its UTF-8                                                  |
 * | Uint8Array                    | a string of these bytes                                    |
 * | array                         | a table, from 1 on                                         |
 * | object                        | a table; an instance of a class without what its class has |
 * | function                      | a function that calls it                                   |
 *
 * Refused: symbols, getters (none is run), objects that are more than their properties (Date, Map, …), cycles.
 */
import { portableByteText } from "../../vm/byte-text.ts";
import { CrossingError, DEEPEST, MOST_VALUES, Toll } from "./crossing.ts";

/** A function of the host. */
export class HostFunction {
  readonly name: string;
  /** It, or what stands for it: by this it is known again. */
  readonly callee: (...args: unknown[]) => unknown;

  constructor(name: string, callee: (...args: unknown[]) => unknown) {
    this.name = name;
    this.callee = callee;
  }

  /** Whether a call would certainly have to wait: then it need not be made to find out. */
  get isAsync(): boolean {
    return Object.prototype.toString.call(this.callee) === "[object AsyncFunction]";
  }

  /**
   * Calls it.
   * @returns a copy of what it returns; a promise where that is one
   * @throws whatever it throws, and CrossingError; the promise, too
   */
  invoke(args: readonly unknown[], mostBytes: number): Crossed | Promise<Crossed> {
    const copy = (value: unknown) => fromHost(value, `the result of '${this.name}'`, new Toll(mostBytes));
    const returned: unknown = Reflect.apply(this.callee, undefined, args);
    return isThenable(returned) ? Promise.resolve(returned).then(copy) : copy(returned);
  }
}

/** Whether it can be waited for: a promise, or what has `then` for other reasons. No getter and no Proxy's `get` is asked. */
function isThenable(value: unknown): boolean {
  if (typeof value !== "object") return false;
  for (let object = value; object !== null; object = Object.getPrototypeOf(object)) {
    const property = Object.getOwnPropertyDescriptor(object, "then");
    if (property !== undefined) return typeof property.value === "function";
  }
  return false;
}

/** A copy of a value of the host. Strings are byte strings; names of entries as well. */
export type Crossed = undefined | boolean | number | string | HostFunction | CrossedList | CrossedRecord;
interface CrossedList {
  readonly items: readonly Crossed[];
}
export interface CrossedRecord {
  readonly entries: readonly (readonly [name: string, value: Crossed])[];
}

/**
 * @param path how messages name the value
 * @throws CrossingError, or whatever a trap of a Proxy throws
 */
export function fromHost(value: unknown, path: string, toll: Toll, above: readonly object[] = []): Crossed {
  switch (typeof value) {
    case "undefined":
      return undefined;
    case "boolean":
    case "number":
      toll.pay(path, 0);
      return value;
    case "string": {
      // most text is ASCII, of which each character is a byte
      toll.pay(path, value.length);
      return utf8(value);
    }
    case "bigint":
      toll.pay(path, 0);
      if (BigInt(Number(value)) !== value) throw new CrossingError(`${path}: a bigint that is no number of Lua`);
      return Number(value);
    case "function":
      toll.pay(path, 0);
      return new HostFunction(nameIn(path), value as HostFunction["callee"]);
    case "symbol":
      throw new CrossingError(`${path}: a symbol does not cross`);
    default:
      return value === null ? undefined : fromObject(value as object, path, toll, above);
  }
}

function fromObject(value: object, path: string, toll: Toll, above: readonly object[]): Crossed {
  if (value instanceof Uint8Array) {
    toll.pay(path, value.byteLength);
    return byteText(value);
  }
  if (above.includes(value)) throw new CrossingError(`${path}: refers to what it is part of`);
  if (above.length >= DEEPEST) throw new CrossingError(`${path}: nested too deep (more than ${DEEPEST})`);
  toll.pay(path, 0);
  const within = [...above, value];
  if (Array.isArray(value)) {
    if (value.length > MOST_VALUES) throw new CrossingError(`${path}: too many values (more than ${MOST_VALUES})`);
    const items = Array.from({ length: value.length }, (_, at) => {
      const item = ownValue(value, String(at), `${path}[${at}]`);
      return fromHost(item, `${path}[${at}]`, toll, within);
    });
    return { items };
  }
  const kind = builtinKind(value);
  if (kind !== undefined) throw new CrossingError(`${path}: ${kind} does not cross`);
  const entries = Object.keys(value).map((name) => {
    const shown = `${path}.${name}`;
    toll.pay(shown, name.length);
    return [utf8(name), fromHost(ownValue(value, name, shown), shown, toll, within)] as const;
  });
  return { entries };
}

/**
 * What an object is that is more than its properties: one of the language's or of the host's own, as a Map. Undefined where
 * it is a plain one, a module, or made by somebody's class. No property is read, so that no getter and no Proxy is asked.
 */
function builtinKind(value: object): string | undefined {
  for (let object = value; ; ) {
    const above: object | null = Object.getPrototypeOf(object);
    if (above === null && object !== value) return undefined;
    const tag: unknown = Object.getOwnPropertyDescriptor(object, Symbol.toStringTag);
    if (tag !== undefined) {
      const name = (tag as PropertyDescriptor).value;
      if (name === "Module" && above === null) return undefined;
      return typeof name === "string" ? `a value of the kind ${name}` : "a value of a kind of its own";
    }
    if (above === null) return undefined;
    const { value: maker } = Object.getOwnPropertyDescriptor(object, "constructor") ?? {};
    if (object !== value && typeof maker === "function" && isNative(maker)) return `a value of the kind ${maker.name}`;
    object = above;
  }
}

function isNative(callee: object): boolean {
  return /\{\s*\[native code\]\s*\}$/.test(Function.prototype.toString.call(callee));
}

/** A property, which no getter computes. */
function ownValue(object: object, name: string, path: string): unknown {
  const property = Object.getOwnPropertyDescriptor(object, name);
  if (property === undefined) return undefined;
  if (!("value" in property)) throw new CrossingError(`${path}: a getter is not run`);
  return property.value;
}

function nameIn(path: string): string {
  return path.slice(path.lastIndexOf(".") + 1);
}

/** Text of JavaScript as a byte string. */
export function utf8(text: string): string {
  return /^[\0-\x7f]*$/.test(text) ? text : byteText(new TextEncoder().encode(text));
}

function byteText(bytes: Uint8Array): string {
  return portableByteText.toText(bytes);
}

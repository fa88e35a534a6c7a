/** What actions.lua does, without Lua: tables as plain maps, and every chain followed anew each time. */

/** The name of an action, and what it is given, as actions.lua wants it. */
export type Action = readonly [name: string, ...args: readonly Argument[]];
export type Argument = undefined | boolean | string | number;

export const KEYS = ["a", "b", "m", "k1", "__index", "__newindex", "__eq", "__mode", 1, 2] as const;

type Key = string | number;
type Value = Argument | ModelTable | Behaviour;

class ModelTable {
  readonly name: string;
  readonly entries = new Map<Value, Value>();
  metatable: ModelTable | undefined;

  constructor(name = "?") {
    this.name = name;
  }

  set(key: Value, value: Value): void {
    if (value === undefined) this.entries.delete(key);
    else this.entries.set(key, value);
  }

  with(key: Key, value: Value): this {
    this.set(key, value);
    return this;
  }
}

/** A function. */
class Behaviour {
  readonly name: string;
  readonly run: (args: readonly Value[]) => Value;

  constructor(name: string, run: (args: readonly Value[]) => Value) {
    this.name = name;
    this.run = run;
  }
}

/** Stands for every error of Lua. */
class Failure extends Error {}

/** LuaJIT follows no more tables. */
const LONGEST_CHAIN = 100;
/** More fields than tables with a shape in common have. */
const MANY = 26;

export class Model {
  private readonly known = new Map<Argument, Value>();
  private readonly say: Behaviour;
  private stringMetatable: ModelTable | undefined = new ModelTable().with("__index", new ModelTable());
  private made = 0;

  constructor() {
    for (let at = 1; at <= 6; at++) this.known.set(`@${at}`, this.named());
    const behave = (name: string, run: (args: readonly Value[]) => Value) => {
      const behaviour = new Behaviour(name, run);
      this.known.set(`@${name}`, behaviour);
      return behaviour;
    };
    this.say = behave("say", ([t, k]) => `said ${described(t)}${described(k)}`);
    behave("store", ([t, k, v]) => {
      rawSet(t, k, v);
      return "stored";
    });
    behave("detach", ([t]) => {
      tableOf(t).metatable = undefined;
      return "detached";
    });
    behave("shift", () => {
      rawSet(this.known.get("@1"), "a", undefined);
      rawSet(this.known.get("@2"), "__index", this.known.get("@3"));
      tableOf(this.known.get("@4")).metatable = tableOf(this.known.get("@1"));
      return this.known.get("@5");
    });
    behave("grow", ([t]) => {
      this.actions.grow(t);
      return "grown";
    });
    behave("clear", () => {
      this.actions.clear(this.known.get("@1"));
      return "cleared";
    });
  }

  /** What actions.lua answers to an action. */
  act([name, ...args]: Action): string {
    const given = args.map((arg, at) => (at === 0 && NAMING.has(name) ? arg : (this.known.get(arg) ?? arg)));
    const { [name]: action } = this.actions as unknown as Record<string, (...given: Value[]) => Value>;
    return attempted(() => described(action?.(...given)));
  }

  private readonly actions = {
    read: (key: Key, t: Value, times: number) => repeated(times, () => this.read(t, key)),
    readOften: (key: Key, t: Value, times: number) => repeated(times, () => this.read(t, key)),
    call: (key: Key, t: Value, times: number) =>
      repeated(times, () => {
        const method = this.read(t, key);
        if (!(method instanceof Behaviour)) throw new Failure();
        return method.run([t]);
      }),
    write: (key: Key, t: Value, times: number, value: Value) => repeated(times, () => this.write(t, key, value)),
    writeOften: (key: Key, t: Value, times: number, value: Value) => repeated(times, () => this.write(t, key, value)),
    readGlobal: (key: Key, t: Value) => this.read(tableOf(t), key),
    writeGlobal: (key: Key, t: Value, value: Value) => this.write(tableOf(t), key, value),
    rawSet: (key: Key, t: Value, value: Value) => rawSet(t, key, value),
    setMetatable: (t: Value, metatable: Value) => {
      tableOf(t).metatable = metatable === undefined ? undefined : tableOf(metatable);
    },
    setIndex: (t: Value, index: Value) => {
      tableOf(t).metatable = new ModelTable().with("__index", index);
    },
    setIndexes: (t: Value, index: Value, newIndex: Value) => {
      tableOf(t).metatable = new ModelTable().with("__index", index).with("__newindex", newIndex);
    },
    setStringMetatable: (metatable: Value) => {
      this.stringMetatable = metatable === undefined ? undefined : tableOf(metatable);
    },
    grow: (t: Value) => {
      for (let at = 1; at <= MANY; at++) rawSet(t, `k${at}`, at);
    },
    shrink: (t: Value) => {
      for (let at = 1; at <= MANY; at++) rawSet(t, `k${at}`, undefined);
    },
    clear: (t: Value) => tableOf(t).entries.clear(),
    clone: (slot: string, t: Value) => {
      const copy = this.named();
      for (const [key, value] of tableOf(t).entries) copy.set(key, value);
      this.known.set(slot, copy);
    },
    renew: (slot: string) => {
      this.known.set(slot, this.named());
    },
    construct: (slot: string, a: Value, index: Value) => {
      this.known.set(slot, this.named().with("a", a).with("m", this.say).with("__index", index));
    },
    instance: (slot: string, metatable: Value) => {
      const table = this.named();
      table.metatable = tableOf(metatable);
      this.known.set(slot, table);
    },
    readAll: (key: Key) =>
      [...this.tables(), "text"].map((t) => attempted(() => described(this.read(t, key)))).join(" "),
    writeAll: (key: Key, value: Value) =>
      this.tables()
        .map((t) => attempted(() => described(this.write(t, key, value) ?? true)).replace("error", "false"))
        .join(" "),
    chain: () => {
      for (let at = 1; at <= 5; at++) this.actions.setIndex(this.known.get(`@${at}`), this.known.get(`@${at + 1}`));
    },
    fill: (key: Key, metatable: Value, times: number, value: Value) =>
      repeated(times, () => {
        const table = new ModelTable();
        table.metatable = tableOf(metatable);
        this.write(table, key, value);
        return table.entries.get(key);
      }),
    derive: (key: Key, t: Value, times: number) =>
      repeated(times, () => {
        const derived = new ModelTable();
        this.actions.setIndex(derived, t);
        const object = new ModelTable();
        this.actions.setIndex(object, derived);
        return this.read(object, key);
      }),
    equal: (one: Value, other: Value, times: number) => repeated(times, () => this.equal(one, other)),
    contents: (t: Value) => {
      const { entries } = tableOf(t);
      return `${KEYS.map((key) => described(entries.get(key))).join(" ")} ${entries.size}`;
    },
    forget: () => undefined,
  };

  private tables(): Value[] {
    return [1, 2, 3, 4, 5, 6].map((at) => this.known.get(`@${at}`));
  }

  private named(): ModelTable {
    return new ModelTable(`t${++this.made}`);
  }

  private read(object: Value, key: Key): Value {
    let holder = object;
    for (let level = 0; level < LONGEST_CHAIN; level++) {
      const value = holder instanceof ModelTable ? holder.entries.get(key) : undefined;
      if (value !== undefined) return value;
      const handler = this.metatableOf(holder)?.entries.get("__index");
      if (handler instanceof Behaviour) return handler.run([holder, key]);
      if (handler === undefined && holder instanceof ModelTable) return undefined;
      if (handler === undefined) throw new Failure();
      holder = handler;
    }
    throw new Failure();
  }

  private write(object: Value, key: Key, value: Value): undefined {
    let holder = object;
    for (let level = 0; level < LONGEST_CHAIN; level++) {
      const handler = this.metatableOf(holder)?.entries.get("__newindex");
      if (holder instanceof ModelTable && (handler === undefined || holder.entries.get(key) !== undefined)) {
        holder.set(key, value);
        return;
      }
      if (handler instanceof Behaviour) {
        handler.run([holder, key, value]);
        return;
      }
      if (handler === undefined) throw new Failure();
      holder = handler;
    }
    throw new Failure();
  }

  private equal(one: Value, other: Value): boolean {
    if (one === other || !(one instanceof ModelTable && other instanceof ModelTable)) return one === other;
    const handler = one.metatable?.entries.get("__eq");
    if (handler === undefined || handler !== other.metatable?.entries.get("__eq")) return false;
    if (!(handler instanceof Behaviour)) throw new Failure();
    const answer = handler.run([one, other]);
    return answer !== undefined && answer !== false;
  }

  private metatableOf(value: Value): ModelTable | undefined {
    if (value instanceof ModelTable) return value.metatable;
    return typeof value === "string" ? this.stringMetatable : undefined;
  }
}

/** Actions whose first argument names what is replaced. */
const NAMING: ReadonlySet<string> = new Set(["clone", "renew", "construct", "instance"]);

function attempted(work: () => string): string {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof Failure) return "error";
    throw thrown;
  }
}

function repeated(times: number, work: () => Value): Value {
  let value: Value;
  for (let time = 0; time < times; time++) value = work();
  return value;
}

function tableOf(value: Value): ModelTable {
  if (value instanceof ModelTable) return value;
  throw new Failure();
}

function rawSet(table: Value, key: Value, value: Value): undefined {
  const target = tableOf(table);
  if (key === undefined) throw new Failure();
  target.set(key, value);
}

function described(value: Value): string {
  return value instanceof ModelTable || value instanceof Behaviour ? value.name : String(value ?? "nil");
}

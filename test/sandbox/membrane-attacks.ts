/** Scripts that try to reach JavaScript through what the host has given them: each does some harm where no membrane is. */

/** What the host has. It is made anew for each run. */
export interface World {
  readonly globals: Record<string, unknown>;
  readonly config: { a: number; nested: { b: number } };
  readonly list: number[];
  readonly api: { check: () => boolean };
  readonly bytes: Uint8Array;
  readonly cache: { admin: boolean };
  readonly date: Date;
  readonly user: { secret(): string };
  /** What the harm can be seen by. */
  readonly seen: { harmed?: boolean; kept?: { role?: unknown } };
}

export interface Attack {
  readonly name: string;
  readonly script: string;
  /** Whether it has succeeded. Default: it could print "out". */
  readonly harm?: (world: World) => boolean;
}

export function makeWorld(): World {
  const seen: World["seen"] = {};
  class User {
    name = "kim";
    #secret = "out";
    constructor() {
      Object.defineProperty(this, "hidden", { value: "out", enumerable: false });
    }
    secret() {
      return this.#secret;
    }
    static create() {
      return new User();
    }
  }
  const config = { a: 1, nested: { b: 2 } };
  const list = [1, 2, 3];
  const api = {
    check: () => false,
    // an old function, for which `this` is the global object where it is nothing
    me: new Function("return this"),
  };
  const bytes = new Uint8Array([1, 2, 3]);
  const cache = { admin: false };
  const map = new Map([["key", "out"]]);
  const date = new Date(5);
  const merge = (target: Record<string, unknown>, source: Record<string, unknown>) => {
    for (const key of Object.keys(source)) {
      const [mine, theirs] = [target[key], source[key]];
      if (typeof theirs === "object" && theirs !== null && (typeof mine === "object" || typeof mine === "function")) {
        merge(mine as Record<string, unknown>, theirs as Record<string, unknown>);
      } else target[key] = theirs;
    }
    return "merged";
  };
  const globals = {
    config,
    list,
    api,
    User,
    add: Object.assign((a: number, b: number) => a + b, { key: "out" }),
    legacy: new Function("return 1"),
    create: () => User.create(),
    later: async () => 1,
    boom: () => {
      throw Object.assign(new Error("boom"), { secret: "out" });
    },
    throwObject: () => {
      throw { message: "boom", secret: () => "out" };
    },
    bytes: () => bytes,
    cache: () => cache,
    map: () => map,
    date: () => date,
    pattern: () => /a/,
    generator: () =>
      (function* () {
        yield "out";
      })(),
    world: () => globalThis,
    program: () => process,
    withGetter: () => ({
      get secret() {
        seen.harmed = true;
        return 1;
      },
    }),
    withProxy: () =>
      new Proxy(
        {},
        {
          get: () => {
            seen.harmed = true;
            return 1;
          },
        },
      ),
    merge: (options: Record<string, unknown>) => merge({}, options),
    text: (value: unknown) => `${value}`,
    number: (value: unknown) => Number(value),
    json: (value: unknown) => JSON.stringify(value),
    spread: (value: Iterable<unknown>) => [...value],
    // biome-ignore lint/suspicious/noPrototypeBuiltins: this is how it is often written
    isAdmin: (options: object) => (options.hasOwnProperty("admin") ? "out" : "in"),
    admit: (user: { role?: unknown }) => {
      if (user.role === "admin") throw new Error("no");
      seen.kept = user;
    },
    remember: (callback: () => void) => {
      if (typeof callback === "function") callback();
    },
    settle: (value: unknown) => {
      // as `await` does, but at once
      const { then } = value as { then?: unknown };
      if (typeof then === "function") then();
    },
  };
  return { globals, seen, config, list, api, bytes, cache, date, user: User.create() };
}

const harmed = ({ seen }: World) => seen.harmed === true;
const polluted = () => "polluted" in {};

/** How a function's constructor makes code. */
const run = (maker: string) => `ngx.say((${maker})("return 'out'")())`;

export const ATTACKS: readonly Attack[] = [
  { name: "the constructor of a function", script: run("add.constructor") },
  { name: "the constructor of an object's constructor", script: run("config.constructor.constructor") },
  { name: "the constructor of an array's constructor", script: run("list.constructor.constructor") },
  { name: "the constructor of a class", script: run("User.constructor") },
  { name: "the constructor of a method of Object.prototype", script: run("config.hasOwnProperty.constructor") },
  { name: "the constructor of a method of an array", script: run("list.push.constructor") },
  { name: "the constructor of what a function returned", script: run("create().constructor.constructor") },
  { name: "the constructor of a promise", script: run("later().constructor.constructor") },
  { name: "the constructor of an error", script: `local _, e = pcall(boom) ${run("e.constructor.constructor")}` },
  { name: "the constructor of an async function", script: `local c = later.constructor if c then ngx.say("out") end` },
  { name: "toString", script: run("config.toString.constructor") },
  { name: "valueOf", script: run("config.valueOf.constructor") },
  { name: "an object's __proto__", script: "config.__proto__.polluted = 1", harm: polluted },
  { name: "an array's __proto__", script: "list.__proto__.__proto__.polluted = 1", harm: polluted },
  { name: "a function's __proto__", script: "add.__proto__.__proto__.polluted = 1", harm: polluted },
  { name: "a nested object's __proto__", script: "config.nested.__proto__.polluted = 1", harm: polluted },
  {
    name: "__defineGetter__",
    script: `config.__defineGetter__(config, "a", function() return "out" end)`,
    harm: ({ config }) => config.a !== 1,
  },
  { name: "a function's call", script: `ngx.say(add.call and "out")` },
  { name: "a function's apply", script: `ngx.say(add.apply and "out")` },
  { name: "a function's bind", script: `ngx.say(add.bind and "out")` },
  { name: "a property of a function", script: "ngx.say(add.key)" },
  { name: "an old function's caller", script: `ngx.say(pcall(function() return legacy.caller end) and "out")` },
  {
    name: "the prototype of a class",
    script: "User.prototype.secret = function() return 'changed' end",
    harm: ({ user }) => user.secret() !== "out",
  },
  { name: "a static method", script: "ngx.say(User.create and 'out')" },
  { name: "a method of an instance", script: "local user = create() ngx.say(user.secret(user))" },
  { name: "a property that is not enumerable", script: "ngx.say(create().hidden)" },
  {
    name: "writing into an object of the host",
    script: "config.a = 2",
    harm: ({ config }) => config.a !== 1,
  },
  {
    name: "writing into an array of the host",
    script: "list[1] = 9",
    harm: ({ list }) => list[0] !== 1,
  },
  {
    name: "writing into a nested object",
    script: "config.nested.b = 9",
    harm: ({ config }) => config.nested.b !== 2,
  },
  {
    name: "replacing a function of the host",
    script: "api.check = function() return true end",
    harm: ({ api }) => api.check() !== false,
  },
  {
    name: "writing into what a function returned",
    script: "cache().admin = true",
    harm: ({ cache }) => cache.admin,
  },
  {
    name: "writing into bytes of the host",
    script: "bytes()[0] = 9",
    harm: ({ bytes }) => bytes[0] !== 1,
  },
  { name: "memory behind bytes", script: "if bytes().buffer then ngx.say('out') end" },
  { name: "methods of a Map", script: "local m = map() ngx.say(m.get(m, 'key'))" },
  {
    name: "methods of a Date",
    script: "local d = date() d.setTime(d, 0)",
    harm: ({ date }) => date.getTime() !== 5,
  },
  { name: "a regular expression", script: run("pattern().constructor.constructor") },
  { name: "a generator", script: "local g = generator() ngx.say(g.next(g).value)" },
  { name: "the global object as `this`", script: "if api.me().process then ngx.say('out') end" },
  { name: "a function that returns the global object", script: "if world().process then ngx.say('out') end" },
  { name: "a function that returns the process", script: "if program().pid then ngx.say('out') end" },
  { name: "a getter", script: "local x = withGetter().secret", harm: harmed },
  { name: "a Proxy", script: "local x = withProxy().anything", harm: harmed },
  { name: "an error's stack", script: `local _, e = pcall(boom) if e.stack then ngx.say("out") end` },
  { name: "an error's own properties", script: "local _, e = pcall(boom) ngx.say(e.secret)" },
  { name: "a thrown object's functions", script: "local _, e = pcall(throwObject) ngx.say(e.secret())" },
  { name: "a table with __proto__", script: `merge({ ["__proto__"] = { polluted = 1 } })`, harm: polluted },
  {
    name: "__proto__ deeper down",
    script: `merge({ a = 1, toString = { ["__proto__"] = { ["__proto__"] = { polluted = 1 } } } })`,
    harm: polluted,
  },
  {
    name: "a table with constructor.prototype",
    script: "merge({ constructor = { prototype = { polluted = 1 } } })",
    harm: polluted,
  },
  { name: "a table with hasOwnProperty", script: "ngx.say(isAdmin({ hasOwnProperty = function() return true end }))" },
  { name: "toString as a function of Lua", script: "ngx.say(text({ toString = function() return 'out' end }))" },
  { name: "toJSON as a function of Lua", script: "ngx.say(json({ toJSON = function() return 'out' end }))" },
  {
    name: "valueOf as a function of Lua",
    script: "if number({ valueOf = function() return 7 end }) == 7 then ngx.say('out') end",
  },
  { name: "a table that can be waited for", script: "settle({ ['then'] = function() ngx.say('out') end })" },
  { name: "a function of Lua, called by the host", script: "remember(function() ngx.say('out') end)" },
  {
    name: "arguments that are changed afterwards",
    script: "local user = { role = 'user' } admit(user) user.role = 'admin'",
    harm: ({ seen }) => seen.kept?.role === "admin",
  },
  {
    name: "a metatable that answers differently each time",
    script: `local user = setmetatable({ role = 'user' }, { __index = function() return 'admin' end }) admit(user) user.role = nil`,
    harm: ({ seen }) => seen.kept?.role !== "user",
  },
];

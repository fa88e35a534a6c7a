/** Random actions, and what carries them out. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { runInLuaJit } from "../real-lua.ts";
import { sandbox, type Tier } from "../scripts.ts";
import { type Action, type Argument, KEYS } from "./model.ts";

const ACTIONS = readFileSync(new URL("actions.lua", import.meta.url), "latin1");

/** One of `likely`, or seldom one of all. */
function mostly<Each>(likely: readonly Each[], all: readonly Each[]): fc.Arbitrary<Each> {
  return fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...likely) },
    { weight: 1, arbitrary: fc.constantFrom(...all) },
  );
}

const TABLES = ["@1", "@2", "@3", "@4", "@5", "@6"];
const NAMES = KEYS.filter((each) => typeof each === "string");
const FUNCTIONS = ["@say", "@store", "@detach", "@shift", "@grow", "@clear"];

const key = mostly<string | number>(["a", "a", "m"], KEYS);
const name = mostly<string>(["a", "a", "m"], NAMES);
const table = fc.constantFrom(...TABLES);
/** What mostly inherits, and what is inherited: seldom both, because a circle is an error whatever follows. */
const object = mostly(TABLES.slice(0, 3), TABLES);
const heir = mostly(TABLES.slice(0, 4), TABLES);
const classOf = mostly(TABLES.slice(3), TABLES);
const plain: readonly Argument[] = [0, 7, "k", false, undefined, undefined];
const value = mostly<Argument>([...plain, ...plain, ...TABLES, "@say", "@store"], FUNCTIONS);
const index = mostly<Argument>(TABLES.slice(3), [...TABLES, ...FUNCTIONS, undefined, undefined, "k", 7]);
const newIndex = mostly<Argument>([undefined, undefined, "@store", "@4"], [...TABLES, ...FUNCTIONS, "k", 7]);
const receiver = mostly<Argument>(TABLES, ["text", "text", undefined, 1]);
const often = fc.constantFrom(1, 1, 1, 2, 4, 9, 12);

function action(weight: number, name: string, ...args: fc.Arbitrary<Argument>[]) {
  return { weight, arbitrary: fc.tuple(...args).map((given): Action => [name, ...given]) };
}

const change: fc.Arbitrary<Action> = fc.oneof(
  action(6, "write", key, object, often, value),
  action(4, "write", key, classOf, often, value),
  action(2, "write", fc.constant("__index"), classOf, often, index),
  action(3, "write", fc.constant("__newindex"), classOf, often, newIndex),
  action(2, "write", fc.constant("__eq"), classOf, often, fc.constantFrom<Argument>("@say", "@detach", undefined)),
  action(1, "rawSet", fc.constant("__eq"), classOf, fc.constantFrom<Argument>("@say", undefined)),
  action(2, "writeOften", key, receiver, often, value),
  action(2, "writeGlobal", name, table, value),
  action(3, "rawSet", key, table, value),
  action(3, "rawSet", fc.constant("__index"), classOf, index),
  { weight: 4, arbitrary: classOf.map((own): Action => ["rawSet", "__index", own, own]) },
  action(2, "rawSet", fc.constant("__newindex"), classOf, newIndex),
  action(8, "setMetatable", heir, classOf),
  action(1, "setMetatable", table, fc.constant(undefined)),
  { weight: 1, arbitrary: table.map((own): Action => ["setMetatable", own, own]) },
  action(4, "setIndex", heir, index),
  action(2, "setIndexes", heir, index, newIndex),
  action(1, "setStringMetatable", fc.oneof(classOf, fc.constant(undefined))),
  action(1, "grow", table),
  action(1, "shrink", table),
  action(2, "clear", table),
  action(2, "clone", table, table),
  action(2, "renew", table),
  action(2, "construct", table, value, index),
  action(6, "instance", object, classOf),
  action(1, "chain"),
  action(1, "forget", key),
);

const look: fc.Arbitrary<Action> = fc.oneof(
  action(8, "readAll", key),
  action(3, "writeAll", key, value),
  action(2, "read", key, receiver, often),
  action(2, "readOften", key, receiver, often),
  action(2, "call", name, receiver, often),
  action(1, "readGlobal", name, table),
  action(1, "derive", name, table, fc.constantFrom(1, 3, 10, 70)),
  action(2, "fill", name, classOf, often, value),
  action(3, "equal", object, object, often),
  action(1, "contents", table),
);

/** Changes, and looks at what they lead to. */
export function actionLists(longest: number): fc.Arbitrary<Action[]> {
  const step = fc.tuple(change, fc.array(look, { maxLength: 3 }));
  return fc
    .array(step, { minLength: 1, maxLength: longest / 2, size: "max" })
    .map((steps) => steps.flatMap(([change, looks]) => [change, ...looks]));
}

/** What a machine of ours answers to each action. */
export function carriedOutHere(actions: readonly Action[], tier: Tier): string[] {
  const { machine, defects } = sandbox({}, {}, tier);
  const [act] = machine.call(machine.load(ACTIONS, "@actions.lua"));
  const answers = actions.map((action) => String(machine.call(act, ...action)[0]));
  if (defects.length > 0) throw defects[0];
  return answers;
}

/** What LuaJIT answers to each action of each list. */
export function carriedOutInLuaJit(lists: readonly (readonly Action[])[]): string[][] {
  const texts = lists.map((actions) => {
    const lines = actions.map((action) => `print(act(${action.map(literal).join(", ")}))`);
    // A function has only so many constants.
    const parts = Array.from({ length: Math.ceil(lines.length / 50) }, (_, at) => lines.slice(at * 50, at * 50 + 50));
    return `do local act = load()\n${parts.map((part) => `local function part()\n${part.join("\n")}\nend part()`).join("\n")}\nend`;
  });
  const output = runInLuaJit(`local strings = getmetatable("")
local function load() debug.setmetatable("", strings) return loadstring([====[${ACTIONS}]====])() end
${texts.join('\nprint("----")\n')}`);
  return output.split("----\n").map((text) => text.split("\n").slice(0, -1));
}

function literal(value: Argument): string {
  if (value === undefined) return "nil";
  return typeof value === "string" ? `"${value}"` : String(value);
}

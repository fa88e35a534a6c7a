/** Makes Lua functions and tables of declarations. */
import { type NativeBody, NativeFunction } from "../../vm/functions.ts";
import { rawSet } from "../../vm/operators.ts";
import { raise } from "../../vm/raise.ts";
import { Table } from "../../vm/table.ts";
import type { Value } from "../../vm/values.ts";
import type { NgxContext } from "../context.ts";
import type { AnyFieldDeclaration, FunctionDeclaration, ModuleDeclaration, PropertyDeclaration } from "../declare.ts";
import type { Arity } from "./parameters.ts";
import { refuse } from "./phases.ts";

/** Libraries and the methods of objects, by name. Each is made when it is first asked for: a script needs few of them. */
export class Libraries {
  readonly names: readonly string[];
  private readonly declared: ReadonlyMap<string, ModuleDeclaration>;
  private readonly context: NgxContext;
  private readonly made = new Map<string, Table>();

  constructor(modules: readonly ModuleDeclaration[], context: NgxContext) {
    this.declared = new Map(modules.map((module) => [module.name, module]));
    this.names = modules.filter(({ kind }) => kind === "library").map(({ name }) => name);
    this.context = context;
  }

  get(name: string): Table | undefined {
    const made = this.made.get(name);
    if (made !== undefined) return made;
    const declared = this.declared.get(name);
    if (declared === undefined) return undefined;
    const table = new Table();
    fill(table, declared, this.context);
    this.made.set(name, table);
    return table;
  }
}

/**
 * Puts modules where scripts find them: fields below the globals, in tables made as needed. Libraries and methods are not
 * put anywhere: they are answered by name, for `require` to find, or for objects to have.
 */
export function install(modules: readonly ModuleDeclaration[], context: NgxContext): Libraries {
  for (const module of modules) {
    if (module.kind === "fields") fill(tableAt(context.state.globals, module.name), module, context);
  }
  return new Libraries(
    modules.filter(({ kind }) => kind !== "fields"),
    context,
  );
}

/** The Lua function of one declaration. */
function nativeFunction(name: string, declared: FunctionDeclaration, context: NgxContext): NativeFunction {
  return new NativeFunction(name, bodyOf(declared, context), declared.writtenInLua ?? false);
}

function fill(table: Table, module: ModuleDeclaration, context: NgxContext): void {
  for (const [name, value] of Object.entries(module.constants(context))) table.set(name, value);
  // one function may have several names
  const made = new Map<FunctionDeclaration, NativeFunction>();
  for (const [name, declared] of Object.entries(module.functions)) {
    const native = made.get(declared) ?? nativeFunction(name, declared, context);
    made.set(declared, native);
    table.set(name, native);
  }
  const properties = new Map(Object.entries(module.properties));
  if (properties.size > 0) table.metatable = propertyAccess(properties, context);
  if (module.anyField !== undefined) table.metatable = fieldAccess(module.anyField, context);
}

/** The table that a dotted name leads to from the globals: "_G" itself, "ngx", "ngx.worker". */
function tableAt(globals: Table, name: string): Table {
  let table = globals;
  if (name === "_G") return table;
  for (const part of name.split(".")) {
    let field = table.get(part);
    if (!(field instanceof Table)) {
      field = new Table();
      table.set(part, field);
    }
    table = field;
  }
  return table;
}

/**
 * The body that checks and calls. What can be known now is settled now: a call makes nothing but the arguments that it
 * hands on.
 */
function bodyOf(declared: FunctionDeclaration, context: NgxContext): NativeBody {
  const { state } = context;
  const { params, arity, phaseFirst } = declared;
  const run = declared.run.bind(declared);
  const checkPhase = phaseCheck(declared, context);
  const { least, most, text } = arity ?? ANY_COUNT;
  const before = phaseFirst ? checkPhase : undefined;
  const after = phaseFirst ? undefined : checkPhase;
  const [first, second, third, fourth, fifth] = params;
  const isFixed = params.every(({ shape }) => shape !== "rest");
  if (isFixed && params.length === 0) {
    return function () {
      before?.();
      if (arguments.length < least || arguments.length > most) raise(state, text(arguments.length));
      after?.();
      return run(context);
    };
  }
  if (isFixed && params.length === 1 && first !== undefined) {
    return function (a) {
      before?.();
      if (arguments.length < least || arguments.length > most) raise(state, text(arguments.length));
      const x = first.check(state, a, 1, arguments.length);
      after?.();
      return run(context, x);
    };
  }
  if (isFixed && params.length === 2 && first !== undefined && second !== undefined) {
    return function (a, b) {
      before?.();
      if (arguments.length < least || arguments.length > most) raise(state, text(arguments.length));
      const x = first.check(state, a, 1, arguments.length);
      const y = second.check(state, b, 2, arguments.length);
      after?.();
      return run(context, x, y);
    };
  }
  if (isFixed && params.length === 3 && first !== undefined && second !== undefined && third !== undefined) {
    return function (a, b, c) {
      before?.();
      if (arguments.length < least || arguments.length > most) raise(state, text(arguments.length));
      const x = first.check(state, a, 1, arguments.length);
      const y = second.check(state, b, 2, arguments.length);
      const z = third.check(state, c, 3, arguments.length);
      after?.();
      return run(context, x, y, z);
    };
  }
  if (isFixed && params.length === 4 && first && second && third && fourth) {
    return function (a, b, c, d) {
      before?.();
      if (arguments.length < least || arguments.length > most) raise(state, text(arguments.length));
      const w = first.check(state, a, 1, arguments.length);
      const x = second.check(state, b, 2, arguments.length);
      const y = third.check(state, c, 3, arguments.length);
      const z = fourth.check(state, d, 4, arguments.length);
      after?.();
      return run(context, w, x, y, z);
    };
  }
  if (isFixed && params.length === 5 && first && second && third && fourth && fifth) {
    return function (a, b, c, d, e) {
      before?.();
      if (arguments.length < least || arguments.length > most) raise(state, text(arguments.length));
      const v = first.check(state, a, 1, arguments.length);
      const w = second.check(state, b, 2, arguments.length);
      const x = third.check(state, c, 3, arguments.length);
      const y = fourth.check(state, d, 4, arguments.length);
      const z = fifth.check(state, e, 5, arguments.length);
      after?.();
      return run(context, v, w, x, y, z);
    };
  }
  if (!isFixed && params.length === 1) {
    return (...args) => {
      before?.();
      if (args.length < least || args.length > most) raise(state, text(args.length));
      after?.();
      return run(context, args);
    };
  }
  if (!isFixed && params.length === 2 && first !== undefined) {
    return function (a, ...more) {
      before?.();
      if (arguments.length < least || arguments.length > most) raise(state, text(arguments.length));
      const x = first.check(state, a, 1, arguments.length);
      after?.();
      return run(context, x, more);
    };
  }
  if (!isFixed && params.length === 3 && first !== undefined && second !== undefined) {
    return function (a, b, ...more) {
      before?.();
      if (arguments.length < least || arguments.length > most) raise(state, text(arguments.length));
      const x = first.check(state, a, 1, arguments.length);
      const y = second.check(state, b, 2, arguments.length);
      after?.();
      return run(context, x, y, more);
    };
  }
  return (...args) => {
    before?.();
    if (args.length < least || args.length > most) raise(state, text(args.length));
    const checked = params.map((parameter, at) =>
      parameter.shape === "rest" ? args.slice(at) : parameter.check(state, args[at], at + 1, args.length),
    );
    after?.();
    return run(context, ...checked);
  };
}

/** Of a function that does not count its arguments. */
const ANY_COUNT: Arity = { least: 0, most: 0x7fffffff, text: () => "" };

/** Undefined where every phase will do. */
function phaseCheck(
  { phases, refusal }: Pick<FunctionDeclaration, "phases" | "refusal">,
  context: NgxContext,
): (() => void) | undefined {
  const { allows } = phases;
  if (allows === undefined) return undefined;
  return () => {
    const { phase } = context.request;
    if (!allows[phase]) refuse(context.state, phase, refusal);
  };
}

/** A metatable that computes properties. Other fields are what they would be without it. */
function propertyAccess(properties: ReadonlyMap<Value, PropertyDeclaration>, context: NgxContext): Table {
  const accessors = new Map<Value, { declared: PropertyDeclaration; check: (() => void) | undefined }>();
  for (const [name, declared] of properties) accessors.set(name, { declared, check: phaseCheck(declared, context) });
  const metatable = new Table();
  metatable.set(
    "__index",
    new NativeFunction(
      "__index",
      (_table, key) => {
        const property = accessors.get(key);
        if (property === undefined) return undefined;
        property.check?.();
        return property.declared.get(context);
      },
      true,
    ),
  );
  metatable.set(
    "__newindex",
    new NativeFunction(
      "__newindex",
      (table, key, value) => {
        const property = accessors.get(key);
        if (property?.declared.set === undefined) {
          return table instanceof Table ? rawSet(context.state, table, key, value) : undefined;
        }
        property.check?.();
        property.declared.set(context, value);
        return undefined;
      },
      true,
    ),
  );
  return metatable;
}

/** A metatable that computes every field. */
function fieldAccess({ reading, writing }: AnyFieldDeclaration, context: NgxContext): Table {
  const metatable = new Table();
  const checkReading = phaseCheck(reading, context);
  const checkWriting = phaseCheck(writing, context);
  metatable.set(
    "__index",
    new NativeFunction("__index", (_table, name) => {
      reading.check?.(context, name);
      checkReading?.();
      return reading.run(context, name);
    }),
  );
  metatable.set(
    "__newindex",
    new NativeFunction("__newindex", (_table, name, value) => {
      writing.check?.(context, name, value);
      checkWriting?.();
      writing.run(context, name, value);
      return undefined;
    }),
  );
  return metatable;
}

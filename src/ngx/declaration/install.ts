/** Makes Lua functions and tables of declarations. */
import { LUALIB } from "../../runtime/lualib.ts";
import { type NativeBody, NativeFunction } from "../../vm/functions.ts";
import { Fields, Layout } from "../../vm/library/fields.ts";
import { rawSet } from "../../vm/operators.ts";
import { raise } from "../../vm/raise.ts";
import { Table } from "../../vm/table.ts";
import type { Value } from "../../vm/values.ts";
import type { NgxContext } from "../context.ts";
import type { AnyFieldDeclaration, FunctionDeclaration, ModuleDeclaration, PropertyDeclaration } from "../declare.ts";
import type { Arity } from "./parameters.ts";
import { refuse } from "./phases.ts";

/** Modules as scripts find them, worked out once for all machines: each gets tables of its own, with the same names. */
export class Api {
  /** Tables that can be reached from the globals, by their dotted names. */
  private readonly roots = new Map<string, Place>();
  /** Libraries and the methods of objects. */
  private readonly answered = new Map<string, Place>();
  private readonly libraries: readonly string[];

  constructor(modules: readonly ModuleDeclaration[]) {
    for (const module of modules) {
      if (module.kind === "fields") placeAt(this.roots, module.name.split(".")).add(module);
      else {
        const place = new Place();
        place.add(module);
        this.answered.set(module.name, place);
      }
    }
    this.libraries = modules.filter(({ kind }) => kind === "library").map(({ name }) => name);
  }

  /**
   * Puts modules where scripts of a machine find them: fields below the globals, in tables made as needed. Libraries and methods
   * are not put anywhere: they are answered by name, for `require` to find, or for objects to have.
   */
  install(context: NgxContext): Libraries {
    const { globals } = context.state;
    for (const [name, place] of this.roots) {
      if (name === "_G") place.addTo(globals, context);
      else {
        const table = globals.getHash(name);
        if (table instanceof Table) place.addTo(table, context);
        else globals.setHash(name, place.table(context));
      }
    }
    return new Libraries(this.libraries, this.answered, context);
  }
}

/** Libraries and the methods of objects, by name. Each is made when it is first asked for: a script needs few of them. */
export class Libraries {
  readonly names: readonly string[];
  private readonly places: ReadonlyMap<string, Place>;
  private readonly context: NgxContext;
  private readonly made = new Map<string, Table>();

  constructor(names: readonly string[], places: ReadonlyMap<string, Place>, context: NgxContext) {
    this.names = names;
    this.places = places;
    this.context = context;
  }

  get(name: string): Table | undefined {
    const made = this.made.get(name) ?? this.places.get(name)?.table(this.context);
    if (made !== undefined) this.made.set(name, made);
    return made;
  }
}

/** A function with its names: it may have several. */
interface DeclaredFunction {
  readonly declared: FunctionDeclaration;
  readonly names: string[];
}

/** What one table has: the fields of modules, and tables below it. */
class Place {
  readonly below = new Map<string, Place>();
  private readonly modules: ModuleDeclaration[] = [];
  private known: readonly DeclaredFunction[] | undefined;
  private readonly layout = new Layout();

  add(module: ModuleDeclaration): void {
    this.modules.push(module);
  }

  /** A new table with all of it. */
  table(context: NgxContext): Table {
    const fields = new Fields(this.layout);
    this.eachField(context, (name, value) => fields.add(name, value));
    for (const [name, place] of this.below) fields.add(name, place.table(context));
    const table = fields.table();
    this.addAccess(table, context);
    return table;
  }

  /** Adds all of it to a table that there is already. */
  addTo(table: Table, context: NgxContext): void {
    this.eachField(context, (name, value) => table.set(name, value));
    for (const [name, place] of this.below) {
      const inner = table.get(name);
      if (inner instanceof Table) place.addTo(inner, context);
      else table.set(name, place.table(context));
    }
    this.addAccess(table, context);
  }

  private eachField(context: NgxContext, add: (name: string, value: Value) => void): void {
    for (const { constants } of this.modules) {
      const values = constants(context);
      for (const name of Object.keys(values)) add(name, values[name]);
    }
    this.known ??= functionsOf(this.modules);
    for (const { declared, names } of this.known) {
      const native = nativeFunction(names[0] ?? "", declared, context);
      for (const name of names) add(name, native);
    }
  }

  private addAccess(table: Table, context: NgxContext): void {
    for (const { properties, anyField } of this.modules) {
      const names = Object.keys(properties);
      if (names.length > 0) table.setMetatable(propertyAccess(properties, names, context));
      if (anyField !== undefined) table.setMetatable(fieldAccess(anyField, context));
    }
  }
}

/** Asked for when a table is made: what few scripts need is loaded then. */
function functionsOf(modules: readonly ModuleDeclaration[]): readonly DeclaredFunction[] {
  const found = new Map<FunctionDeclaration, DeclaredFunction>();
  for (const { functions } of modules) {
    for (const [name, declared] of Object.entries(functions)) {
      const known = found.get(declared);
      if (known === undefined) found.set(declared, { declared, names: [name] });
      else known.names.push(name);
    }
  }
  return [...found.values()];
}

function placeAt(roots: Map<string, Place>, [root = "", ...path]: readonly string[]): Place {
  let place = inner(roots, root);
  for (const part of path) place = inner(place.below, part);
  return place;
}

function inner(places: Map<string, Place>, name: string): Place {
  const place = places.get(name) ?? new Place();
  places.set(name, place);
  return place;
}

/** The Lua function of one declaration. What it does is made when it is first called: a script calls few of them. */
function nativeFunction(name: string, declared: FunctionDeclaration, context: NgxContext): NativeFunction {
  const first: NativeBody = (...args) => {
    native.run = bodyOf(declared, context);
    return native.run(...args);
  };
  const native = new NativeFunction(name, first, sourceOf(declared.writtenInLua));
  return native;
}

/** What tracebacks show for a function that the reference has written in `file`. */
function sourceOf(file: string | boolean | undefined): string | boolean {
  return typeof file === "string" ? `${LUALIB}/${file}` : (file ?? false);
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
    if (allows[phase] || (refusal?.isAnswered && phase !== "init")) return;
    refuse(context.state, phase, refusal);
  };
}

/** The file of the reference's functions that compute the properties of `ngx`. */
const REQUEST_PROPERTIES = "resty/core/misc.lua";

/** A metatable that computes properties. Other fields are what they would be without it. */
function propertyAccess(
  properties: ModuleDeclaration["properties"],
  names: readonly string[],
  context: NgxContext,
): Table {
  const accessors = new Map<Value, { declared: PropertyDeclaration; check: (() => void) | undefined }>();
  for (const name of names) {
    const declared = properties[name] as PropertyDeclaration;
    accessors.set(name, { declared, check: phaseCheck(declared, context) });
  }
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
      `${LUALIB}/${REQUEST_PROPERTIES}`,
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
      `${LUALIB}/${REQUEST_PROPERTIES}`,
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
    new NativeFunction(
      "__index",
      (_table, name) => {
        reading.check?.(context, name);
        checkReading?.();
        return reading.run(context, name);
      },
      sourceOf(reading.writtenInLua),
    ),
  );
  metatable.set(
    "__newindex",
    new NativeFunction(
      "__newindex",
      (_table, name, value) => {
        writing.check?.(context, name, value);
        checkWriting?.();
        writing.run(context, name, value);
        return undefined;
      },
      sourceOf(writing.writtenInLua),
    ),
  );
  return metatable;
}

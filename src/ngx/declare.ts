/** The form in which each function of the API is declared, once. install.ts makes Lua functions of it, describe.ts help. */
import type { Result, Value } from "../vm/values.ts";
import type { NgxContext } from "./context.ts";
import type { ArgumentsOf, Arity, Parameter } from "./declaration/parameters.ts";
import type { PhaseRule, Refusal } from "./declaration/phases.ts";

export interface FunctionDeclaration<P extends readonly Parameter<unknown>[] = readonly Parameter<unknown>[]> {
  /** One sentence for a reader who asks what it is for. */
  readonly does: string;
  readonly phases: PhaseRule;
  readonly params: P;
  /** What a call in a wrong phase gets, where it is not the usual text. */
  readonly refusal?: Refusal;
  /** The reference looks at the phase before it looks at the arguments. */
  readonly phaseFirst?: true;
  /** For functions that count their arguments before they look at them. */
  readonly arity?: Arity;
  /** The light thread that calls it may have to wait. */
  readonly suspends?: true;
  /**
   * The reference implements it in Lua, in this file of its libraries (runtime/lualib.ts), or in one without a name. So it may start a timer or a
   * light thread, and tracebacks name the file (NativeFunction.luaSource).
   */
  readonly writtenInLua?: string | true;
  /** Gets checked arguments; returns a value, several, none (NOTHING), or a suspension. */
  run(context: NgxContext, ...args: ArgumentsOf<P>): Result;
}

/** A field that is computed when it is read, as `ngx.status` is. */
export interface PropertyDeclaration {
  readonly does: string;
  readonly phases: PhaseRule;
  readonly refusal?: Refusal;
  get(context: NgxContext): Value;
  /** Absent: an assignment replaces the property by a plain field. */
  set?(context: NgxContext, value: Value): void;
}

/** Fields of any name, as `ngx.var` has them: each is computed when it is read. */
export interface AnyFieldDeclaration {
  /** How one of them is shown behind the module's name: ".NAME", "[1]". */
  readonly shown: string;
  readonly does: string;
  readonly reading: FieldAccess<[name: Value], Value>;
  readonly writing: FieldAccess<[name: Value, value: Value], void>;
}

interface FieldAccess<Arguments extends Value[], Answer> {
  readonly phases: PhaseRule;
  readonly refusal?: Refusal;
  /** As {@link FunctionDeclaration.writtenInLua}. */
  readonly writtenInLua?: string;
  /** What the reference looks at before the phase. */
  check?(context: NgxContext, ...args: Arguments): void;
  run(context: NgxContext, ...args: Arguments): Answer;
}

export interface ModuleDeclaration {
  /** "ngx", "ngx.worker"; "_G" for a global. */
  readonly name: string;
  /** How scripts reach it: as fields of the table that its name says, by `require`, or as methods of objects. */
  readonly kind: "fields" | "library" | "methods";
  readonly functions: Readonly<Record<string, FunctionDeclaration>>;
  readonly properties: Readonly<Record<string, PropertyDeclaration>>;
  readonly anyField: AnyFieldDeclaration | undefined;
  /** Fields whose values never change, or are known when the machine starts. */
  readonly constants: (context: NgxContext) => Readonly<Record<string, Value>>;
}

/** What a module has besides functions. */
export interface Fields {
  readonly properties?: Readonly<Record<string, PropertyDeclaration>>;
  readonly anyField?: AnyFieldDeclaration;
  readonly constants?: (context: NgxContext) => Readonly<Record<string, Value>>;
}

type Declarations<D extends Record<string, readonly Parameter<unknown>[]>> = {
  readonly [K in keyof D]: FunctionDeclaration<D[K]>;
};

/** Declares functions that scripts find under `name`: `module("ngx.timer", { at: … })` is `ngx.timer.at`. */
export function module<const D extends Record<string, readonly Parameter<unknown>[]>>(
  name: string,
  functions: Declarations<D>,
  fields: Fields = {},
): ModuleDeclaration {
  return declaration(name, "fields", functions, fields);
}

/** As {@link module}, for what scripts get by `require "name"`. */
export function library<const D extends Record<string, readonly Parameter<unknown>[]>>(
  name: string,
  functions: Declarations<D>,
  fields: Fields = {},
): ModuleDeclaration {
  return declaration(name, "library", functions, fields);
}

/** As {@link module}, for the methods of objects: their first parameter is the object. */
export function methods<const D extends Record<string, readonly Parameter<unknown>[]>>(
  name: string,
  functions: Declarations<D>,
): ModuleDeclaration {
  return declaration(name, "methods", functions, {});
}

/** A library, or the methods of objects, whose declaration is loaded when it is first looked at. */
export function later(
  name: string,
  kind: Exclude<ModuleDeclaration["kind"], "fields">,
  load: () => ModuleDeclaration,
): ModuleDeclaration {
  return {
    name,
    kind,
    get functions() {
      return load().functions;
    },
    get properties() {
      return load().properties;
    },
    get anyField() {
      return load().anyField;
    },
    get constants() {
      return load().constants;
    },
  };
}

function declaration(
  name: string,
  kind: ModuleDeclaration["kind"],
  functions: object,
  fields: Fields,
): ModuleDeclaration {
  return {
    name,
    kind,
    functions: functions as Record<string, FunctionDeclaration>,
    properties: fields.properties ?? {},
    anyField: fields.anyField,
    constants: fields.constants ?? (() => ({})),
  };
}

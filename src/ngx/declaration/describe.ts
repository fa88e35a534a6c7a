/** What declarations say to a reader: for `ngxbox explain NAME`, hover texts and completion. */
import type { FunctionDeclaration, ModuleDeclaration } from "../declare.ts";
import { type PhaseRule, phasesInWords } from "./phases.ts";

export interface Description {
  /** As a script writes it: "ngx.timer.at", `require("ngx.process").type`, "ngx.shared.DICT:get". */
  readonly name: string;
  /** "ngx.timer.at(delay, callback, ...args)"; a property's is its name. */
  readonly signature: string;
  readonly does: string;
  /** Where it may be used, in words: "everywhere", "all but init". */
  readonly phases: string;
  /** The parameters that do not take any value: "delay (seconds)". */
  readonly takes: readonly string[];
  /** True where the calling light thread may have to wait. */
  readonly suspends: boolean;
}

/** The description of the function or property with the full name `name`, or undefined. The last declaration counts. */
export function describe(modules: readonly ModuleDeclaration[], name: string): Description | undefined {
  return describeAll(modules).get(name);
}

/** All full names, sorted: "ngx.log", "ngx.process.type". */
export function allNames(modules: readonly ModuleDeclaration[]): readonly string[] {
  return [...describeAll(modules).keys()].sort();
}

/** Everything that is declared, by full name. */
export function describeAll(modules: readonly ModuleDeclaration[]): Map<string, Description> {
  const found = new Map<string, Description>();
  for (const module of modules) {
    const isMethods = module.kind === "methods";
    const fullName = (name: string) => (module.name === "_G" ? name : `${module.name}${isMethods ? ":" : "."}${name}`);
    const shown = (name: string) => (module.kind === "library" ? `require("${module.name}").${name}` : fullName(name));
    for (const [name, declared] of Object.entries(module.functions)) {
      found.set(fullName(name), {
        name: shown(name),
        signature: `${shown(name)}(${parameterList(isMethods ? declared.params.slice(1) : declared.params)})`,
        does: declared.does,
        phases: phasesInWords(declared.phases),
        takes: (isMethods ? declared.params.slice(1) : declared.params).flatMap(({ name, type }) =>
          /^any value/.test(type) ? [] : [`${name} (${type})`],
        ),
        suspends: declared.suspends ?? false,
      });
    }
    const addField = (name: string, does: string, phases: PhaseRule) =>
      found.set(name, { name, signature: name, does, phases: phasesInWords(phases), takes: [], suspends: false });
    for (const [name, { does, phases }] of Object.entries(module.properties)) addField(fullName(name), does, phases);
    const { anyField } = module;
    if (anyField) addField(`${module.name}${anyField.shown}`, anyField.does, anyField.reading.phases);
  }
  return found;
}

function parameterList(params: FunctionDeclaration["params"]): string {
  return params
    .map(({ name, shape }) => (shape === "rest" ? `...${name}` : shape === "optional" ? `${name}?` : name))
    .join(", ");
}

/** Every directive that a configuration may hold, by name. A name may mean different things in different contexts. */
import type { Directive } from "./directive.ts";
import { coreDirectives } from "./directives/core.ts";
import { httpDirectives } from "./directives/http.ts";
import { luaDirectives } from "./directives/lua.ts";

/** The declarations of `name`, empty for an unknown directive. */
export function directivesNamed(name: string): readonly Directive[] {
  return BY_NAME.get(name) ?? [];
}

/** The name of each directive there is, in order of declaration. */
export function directiveNames(): string[] {
  return [...BY_NAME.keys()];
}

const BY_NAME = new Map<string, readonly Directive[]>();
for (const declared of [...coreDirectives, ...httpDirectives, ...luaDirectives]) {
  BY_NAME.set(declared.name, [...(BY_NAME.get(declared.name) ?? []), declared]);
}

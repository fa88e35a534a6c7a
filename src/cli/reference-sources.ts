/** What the reference is made of besides its notes: the declarations of the API and of directives, and the lessons. */
import { directiveNames, directivesNamed } from "../nginx/conf/directives.ts";
import { describeAll } from "../ngx/declaration/describe.ts";
import { MODULES } from "../ngx/modules.ts";
import { RESTY_CLI } from "../ngx/resty-cli.ts";
import type { Sources } from "../reference/entry.ts";
import { lessons } from "./lessons.ts";

export function referenceSources(): Sources {
  return {
    functions: describeAll([...MODULES, ...RESTY_CLI]),
    directives: directiveNames().flatMap(directivesNamed),
    errors: lessons,
  };
}

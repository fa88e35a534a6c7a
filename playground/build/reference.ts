/** The reference, as the page reads it: what `ngxbox explain` and docs/ say, as JSON that is loaded on demand. */
import type { Plugin } from "vite";
import { referenceSources } from "../../src/cli/reference-sources.ts";
import { reference as pagesOf } from "../../src/reference/reference.ts";

const NAME = "virtual:ngxbox-reference";

export function reference(): Plugin {
  return {
    name: "ngxbox-reference",
    resolveId: (source) => (source === NAME ? `\0${NAME}` : undefined),
    load(id) {
      if (id !== `\0${NAME}`) return undefined;
      const entries = pagesOf(referenceSources())
        .filter(({ name }) => name !== "directives")
        .flatMap((page) => page.entries);
      // as text, which engines read faster than code
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(entries))});`;
    },
  };
}

/** The examples as a page imports them: Vite puts the texts in. In Node: read.ts. */
import { type Example, examplesFrom } from "./examples.ts";

export type { Example } from "./examples.ts";
export { TOPICS } from "./topics.ts";

const texts: Record<string, string> = import.meta.glob("./gallery/**/*", {
  query: "?raw",
  import: "default",
  eager: true,
});

export const EXAMPLES: readonly Example[] = examplesFrom(
  Object.fromEntries(Object.entries(texts).map(([path, text]) => [path.replace("./gallery/", ""), text])),
);

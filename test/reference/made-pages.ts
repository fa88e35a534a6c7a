import { readdirSync, readFileSync } from "node:fs";

/** The pages of a folder that `npm run docs` has made; others were written by hand. */
export function madePages(folder: URL): string[] {
  return readdirSync(folder).filter(
    (name) =>
      name.endsWith(".md") && readFileSync(new URL(name, folder), "utf8").startsWith("<!-- Made by `npm run docs`"),
  );
}

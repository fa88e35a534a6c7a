/** The examples as Node reads them: what index.ts gives to pages. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Example, examplesFrom } from "./examples.ts";

const gallery = fileURLToPath(new URL("gallery", import.meta.url));

export function readExamples(): readonly Example[] {
  return examplesFrom(readGallery());
}

/** The files of the folder gallery, by their paths in it. */
export function readGallery(): Record<string, string> {
  const entries = readdirSync(gallery, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => `${entry.parentPath ?? entry.path}/${entry.name}`.replaceAll("\\", "/"));
  return Object.fromEntries(paths.map((path) => [path.slice(gallery.length + 1), readFileSync(path, "utf8")]));
}

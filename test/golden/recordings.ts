import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseCases, type RecordedCase } from "./cases.ts";

/** A case with the file it stands in: `timer` for timer.cases. */
export interface AreaCase {
  readonly area: string;
  readonly recorded: RecordedCase;
  /** `area: case name`, as waiting.txt and DIFFERENCES.md have it. */
  readonly title: string;
}

/** Every recorded case of the command line, in the order of the files. Those under serve/ ask for a server instead. */
export function recordedCases(): AreaCase[] {
  const areas = readdirSync(here).flatMap((file) => (file.endsWith(".cases") ? [file.slice(0, -".cases".length)] : []));
  return areas.sort().flatMap((area) =>
    parseCases(readFileSync(`${here}${area}.cases`, "latin1")).map((recorded) => ({
      area,
      recorded,
      title: `${area}: ${recorded.name}`,
    })),
  );
}

/** Titles in waiting.txt: cases that are still open. */
export function waitingTitles(): Set<string> {
  return new Set(
    read("waiting.txt")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#")),
  );
}

/** Titles in DIFFERENCES.md's headings: cases that will never be met. */
export function differenceTitles(): Set<string> {
  return new Set([...read("DIFFERENCES.md").matchAll(/^### (.+?) *$/gm)].flatMap(([, title]) => title ?? []));
}

/** Replaces the list in waiting.txt and keeps its head. */
export function writeWaiting(titles: Iterable<string>): void {
  const head = read("waiting.txt")
    .split("\n")
    .filter((line) => line.startsWith("#"));
  writeFileSync(`${here}waiting.txt`, `${[...head, "", ...titles].join("\n")}\n`, "latin1");
}

const here = fileURLToPath(new URL("./", import.meta.url));

function read(file: string): string {
  return readFileSync(here + file, "latin1");
}

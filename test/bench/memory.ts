import { here, ngxboxRun } from "./contenders.ts";
import { interleavedFigures, least, output } from "./measure.ts";
import { figure, printTable } from "./table.ts";

const KINDS = [
  ["records", "200,000 records of three fields"],
  ["integers", "a table of 1,000,000 integers"],
  ["floats", "a table of 1,000,000 other numbers"],
  ["threads", "100,000 light threads that sleep"],
  ["pieces", "20 bytes of each of 1,000 texts of a megabyte"],
] as const;

/** What a process grows by, and how large it is then. */
export function memory(quick: boolean): void {
  const rows = KINDS.map(([kind, title]) => {
    const [figures] = interleavedFigures([() => output([...ngxboxRun, here("memory.lua"), kind])], quick ? 1 : 3);
    const megabytes = (name: string) => figure((least(figures?.get(name) ?? []) ?? Number.NaN) / 1024);
    return [title, megabytes("grows_kB"), megabytes("resident_kB")];
  });
  printTable("Memory, MB", [["", "grows by", "resident"], ...rows]);
}

import type { Environment } from "../ports.ts";
import { byteString, isDamaged, rawStrings } from "./arguments.ts";

/** The variables of this process. */
export const nodeEnvironment: Environment = {
  get(name) {
    const value = process.env[Buffer.from(name, "latin1").toString("utf8")];
    if (value === undefined) return undefined;
    return (isDamaged(value) ? rawValue(name) : undefined) ?? byteString(value);
  },
  names: () => Object.keys(process.env).map(byteString),
  currentDirectory: () => byteString(process.cwd()),
};

/** Texts of some variables, or of all, and the names of the others. */
export function chosenVariables(names: readonly string[] | true): { env: Record<string, string>; hidden: string[] } {
  const all = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const isChosen = ([name]: [string, string]) => names === true || names.includes(name);
  return {
    env: Object.fromEntries(all.filter(isChosen)),
    hidden: all.flatMap((entry) => (isChosen(entry) ? [] : [entry[0]])),
  };
}

/** As it was when the process began. */
function rawValue(name: string): string | undefined {
  const start = `${name}=`;
  return rawStrings("/proc/self/environ")
    .find((line) => line.startsWith(start))
    ?.slice(start.length);
}

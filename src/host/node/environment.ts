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
  const chosen: [name: string, value: string][] = [];
  const hidden: string[] = [];
  // a value is asked of the system each time: only for those that are wanted
  for (const name of Object.keys(process.env)) {
    const value = names === true || names.includes(name) ? process.env[name] : undefined;
    if (value === undefined) hidden.push(name);
    else chosen.push([name, value]);
  }
  return { env: Object.fromEntries(chosen), hidden };
}

/** As it was when the process began. */
function rawValue(name: string): string | undefined {
  const start = `${name}=`;
  return rawStrings("/proc/self/environ")
    .find((line) => line.startsWith(start))
    ?.slice(start.length);
}

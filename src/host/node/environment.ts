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

/** Texts of some variables, or of all. */
export function chosenVariables(names: readonly string[] | true): Record<string, string> {
  const chosen: Record<string, string> = Object.create(null);
  for (const name of names === true ? Object.keys(process.env) : names) {
    // what is no variable may still be a property of an object
    if (Object.hasOwn(process.env, name)) chosen[name] = process.env[name] ?? "";
  }
  return chosen;
}

/** The names of the others. */
export function otherVariables(names: readonly string[] | true): string[] {
  return names === true ? [] : Object.keys(process.env).filter((name) => !names.includes(name));
}

/** As it was when the process began. */
function rawValue(name: string): string | undefined {
  const start = `${name}=`;
  return rawStrings("/proc/self/environ")
    .find((line) => line.startsWith(start))
    ?.slice(start.length);
}

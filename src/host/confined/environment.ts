/** Variables that may be seen. */
import type { Environment } from "../ports.ts";

/**
 * @param names of those, or all
 * @param onDenied told of each that is there and was asked for all the same
 */
export function confinedEnvironment(
  environment: Environment,
  names: readonly string[] | true,
  onDenied: (name: string) => void,
): Environment {
  if (names === true) return environment;
  const allowed = new Set(names);
  return {
    ...environment,
    get(name) {
      const value = environment.get(name);
      if (value === undefined || allowed.has(name)) return value;
      onDenied(name);
      return undefined;
    },
    names: () => environment.names().filter((name) => allowed.has(name)),
  };
}

import { nodeEnvironment } from "../../host/node/environment.ts";
import type { Environment } from "../../host/ports.ts";
import type { Config } from "../../nginx/conf/config.ts";

/** Variables that are set for a run, with their values. */
export type EnvironmentChanges = readonly (readonly [name: string, value: string])[];

/** `env` lets variables in and sets some; the generated configuration lets all of this process in. */
export function environmentChanges({ environment }: Config): EnvironmentChanges {
  return environment.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const]));
}

export function environmentWith(changes: EnvironmentChanges): Environment {
  const given = new Map(changes);
  return {
    ...nodeEnvironment,
    get: (name) => given.get(name) ?? nodeEnvironment.get(name),
    names: () => [...new Set([...nodeEnvironment.names(), ...given.keys()])],
  };
}

import type { GenerateOptions } from "../../../src/nginx/conf/generate.ts";

/** What `run` without an option asks for. */
export const NO_OPTIONS: GenerateOptions = {
  errlogLevel: "warn",
  connections: 64,
  mainConf: [],
  httpConf: [],
  streamConf: [],
  mainIncludes: [],
  httpIncludes: [],
  sharedDicts: [],
  includeDirs: [],
  resolveIpv6: false,
  noStream: false,
};

import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Config, LOG_LEVELS, type Subsystem } from "../../../src/nginx/conf/config.ts";
import { type GenerateOptions, generateNginxConf } from "../../../src/nginx/conf/generate.ts";
import { plainConfig } from "../../../src/nginx/conf/plain.ts";
import { readConfig } from "../../../src/nginx/conf/read.ts";
import { NO_OPTIONS } from "./no-options.ts";

const nameservers = ["8.8.8.8", "127.0.0.1"];

/** Without what only a text has. */
function said(config: Config): object {
  const inside = (subsystem: Subsystem | undefined) =>
    subsystem && { ...subsystem, defaults: subsystem.defaults, line: 0, lua: undefined, statements: [] };
  return { ...config, http: inside(config.http), stream: inside(config.stream) };
}

const differing: Partial<GenerateOptions>[] = [
  {},
  { resolveIpv6: true },
  { noStream: true },
  { connections: 2 },
  { includeDirs: ["lib", "/usr/share/lua-5.1/x+y_z"] },
  { includeDirs: [".."], noStream: true },
  { connections: 65_535 },
  ...LOG_LEVELS.map((errlogLevel) => ({ errlogLevel })),
];

for (const options of differing) {
  test(`what is not read is as if it were: ${JSON.stringify(options)}`, () => {
    const all = { ...NO_OPTIONS, ...options };
    const read = readConfig(
      generateNginxConf(all, { variables: { emptyLines: 3 }, nameservers }),
      "/p/conf/nginx.conf",
    );
    if ("error" in read) throw new Error(read.error);
    assert.equal(read.warnings, []);
    const config = plainConfig(all, nameservers);
    assert.equal(config && said(config), said(read.config));
  });
}

test("what options add is read", () => {
  for (const field of ["mainConf", "httpConf", "streamConf", "mainIncludes", "httpIncludes", "sharedDicts"]) {
    assert.is(plainConfig({ ...NO_OPTIONS, [field]: ["x"] }, nameservers), undefined);
  }
  for (const folder of ["", "a b", "$x", 'a"b', "a\\b", "a;b", "\xe4"]) {
    assert.is(plainConfig({ ...NO_OPTIONS, includeDirs: [folder] }, nameservers), undefined);
  }
});

test("what nginx may refuse is read", () => {
  assert.is(plainConfig({ ...NO_OPTIONS, errlogLevel: "loud" }, nameservers), undefined);
  for (const connections of [0, 1, 65_536])
    assert.is(plainConfig({ ...NO_OPTIONS, connections }, nameservers), undefined);
  for (const word of ["", "host", "1.2.3", "1.2.3.256", "1.2.3.4:53", "[::1]", "1.2.3.4;"]) {
    assert.is(plainConfig(NO_OPTIONS, [word]), undefined);
  }
});

test.run();

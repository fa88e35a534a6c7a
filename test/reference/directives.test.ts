import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Context } from "../../src/nginx/conf/directive.ts";
import { directivesNamed } from "../../src/nginx/conf/directives.ts";
import { readConfig } from "../../src/nginx/conf/read.ts";
import { DIRECTIVES } from "../../src/reference/entry.ts";
import { pages } from "./pages.ts";

/** A configuration in which `text` stands in a context. */
function inside(context: Context, text: string): string {
  switch (context) {
    case "main":
      return `${text}${text.startsWith("events") ? "" : " events {}"}`;
    case "events":
      return `events { ${text} }`;
    case "http":
    case "stream":
      return `events {} ${context} { ${text} }`;
    case "server":
    case "upstream":
      return `events {} http { ${context} ${context === "upstream" ? "u { server 127.0.0.1;" : "{"} ${text} } }`;
    case "location":
      return `events {} http { server { location / { ${text} } } }`;
    case "if in server":
      return `events {} http { server { if ($x) { ${text} } } }`;
    case "if in location":
      return `events {} http { server { location / { if ($x) { ${text} } } } }`;
    case "limit_except":
      return `events {} http { server { location / { limit_except GET { ${text} } } } }`;
    case "stream server":
      return `events {} stream { server { ${text} } }`;
    case "stream upstream":
      return `events {} stream { upstream u { server 127.0.0.1; ${text} } }`;
  }
}

const entries = pages().find(({ name }) => name === DIRECTIVES)?.entries ?? [];

test("every example of a directive is read without a complaint", () => {
  for (const { names, example } of entries) {
    if (example?.language !== "nginx") continue;
    const [context = "main"] = directivesNamed(names[0]).flatMap(({ contexts }) => contexts);
    const read = readConfig(inside(context, example.text), "/etc/nginx/nginx.conf");
    assert.is("error" in read ? read.error : "", "", names[0]);
    assert.equal(read.warnings, [], names[0]);
    assert.ok(
      names.some((name) => example.text.includes(name)),
      `the example of ${names[0]} is about it`,
    );
  }
});

test("every directive has an example", () => {
  assert.equal(
    entries.filter(({ example }) => example === undefined).map(({ names }) => names[0]),
    [],
  );
});

test("a directive's usage names it", () => {
  for (const { names, usage } of entries) {
    for (const name of names)
      assert.ok(
        usage.some((line) => line.startsWith(name)),
        name,
      );
  }
});

test.run();

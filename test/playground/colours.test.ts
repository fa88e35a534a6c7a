import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";

// Dark colours stand twice: as the system asks for them, before any script has run, and as somebody has chosen them.
const SHEETS = ["style/colours.css", "timeline/timeline.css"];

/** What stands in the braces after `selector`, a declaration each. */
function declarations(sheet: string, selector: string): string[] {
  const begin = sheet.indexOf(`${selector} {`);
  assert.ok(begin >= 0, selector);
  const body = sheet.slice(sheet.indexOf("{", begin) + 1, sheet.indexOf("}", begin));
  return body.split(";").flatMap((line) => (line.trim() === "" ? [] : [line.trim()]));
}

const names = (list: readonly string[]) => list.map((declaration) => declaration.split(":")[0]);

for (const file of SHEETS) {
  const sheet = readFileSync(new URL(`../../playground/src/${file}`, import.meta.url), "utf8");
  const inside = file.startsWith("timeline") ? " .timeline" : "";
  const chosen = declarations(sheet, `:root[data-theme="dark"]${inside}`);

  test(`${file} is as dark by the system's wish as by choice`, () => {
    assert.ok(chosen.length > 10);
    assert.equal(declarations(sheet, `:root:not([data-theme="light"])${inside}`), chosen);
  });

  test(`${file} has a dark colour for each light one`, () => {
    const light = declarations(sheet, inside === "" ? ":root" : inside.trim());
    const isColour = (declaration: string) => /^--[\w-]+: .*(?:#|rgb)/.test(declaration);
    assert.equal(names(chosen.filter(isColour)), names(light.filter(isColour)));
  });
}

test.run();

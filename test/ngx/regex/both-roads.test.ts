import { test } from "uvu";
import * as assert from "uvu/assert";
import { ExactRegex, ExactRoad } from "../../../src/ngx/regex/exact/exact-regex.ts";
import { translate } from "../../../src/ngx/regex/native/translation.ts";
import { type RegexOptions, readOptions } from "../../../src/ngx/regex/options.ts";
import { Regex } from "../../../src/ngx/regex/regex.ts";
import { pcre2 } from "./pcre2.ts";
import { RandomPatterns, type RandomSubject } from "./random-patterns.ts";

// RANDOM_REGEXES=2000000 RANDOM_SEED=7 npx tsx test/ngx/regex/both-roads.test.ts
// compares that many pairs of a pattern and a subject; other seeds are other pairs.

const PAIRS = Number(process.env.RANDOM_REGEXES ?? 200_000);
const SEED = Number(process.env.RANDOM_SEED ?? 1);
const SUBJECTS_A_PATTERN = 20;

test("a pattern that is translated matches as PCRE2 does", () => {
  const road = new ExactRoad({ pcre2, matchLimit: 0, worked: () => {} });
  const random = new RandomPatterns(SEED);
  let pairs = 0;
  let matches = 0;
  let splits = 0;
  while (pairs < PAIRS) {
    const { pattern, options: letters } = random.pattern();
    const options = readOptions(letters) as RegexOptions;
    const translation = translate(pattern, options);
    if (translation === undefined) continue;
    const shown = `${JSON.stringify(pattern)} with "${letters}", /${translation.text}/`;
    const exact = road.compile(pattern, options);
    if (!(exact instanceof ExactRegex)) return assert.unreachable(`PCRE2 refuses ${shown}: ${exact.message}`);
    const native = new Regex(pattern, options, road, translation);
    assert.equal(native.names, exact.names, shown);
    for (let left = SUBJECTS_A_PATTERN; left > 0; left--) {
      const subject = random.subject();
      const expected = resultOf(exact, subject);
      const got = nativeResult(native, subject);
      if (got !== expected) assert.unreachable(`${shown} on ${JSON.stringify(subject)}: ${got}, PCRE2: ${expected}`);
      const parts = native.between(subject.subject);
      if (parts !== undefined) {
        assert.equal(parts, partsOf(exact, subject.subject), `${shown} on ${JSON.stringify(subject)}`);
        if (parts.length > 2) splits++;
      }
      pairs++;
      if (!expected.startsWith("-")) matches++;
    }
    native.free();
    exact.free();
  }
  road.freeAll();
  assert.is(road.live, 0);
  assert.ok(matches > PAIRS / 10, `${matches} of ${pairs} match`);
  assert.ok(splits > PAIRS / 100, `${splits} of ${pairs} have several parts`);
});

/** What stands between the matches, found one by one. */
function partsOf(regex: ExactRegex, subject: string): string[] {
  const parts: string[] = [];
  let from = 0;
  while (regex.exec(subject, from) > 0) {
    const [start = 0, end = 0] = regex.offsets;
    parts.push(subject.slice(from, start));
    from = end;
  }
  return [...parts, subject.slice(from)];
}

function resultOf(regex: ExactRegex, { subject, from }: RandomSubject): string {
  const rc = regex.exec(subject, from);
  return rc < 0 ? String(rc) : `${rc}: ${regex.offsets.subarray(0, regex.groups * 2 + 2).join(" ")}`;
}

/** What is told by places and what is told by texts must agree, too. */
function nativeResult(regex: Regex, { subject, from }: RandomSubject): string {
  const code = regex.exec(subject, from);
  if (code !== undefined) return String(code);
  const offsets = Array.from(regex.offsets());
  for (let group = 0; group <= regex.groups; group++) {
    const start = offsets[group * 2] ?? -1;
    const text = start < 0 ? false : subject.slice(start, offsets[group * 2 + 1]);
    if (regex.text(group) !== text) return `group ${group}: ${regex.text(group)} at ${start}`;
  }
  return `${regex.taken()}: ${offsets.join(" ")}`;
}

test.run();

/**
 * `npm run test:browser`: what the playground's page promises, in Debian's Chromium.
 *   npm run test:browser -- link offline       only checks with one of these words in their name
 *   npm run test:browser -- --readme-picture   one of the pictures becomes the README's
 */
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { skip } from "../../skip.ts";
import { runChecks } from "./checks.ts";
import "./running.ts";
import "./output.ts";
import "./keeping.ts";
import "./everyone.ts";
import "./examples.ts";
import "./figures.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const pictures = `${root}test/screenshots/`;

if (!existsSync("/usr/bin/chromium")) skip("chromium is not installed");
else {
  mkdirSync(pictures, { recursive: true });
  const words = process.argv.slice(2).filter((word) => !word.startsWith("--"));
  const isWell = await runChecks(words, pictures);
  if (isWell && process.argv.includes("--readme-picture")) {
    copyFileSync(`${pictures}readme.png`, `${root}docs/playground.png`);
  }
  process.exitCode = isWell ? 0 : 1;
}

/**
 * What the reference and the lessons say, in Chinese: by the English text, so that whoever changes that finds out
 * (test/playground/reference-zh.test.ts). The page is built with it (build/reference.ts), and loads the result alone.
 */
import { concurrency } from "./concurrency.ts";
import { facts } from "./facts.ts";
import { lessons } from "./lessons.ts";
import { lua } from "./lua.ts";
import { ngx } from "./ngx.ts";
import { requests } from "./requests.ts";
import { resty } from "./resty.ts";
import { sockets } from "./sockets.ts";

/** An English text alone is one that needs no translation, such as code. */
export type Translations = readonly (readonly [english: string, chinese?: string])[];

export const translations: Translations = [
  ...[...facts, ...ngx, ...concurrency, ...sockets, ...requests, ...resty, ...lua],
  ...lessons,
];

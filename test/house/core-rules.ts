/** What runs wherever JavaScript does, in as many machines as one likes. */
const core = ["vm", "runtime", "ngx", "reference", "host/memory"];

/** The clock alone has things happen later; whatever else waits goes through the scheduler. */
const CLOCK = "runtime/clock.ts";
/** What a page waits for before it makes its sandbox. */
const BEFORE_ALL = "ngx/fetch-libraries.ts";

const OF_NODE =
  /(?<![\w.'"`#-])(?:Buffer|__dirname|__filename|globalThis|process\.(?:argv|cwd|env|exit|hrtime|memoryUsage|nextTick|platform|stderr|stdin|stdout|versions?))\b/g;
const LATER = /(?<![\w.'"`#-])(?:setTimeout|setInterval|setImmediate|queueMicrotask|Promise|async|await)\b/g;
const STATE =
  /^(?:export )?let \w+|^(?:export )?const \w+\b(?!: Readonly)[^=\n]*= new (?:Map|Set|WeakMap|WeakSet|FinalizationRegistry)\b/gm;

/**
 * What a source file of the core has that it must not, one sentence each: names of Node's, state that machines would share, ways
 * past the scheduler.
 *
 * @param file path inside src/, with `/` between its parts
 */
export function impurities(file: string, source: string): string[] {
  if (!core.some((folder) => file.startsWith(`${folder}/`))) return [];
  const code = withoutComments(source);
  const found = (pattern: RegExp, why: string) =>
    [...code.matchAll(pattern)].map(([text]) => `${file}: ${text}: ${why}`);
  return [
    ...found(OF_NODE, "the core knows nothing of Node"),
    ...found(STATE, "machines of one process would share it"),
    ...(file === CLOCK || file === BEFORE_ALL ? [] : found(LATER, "nothing asynchronous bypasses the scheduler")),
  ];
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
}

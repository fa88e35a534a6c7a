// What JavaScript and Node have of their own for the calls of text.lua and, with the argument "warm", of text-warm.lua.
import { createHash } from "node:crypto";

const isWarm = process.argv[2] === "warm";
const CALLS = 1000;
const STRETCHES = 150;
const s = "2026-11-23 10:00:00 GET /a/b?c=d 200 hello foo@bar.com world";

function timed(calls, act) {
  const began = performance.now();
  for (let i = 1; i <= calls; i++) act(i);
  return ((performance.now() - began) / calls) * 1e6;
}

function run(name, calls, act) {
  let least = isWarm ? Number.POSITIVE_INFINITY : timed(calls, act);
  if (isWarm) for (let left = STRETCHES; left > 0; left--) least = Math.min(least, timed(CALLS, act));
  console.log(name, least);
}

run("re_match_ns", 100_000, () => /(\w+)@(\w+)\.com/.exec(s));
run("re_gsub_ns", 50_000, () => s.replace(/\d+/g, "#"));
run("md5_ns", 100_000, (i) => createHash("md5").update(`${s}${i}`, "latin1").digest("hex"));
run("base64_ns", 100_000, () => Buffer.from(Buffer.from(s, "latin1").toString("base64"), "base64").toString("latin1"));
run("escape_ns", 100_000, () => decodeURIComponent(encodeURIComponent(s)));
run("args_ns", 50_000, () => new URLSearchParams("a=1&b=2&c=%20x").toString());
run("format_ns", 200_000, (i) => `${s} ${(i / 3).toFixed(2).padStart(5)} ${i}`);
run("gsub_ns", 50_000, () => s.replaceAll(/\d+/g, "#"));
run("concat_ns", 200_000, (i) => `${i}:${s}`);

/** Scripts that take much more memory than they may, and say "reached" once they have it. */
import type { Attack, Group } from "./attack.ts";

/** The attacked sandbox has 8 MB, and time enough to go beyond. */
const OPTIONS: Attack["options"] = { limits: { cpuMs: 10_000, wallMs: 20_000 } };
const ROOM: Attack["options"] = {
  limits: { cpuMs: 10_000, wallMs: 20_000, memoryMb: 512, fileBytes: 1e9, outputBytes: 1e9 },
};

const takes = (code: string, more: Attack["options"] = {}, room: Attack["options"] = more): Omit<Attack, "name"> => ({
  code,
  isLong: true,
  options: { ...OPTIONS, ...more },
  control: { kind: "granted", options: { ...ROOM, ...room } },
});

export const MEMORY: Group = {
  "a text that doubles to 64 MB": takes(`local s = ("x"):rep(1024) while #s < 2^26 do s = s .. s end print("reached")`),
  "string.rep of 64 MB": takes(`if #("x"):rep(2^26) == 2^26 then print("reached") end`),
  "string.rep with a separator": takes(`if #(""):rep(2^22, ("x"):rep(16)) > 2^25 then print("reached") end`),
  "table.concat of one text": takes(
    `local t, s = {}, ("x"):rep(2^16) for i = 1, 1024 do t[i] = s end if #table.concat(t) == 2^26 then print("reached") end`,
  ),
  "gsub that makes more of each character": takes(
    `local s = ("x"):rep(2^16):gsub("x", ("y"):rep(1024)) if #s == 2^26 then print("reached") end`,
  ),
  "a format of wide fields": takes(
    `local s = ("%99d"):rep(2^19) local t = {} for i = 1, 7000 do t[i] = 1 end
    local f = ("%99d"):rep(7000) local all = {} for i = 1, 80 do all[i] = f:format(unpack(t)) end
    if #table.concat(all) > 5e7 then print("reached") end`,
  ),
  "a buffer of 64 MB": takes(
    `local b = require("string.buffer").new() local s = ("x"):rep(2^20) for i = 1, 64 do b:put(s) end
    if #b == 2^26 then print("reached") end`,
  ),
  "an argument list of 64 MB": takes(`local t = {} for i = 1, 64 do t[i] = ("x"):rep(2^20) end
    if #ngx.encode_args({ a = t }) > 2^25 then print("reached") end`),
  "JSON of one text": takes(`local t, s = {}, ("x"):rep(2^20) for i = 1, 64 do t[i] = s end
    if #require("cjson").encode(t) > 2^25 then print("reached") end`),
  "escapes that make three of one": takes(
    `local s = ("\\0"):rep(2^22) if #ngx.escape_uri(s) > 2^23 then print("reached") end`,
  ),
  "an array that grows": takes(`local t = {} for i = 1, 4e6 do t[i] = i + 0.5 end print("reached")`),
  "tables that are kept": takes(`local t = {} for i = 1, 4e5 do t[i] = { i } end print("reached")`),
  "keys that are kept": takes(`local t = {} for i = 1, 4e5 do t["key " .. i] = i end print("reached")`),
  "closures that are kept by each other": takes(
    `local f for i = 1, 4e5 do local g = f f = function() return g, i end end print("reached")`,
  ),
  "cycles of tables": takes(
    `local all = {} for i = 1, 2e5 do local a = {} local b = { a } a[1] = b all[i] = a end print("reached")`,
  ),
  "coroutines that are kept": takes(
    `local t = {} for i = 1, 1e5 do t[i] = coroutine.create(function() coroutine.yield(i) end) coroutine.resume(t[i]) end print("reached")`,
  ),
  "an array made at once": takes(
    `local t = require("table.new")(5e6, 0) if t then for i = 1, 5e6 do t[i] = 0 end print("reached") end`,
  ),
  "texts that are kept in pieces": takes(
    `local t = {} for i = 1, 64 do t[i] = ("x"):rep(2^20 - 9) .. i t[i]:byte(-1) end if #table.concat(t, "", 1, 64) > 0 then print("reached") end`,
  ),
  "light threads that are kept": takes(
    `for i = 1, 5e4 do ngx.thread.spawn(function() ngx.sleep(1) end) end print("reached") ngx.exit(0)`,
    { limits: { cpuMs: 10_000, wallMs: 20_000, threads: 1e6 } },
    { limits: { cpuMs: 10_000, wallMs: 20_000, memoryMb: 512, threads: 1e6 } },
  ),
  "a file that grows": takes(
    `local f = io.open("big", "w") for i = 1, 64 do local ok = f:write(("x"):rep(2^20)) if not ok then return end end
    f:flush() if f:seek("end") == 2^26 then print("reached") end`,
  ),
  "names of files": takes(
    `local name = ("n"):rep(2e5) for i = 1, 200 do local f = io.open(name .. i, "w") if not f then return end f:close() end print("reached")`,
  ),
  "a shared dictionary that overflows": takes(
    `local d = ngx.shared.small for i = 1, 1000 do if not d:safe_set(i, ("x"):rep(1000)) then return end end print("reached")`,
    { dicts: { small: "64k" } },
    { dicts: { small: "8m" } },
  ),
};

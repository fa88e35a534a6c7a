/** One sandbox does something to what another one in the same thread or process has as well. */
import type { Attack, Group } from "./attack.ts";

/** `victim` runs in another sandbox before. The control: both run in the same one. */
const spoils = (victim: string, code: string, options: Attack["options"] = {}): Omit<Attack, "name"> => ({
  victim,
  code,
  options,
  modes: ["none", "worker"],
  control: { kind: "shared" },
});

export const NEIGHBOURS: Group = {
  "the metatable of texts": spoils(
    `getmetatable("").__index = function() return "spoilt" end`,
    `if ("x").anything == "spoilt" then print("reached") end`,
  ),
  "a function of the standard library": spoils(
    `string.upper = function() return "spoilt" end`,
    `if ("x"):upper() == "spoilt" then print("reached") end`,
  ),
  "a global": spoils("secret = 'spoilt'", "if secret then print('reached') end"),
  "package.loaded": spoils(
    `package.loaded["resty.lock"] = { spoilt = true }`,
    `if require("resty.lock").spoilt then print("reached") end`,
  ),
  "package.preload": spoils(
    `package.preload.secret = function() return 1 end`,
    `if pcall(require, "secret") then print("reached") end`,
  ),
  "a shipped library": spoils(
    `require("resty.lrucache").new = function() return "spoilt" end`,
    `if require("resty.lrucache").new(1) == "spoilt" then print("reached") end`,
  ),
  "a shared dictionary": spoils(
    `ngx.shared.dogs:set("a", 1)`,
    `if ngx.shared.dogs:get("a") then print("reached") end`,
    {
      dicts: { dogs: "1m" },
    },
  ),
  "a file": spoils(
    `local f = io.open("secret", "w") f:write("spoilt") f:close()`,
    `local f = io.open("secret") if f then print("reached") end`,
  ),
  "a file in /tmp": spoils(
    `local f = io.open("/tmp/secret", "w") f:write("spoilt") f:close()`,
    `local f = io.open("/tmp/secret") if f then print("reached") end`,
  ),
  "a library in the folder of libraries": spoils(
    `package.path = "/tmp/?.lua;" .. package.path local f = io.open("/tmp/m.lua", "w") f:write("return 1") f:close()`,
    `if pcall(require, "m") then print("reached") end`,
  ),
  "the metatable of files": spoils(
    `getmetatable(io.stdout).__index.spoilt = 1`,
    `if io.stdout.spoilt then print("reached") end`,
  ),
  "the metatable of a library's objects": spoils(
    `local s = require("ngx.semaphore").new() getmetatable(s).__index.spoilt = 1`,
    `local s = require("ngx.semaphore").new() if s.spoilt then print("reached") end`,
  ),
  "the registry": spoils(`debug.getregistry().spoilt = 1`, `if debug.getregistry().spoilt then print("reached") end`),
  "the metatable of numbers and functions": spoils(
    `debug.setmetatable(0, { __index = { spoilt = 1 } }) debug.setmetatable(print, { __index = { spoilt = 1 } })`,
    `if pcall(function() return (0).spoilt + print.spoilt end) then print("reached") end`,
  ),
  "a hook": spoils(
    `debug.sethook(function() hooked = true end, "l")`,
    `local x = 1\nif debug.gethook() then print("reached") end`,
  ),
  "options of cjson": spoils(
    `require("cjson").encode_empty_table_as_object(false)`,
    `if require("cjson").encode({}) == "[]" then print("reached") end`,
  ),
  "what random numbers follow": spoils(
    "math.randomseed(7)",
    `local x = math.random(2^40) math.randomseed(7) if x == math.random(2^40) then print("reached") end`,
  ),
  "the locale of compiled chunks": spoils(
    `local f = loadstring("shared = (shared or 0) + 1") for i = 1, 100 do f() end`,
    `loadstring("shared = (shared or 0) + 1")() if shared > 1 then print("reached") end`,
  ),
};

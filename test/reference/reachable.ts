/** What a script can reach, as the machine itself tells it. */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { allNames } from "../../src/ngx/declaration/describe.ts";
import { MODULES } from "../../src/ngx/modules.ts";
import { RESTY_CLI } from "../../src/ngx/resty-cli.ts";
import { runExample } from "./run-example.ts";

/** Prints a full name for each function and value below the globals, the libraries and the objects. */
const WALK = `
local seen = { [package.loaded] = true, [package.preload] = true, [package.loaders] = true, [ngx.shared] = true }
local function walk(prefix, fields)
  if seen[fields] then return end
  seen[fields] = true
  for name, value in pairs(fields) do
    if type(value) == "table" and next(value) ~= nil then
      walk(prefix .. name .. ".", value)
    elseif type(value) ~= "table" or not debug.getmetatable(value) then
      io.write(prefix, name, "\\n")
    end
  end
end
local function walk_library(name)
  local library = require(name)
  if type(library) == "table" then walk(name .. ".", library) else io.write(name, "\\n") end
end
walk("", _G)
for name in pairs(package.preload) do walk_library(name) end
for _, name in ipairs(LIBRARIES) do walk_library(name) end
local function walk_object(name, object)
  local methods = debug.getmetatable(object).__index
  -- a foreign object tells no list: its methods are known by their declarations
  if type(methods) == "table" then walk(name .. ":", methods) end
end
walk_object("tcpsock", ngx.socket.tcp())
walk_object("udpsock", ngx.socket.udp())
walk_object("file", io.stdout)
walk_object("proc", (require "ngx.pipe".spawn { "true" }))
walk_object("buffer", require "string.buffer".new())
walk_object("timer", require "ngxbox.timer".at(0, function() end))
walk_object("ngx.shared.DICT", ngx.shared.cats)
`;

/** Names that no script is meant to use, and those that tell a version. */
const NOT_PUBLIC = /(^|[.:])(_(?!G$|VERSION$)\w*|version)$|\._VERSION$|^ngxbox\.timer\.host\./;

/** The full names of all functions, methods and fields that scripts are meant to use. */
export async function reachableNames(): Promise<readonly string[]> {
  const lua = fileURLToPath(new URL("../../lua/", import.meta.url));
  const libraries = readdirSync(lua, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".lua") && !file.startsWith("examples"))
    .map((file) => `"${file.slice(0, -".lua".length).replaceAll("/", ".")}"`);
  const walk = `-- ngxbox run --shdict 'cats 100k'\nlocal LIBRARIES = { ${libraries.join(", ")} }\n${WALK}`;
  const { stdout, stderr } = await runExample(walk);
  if (stderr !== "") throw new Error(stderr);
  const names = new Set([...stdout.split("\n").slice(0, -1), ...allNames([...MODULES, ...RESTY_CLI])]);
  return [...names].filter((name) => !NOT_PUBLIC.test(name)).sort();
}

/**
 * The Lua around a script: it runs -e's code and then the script in a timer, and ends the process as `resty` does when
 * they fail. It is Lua so that its frames and names stand in tracebacks as the reference's do ("in function 'file_gen'"),
 * and its lines are counted: a script that cannot be loaded is reported at line 40 of `init_worker_by_lua(nginx.conf:141)`.
 */

export const LAUNCHER_CHUNK_NAME = "=init_worker_by_lua(nginx.conf:141)";

/** Line of the chunk where -e's code is loaded; the script's follows it. */
const LINE_OF_INLINE = 39;

const head = "local inline, script, name, exit, write, finish = ...";
const load = [
  'local inline_gen = inline and assert(loadstring(inline, "=(command line -e)"))',
  "local file_gen = script and assert(loadstring(script, name))",
];
const body = `
local xpcall, gsub, traceback = xpcall, string.gsub, debug.traceback
local function gen()
  if inline_gen then inline_gen() end
  if file_gen then file_gen() end
end
local function fail(err)
  if err then
    write((gsub(err, "^init_worker_by_lua:%d+: ", "")))
  end
  return exit(1)
end
return function()
  local ok, err = xpcall(gen, function(err)
    -- level 3: neither this function nor error() itself
    return fail(traceback(err, 3))
  end)
  if not ok then
    return fail(err)
  end
  finish()
end
`;

/** Called with the texts to load, and with functions that end the process, write an error, and finish. */
export const LAUNCHER = `${head}${"\n".repeat(LINE_OF_INLINE - 1)}${load.join("\n")}${body}`;

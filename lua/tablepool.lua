-- tablepool: tables that are used again instead of being made anew, in pools by name.

local new_table = require "table.new"
local clear_table = require "table.clear"

local error = error
local setmetatable = setmetatable

-- A pool that has so many leaves further ones to the garbage collector.
local MOST_KEPT = 200

local _M = {}

-- Each pool is a stack, with its height as n.
local pools = {}

-- A table that was released under this name, or a new one with room for narr elements and nrec fields.
function _M.fetch(name, narr, nrec)
  local pool = pools[name]
  if not pool or pool.n == 0 then return new_table(narr, nrec) end
  local height = pool.n
  local fetched = pool[height]
  pool[height] = nil
  pool.n = height - 1
  return fetched
end

-- Takes a table back, and empties it unless no_clear.
function _M.release(name, released, no_clear)
  if not released then error("object empty", 2) end
  if not no_clear then
    setmetatable(released, nil)
    clear_table(released)
  end
  local pool = pools[name]
  if not pool then
    pool = { n = 0 }
    pools[name] = pool
  end
  if pool.n == MOST_KEPT then return end
  pool.n = pool.n + 1
  pool[pool.n] = released
end

return _M

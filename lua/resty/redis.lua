-- resty.redis: talks to a Redis server over a cosocket, in its protocol RESP2.

local new_table = require "table.new"

local byte = string.byte
local error = error
local insert = table.insert
local pairs = pairs
local rawget = rawget
local remove = table.remove
local select = select
local setmetatable = setmetatable
local sub = string.sub
local tcp = ngx.socket.tcp
local tonumber = tonumber
local tostring = tostring
local type = type

local NULL = ngx.null
-- Replies may be nested so deep, and say such a size; Redis itself never comes near.
local DEEPEST_REPLY = 1000
local LARGEST_SIZE = 2 ^ 53

local NOT_CONNECTED = "not initialized"

local BULK, LIST, STATUS, INTEGER, FAILURE = byte("$"), byte("*"), byte("+"), byte(":"), byte("-")

local _M = { _VERSION = "0.33" }

-- Every name that is no method is a command.
local command_of
local mt = {
  __index = function(_, name)
    return _M[name] or command_of(name)
  end,
}

function _M.new()
  return setmetatable({
    _sock = tcp(),
    _subscribed = false,
    -- How many channels and patterns are subscribed to.
    _channels = { unsubscribe = 0, punsubscribe = 0 },
  }, mt)
end

-- Calls a method of the socket; answers nil and an error where there is none.
local function with_socket(self, method, ...)
  local sock = rawget(self, "_sock")
  if not sock then return nil, NOT_CONNECTED end
  return sock[method](sock, ...)
end

function _M.set_timeout(self, timeout)
  local sock = rawget(self, "_sock")
  if not sock then error(NOT_CONNECTED, 2) end
  sock:settimeout(timeout)
end

function _M.set_timeouts(self, connect_timeout, send_timeout, read_timeout)
  local sock = rawget(self, "_sock")
  if not sock then error(NOT_CONNECTED, 2) end
  sock:settimeouts(connect_timeout, send_timeout, read_timeout)
end

local function check_options(options, index)
  if options ~= nil and type(options) ~= "table" then
    error("bad argument #" .. index .. " opts: nil or table expected, got " .. type(options), 3)
  end
end

-- Connects to a host and port, or to "unix:/path". Options are those of tcpsock:connect, and ssl, ssl_verify and server_name.
function _M.connect(self, host, port, options)
  local sock = rawget(self, "_sock")
  if not sock then return nil, NOT_CONNECTED end
  if type(host) ~= "string" then error("bad argument #1 host: string expected, got " .. type(host), 2) end
  self._subscribed = false
  self._messages = nil
  self._channels = { unsubscribe = 0, punsubscribe = 0 }

  local ok, err
  if sub(host, 1, 5) == "unix:" then
    options = port
    check_options(options, 2)
    if options then
      ok, err = sock:connect(host, options)
    else
      ok, err = sock:connect(host)
    end
  else
    local number = tonumber(port)
    if not number then error("bad argument #2 port: number expected, got " .. type(port), 2) end
    check_options(options, 3)
    if options then
      ok, err = sock:connect(host, number, options)
    else
      ok, err = sock:connect(host, number)
    end
  end
  if not ok then return ok, err end

  if options and options.ssl then
    ok, err = sock:sslhandshake(false, options.server_name, options.ssl_verify)
    if not ok then return ok, "failed to do ssl handshake: " .. err end
  end
  return ok
end

function _M.set_keepalive(self, ...)
  if rawget(self, "_sock") and rawget(self, "_subscribed") then return nil, "subscribed state" end
  return with_socket(self, "setkeepalive", ...)
end

function _M.get_reused_times(self)
  return with_socket(self, "getreusedtimes")
end

function _M.close(self)
  return with_socket(self, "close")
end

local read_reply

-- The text of a bulk string whose first line said its size.
local function read_bulk(sock, size)
  if size < 0 then return NULL end
  local text, err = sock:receive(size)
  if not text then return nil, err end
  -- the line's end behind it
  local ok
  ok, err = sock:receive(2)
  if not ok then return nil, err end
  return text
end

-- Failures inside of a list stand in it as { false, error }.
local function read_list(self, sock, count, depth)
  if count < 0 then return NULL end
  if depth >= DEEPEST_REPLY then return nil, "reply is nested too deep" end
  local list = {}
  local height = 0
  for _ = 1, count do
    local reply, err = read_reply(self, sock, depth + 1)
    if reply == nil then
      -- what is no integer after all leaves a gap out
      if err then return nil, err end
    else
      height = height + 1
      list[height] = reply == false and { false, err } or reply
    end
  end
  return list
end

-- A reply, or false and the server's error, or nil and what went wrong.
function read_reply(self, sock, depth)
  local line, err = sock:receive()
  if not line then
    -- what comes late must not be taken for the next reply; a subscriber may wait on
    if err == "timeout" and not rawget(self, "_subscribed") then sock:close() end
    return nil, err
  end

  local prefix = byte(line)
  local rest = sub(line, 2)
  if prefix == STATUS then return rest end
  if prefix == INTEGER then return tonumber(rest) end
  if prefix == FAILURE then return false, rest end
  if prefix ~= BULK and prefix ~= LIST then return nil, 'unknown prefix: "' .. tostring(prefix) .. '"' end

  local size = tonumber(rest)
  if not size or size % 1 ~= 0 or size > LARGEST_SIZE then return nil, 'bad size: "' .. rest .. '"' end
  if prefix == BULK then return read_bulk(sock, size) end
  return read_list(self, sock, size, depth)
end

-- A command in the protocol: an array of bulk strings. Of words the first count.
local function request_of(name, words, count)
  local request = new_table(7 + 5 * count, 0)
  request[1], request[2], request[3] = "*", count + 1, "\r\n$"
  request[4], request[5], request[6], request[7] = #name, "\r\n", name, "\r\n"
  local height = 7
  for at = 1, count do
    local word = words[at]
    if type(word) ~= "string" then word = tostring(word) end
    request[height + 1], request[height + 2], request[height + 3] = "$", #word, "\r\n"
    request[height + 4], request[height + 5] = word, "\r\n"
    height = height + 5
  end
  return request
end

local function is_message(reply)
  return type(reply) == "table" and (reply[1] == "message" or reply[1] == "pmessage")
end

-- The reply to a command. Messages that come before it are kept for read_reply.
local function read_own_reply(self, sock)
  if not rawget(self, "_subscribed") then return read_reply(self, sock, 0) end
  local reply, err = read_reply(self, sock, 0)
  while is_message(reply) do
    local messages = rawget(self, "_messages")
    if not messages then
      messages = {}
      self._messages = messages
    end
    insert(messages, reply)
    reply, err = read_reply(self, sock, 0)
  end
  return reply, err
end

-- Sends a command and reads its reply; in a pipeline only notes it.
local function run(self, name, words, count)
  local sock = rawget(self, "_sock")
  if not sock then return nil, NOT_CONNECTED end
  local request = request_of(name, words, count)
  local pipeline = rawget(self, "_pipeline")
  if pipeline then
    pipeline[#pipeline + 1] = request
    return
  end
  local sent, err = sock:send(request)
  if not sent then return nil, err end
  return read_own_reply(self, sock)
end

function command_of(name)
  local function command(self, ...)
    return run(self, name, { ... }, select("#", ...))
  end
  if type(name) == "string" then _M[name] = command end
  return command
end

-- Commands need not be told: every name is one.
function _M.add_commands(...)
  for at = 1, select("#", ...) do command_of((select(at, ...))) end
end

-- Makes red:prefix():command(...) run "prefix.command", as the commands of Redis' modules are called.
function _M.register_module_prefix(prefix)
  _M[prefix] = function(self)
    return setmetatable({}, {
      __index = function(_, name)
        return function(_, ...)
          return run(self, prefix .. "." .. name, { ... }, select("#", ...))
        end
      end,
    })
  end
end

-- Sets fields given one by one or as a table.
function _M.hmset(self, key, ...)
  local fields = ...
  local words, count = { key, ... }, select("#", ...) + 1
  if count == 2 and type(fields) == "table" then
    words[2], count = nil, 1
    for field, value in pairs(fields) do
      words[count + 1], words[count + 2] = field, value
      count = count + 2
    end
  end
  return run(self, "hmset", words, count)
end

function _M.array_to_hash(_, list)
  local hash = {}
  for at = 1, #list, 2 do hash[list[at]] = list[at + 1] end
  return hash
end

-- From here on commands are noted, until the pipeline is committed. n is how many are expected.
function _M.init_pipeline(self, n)
  self._pipeline = new_table(n or 4, 0)
end

function _M.cancel_pipeline(self)
  self._pipeline = nil
end

-- Sends what was noted; the list of the replies, with { false, error } for failures.
function _M.commit_pipeline(self)
  local pipeline = rawget(self, "_pipeline")
  if not pipeline then return nil, "no pipeline" end
  self._pipeline = nil
  local sock = rawget(self, "_sock")
  if not sock then return nil, NOT_CONNECTED end
  local sent, err = sock:send(pipeline)
  if not sent then return nil, err end

  local replies = {}
  for at = 1, #pipeline do
    local reply
    reply, err = read_own_reply(self, sock)
    if reply then
      replies[at] = reply
    elseif reply == nil then
      return nil, err
    else
      replies[at] = { false, err }
    end
  end
  return replies
end

-- Runs a command that the server answers once for each channel: one reply as itself, several as a list. wants_more says
-- after each whether there is another.
local function run_for_channels(self, name, wants_more, ...)
  local reply, err = run(self, name, { ... }, select("#", ...))
  if not reply then return reply, err end
  if not wants_more(reply, 1) then return reply end
  local replies = { reply }
  repeat
    reply, err = read_own_reply(self, rawget(self, "_sock"))
    if not reply then return nil, err end
    replies[#replies + 1] = reply
  until not wants_more(reply, #replies)
  return replies
end

local function subscriber(name, opposite)
  return function(self, ...)
    local count = select("#", ...)
    self._subscribed = true
    return run_for_channels(self, name, function(reply, seen)
      if type(reply) == "table" and reply[1] == name then
        self._channels[opposite] = self._channels[opposite] + 1
      end
      return seen < count
    end, ...)
  end
end

-- The third value of the reply says how many channels and patterns are left.
local function note_unsubscribed(self, reply)
  local name = type(reply) == "table" and reply[1]
  if name ~= "unsubscribe" and name ~= "punsubscribe" then return end
  self._channels[name] = self._channels[name] - 1
  if reply[3] == 0 then
    self._subscribed = false
    self._messages = nil
  end
end

local function unsubscriber(name)
  return function(self, ...)
    if not rawget(self, "_subscribed") then return nil, "not subscribed" end
    local count = select("#", ...)
    -- without names: all that there are
    if count == 0 then count = self._channels[name] end
    return run_for_channels(self, name, function(reply, seen)
      note_unsubscribed(self, reply)
      return seen < count
    end, ...)
  end
end

_M.subscribe = subscriber("subscribe", "unsubscribe")
_M.psubscribe = subscriber("psubscribe", "punsubscribe")
_M.unsubscribe = unsubscriber("unsubscribe")
_M.punsubscribe = unsubscriber("punsubscribe")

-- The next message of the channels that are subscribed to.
function _M.read_reply(self)
  local sock = rawget(self, "_sock")
  if not sock then return nil, NOT_CONNECTED end
  if not rawget(self, "_subscribed") then return nil, "not subscribed" end
  local messages = rawget(self, "_messages")
  if messages and messages[1] then return remove(messages, 1) end
  local reply, err = read_reply(self, sock, 0)
  note_unsubscribed(self, reply)
  return reply, err
end

return _M

import type { Area, Note } from "../../note.ts";

/** A note whose example is connected. */
const connected = (usage: string, does: string, example: string, more: Partial<Note> = {}): Note => ({
  usage,
  does,
  phasesOf: "ngx.socket.tcp",
  example: `local red = require "resty.redis":new()\nassert(red:connect("127.0.0.1", 6379))\n${example
    .replace(/^\n/, "")
    .replace(/^ {6}/gm, "")}`,
  ...more,
});

export const redis: Area = {
  page: "resty.redis",
  title: "resty.redis: a Redis client",
  about:
    "Every method that is not named here is a command of Redis. Replies: strings and numbers as such, lists as tables, " +
    "nothing as ngx.null; nil and the reason where the connection fails, false and the reason where Redis refuses.",
  notes: {
    "resty.redis.new": {
      usage: 'red, err = require("resty.redis"):new()',
      does: "Makes a client, not connected yet.",
      phasesOf: "ngx.socket.tcp",
      example: `
        local red = require "resty.redis":new()
        red:set_timeouts(1000, 1000, 1000)
        assert(red:connect("127.0.0.1", 6379))
        red:set("cat", "tom")
        ngx.say(red:get("cat")) --> tom
        red:set_keepalive(10000, 100)`,
    },
    "resty.redis.connect": {
      usage: 'ok, err = red:connect(host, port, options?)\nok, err = red:connect("unix:/path", options?)',
      does: "Connects, or takes a connection of the pool.",
      phasesOf: "ngx.socket.tcp",
      example: `
        local red = require "resty.redis":new()
        ngx.say(red:connect("127.0.0.1", 6379)) --> 1`,
      note: "options: those of tcpsock:connect (pool, pool_size, backlog), and ssl, ssl_verify, server_name.",
    },
    "resty.redis.COMMAND": connected(
      "reply, err = red:COMMAND(...)",
      "Runs a command of Redis: any name that is no other method.",
      `
      red:del("list")
      ngx.say(red:rpush("list", "a", "b")) --> 2
      ngx.say(table.concat(red:lrange("list", 0, -1), " ")) --> a b
      ngx.say(red:get("nothing") == ngx.null) --> true
      local reply, err = red:incr("list")
      ngx.say(tostring(reply), " ", err:match("^%u+")) --> false WRONGTYPE`,
    ),
    "resty.redis.set_timeout": connected(
      "red:set_timeout(time)",
      "Sets how long each step may take, in milliseconds.",
      `
      red:set_timeout(1000)
      ngx.say(red:ping()) --> PONG`,
    ),
    "resty.redis.set_timeouts": connected(
      "red:set_timeouts(connect_timeout, send_timeout, read_timeout)",
      "Sets how long connecting, each send and each receive may take, in milliseconds.",
      `
      red:set_timeouts(1000, 1000, 1000)
      ngx.say(red:ping()) --> PONG`,
    ),
    "resty.redis.set_keepalive": connected(
      "ok, err = red:set_keepalive(max_idle_timeout?, pool_size?)",
      "Gives the connection to its pool, for so many milliseconds, in place of closing it.",
      `ngx.say(red:set_keepalive(10000, 100)) --> 1`,
    ),
    "resty.redis.get_reused_times": connected(
      "times, err = red:get_reused_times()",
      "How often the connection came out of a pool; 0 says that it is new.",
      `
      red:set_keepalive(10000, 100)
      red:connect("127.0.0.1", 6379)
      ngx.say(red:get_reused_times()) --> 1`,
    ),
    "resty.redis.close": connected("ok, err = red:close()", "Closes the connection.", `ngx.say(red:close()) --> 1`),
    "resty.redis.init_pipeline": connected(
      "red:init_pipeline(n?)",
      "From here on commands are noted, and sent at once by commit_pipeline.",
      `
      red:init_pipeline()
      red:set("n", 1)
      red:incr("n")
      local replies = red:commit_pipeline()
      ngx.say(replies[1], " ", replies[2]) --> OK 2`,
    ),
    "resty.redis.commit_pipeline": connected(
      "replies, err = red:commit_pipeline()",
      "Sends what was noted, and answers a table of the replies, { false, err } for what was refused.",
      `
      red:init_pipeline()
      red:set("text", "x")
      red:incr("text")
      local replies = red:commit_pipeline()
      ngx.say(replies[1], " ", tostring(replies[2][1])) --> OK false`,
    ),
    "resty.redis.cancel_pipeline": connected(
      "red:cancel_pipeline()",
      "Forgets what was noted.",
      `
      red:init_pipeline()
      red:flushall()
      red:cancel_pipeline()
      ngx.say(red:ping()) --> PONG`,
    ),
    "resty.redis.hmset": connected(
      "reply, err = red:hmset(key, field, value, ...)\nreply, err = red:hmset(key, table)",
      "Sets fields of a hash, given one by one or as a table.",
      `
      red:hmset("tom", { colour = "grey" })
      ngx.say(red:hget("tom", "colour")) --> grey`,
    ),
    "resty.redis.array_to_hash": connected(
      "table = red:array_to_hash(list)",
      "Makes a table of a list of names and values.",
      `
      red:hmset("tom", "colour", "grey")
      ngx.say(red:array_to_hash(red:hgetall("tom")).colour) --> grey`,
    ),
    "resty.redis.subscribe": connected(
      "reply, err = red:subscribe(channel, ...)",
      "Subscribes to channels; then read_reply gives their messages.",
      `
      ngx.say(red:subscribe("news")[1]) --> subscribe
      local other = require "resty.redis":new()
      other:connect("127.0.0.1", 6379)
      other:publish("news", "hello")
      ngx.say(red:read_reply()[3]) --> hello`,
    ),
    "resty.redis.psubscribe": connected(
      "reply, err = red:psubscribe(pattern, ...)",
      "Subscribes to all channels whose names are like a pattern.",
      `
      local reply = red:psubscribe("news.*")
      ngx.say(reply[1], " ", reply[2]) --> psubscribe news.*`,
    ),
    "resty.redis.unsubscribe": connected(
      "reply, err = red:unsubscribe(channel, ...)",
      "Ends subscriptions to channels; without names, to all.",
      `
      red:subscribe("news")
      ngx.say(red:unsubscribe("news")[1]) --> unsubscribe
      ngx.say(red:ping()) --> PONG`,
    ),
    "resty.redis.punsubscribe": connected(
      "reply, err = red:punsubscribe(pattern, ...)",
      "Ends subscriptions to patterns; without names, to all.",
      `
      red:psubscribe("news.*")
      ngx.say(red:punsubscribe()[1]) --> punsubscribe`,
    ),
    "resty.redis.read_reply": connected(
      "message, err = red:read_reply()",
      "Waits for the next message of the channels that are subscribed to.",
      `
      red:subscribe("news")
      red:set_timeout(20)
      local message, err = red:read_reply()
      ngx.say(tostring(message), " ", err) --> nil timeout`,
    ),
    "resty.redis.add_commands": {
      usage: 'require("resty.redis").add_commands(name, ...)',
      does: "Says that there are commands of these names; it need not be said.",
      example: `
        local redis = require "resty.redis"
        redis.add_commands("json_get")
        ngx.say(type(redis.json_get)) --> function`,
    },
    "resty.redis.register_module_prefix": {
      usage: 'require("resty.redis").register_module_prefix(prefix)',
      does: "Makes red:prefix():command(...) run prefix.command, as the commands of Redis' modules are called.",
      example: `
        local redis = require "resty.redis"
        redis.register_module_prefix("bf")
        local red = redis:new()
        red:connect("127.0.0.1", 6379)
        local reply, err = red:bf():exists("filter", "x")   -- no such module here
        ngx.say(tostring(reply)) --> false`,
    },
  },
};

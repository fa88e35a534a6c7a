import type { Area } from "../../note.ts";

const LRU = ["resty.lrucache", "resty.lrucache.pureffi"];
const ofCaches = (name: string) => LRU.map((library) => `${library}.${name}`).join(", ");

export const caches: Area = {
  page: "resty.lock",
  title: "resty.lock, resty.lrucache, tablepool",
  about: "Locks by name between all workers, a cache inside of one worker, and tables to use again.",
  notes: {
    "resty.lock.new": {
      usage: 'lock, err = require("resty.lock"):new(dict_name, options?)',
      does: "A lock whose names are keys of a shared dictionary.",
      example: `
        -- ngxbox run --shdict 'locks 100k'
        local lock = assert(require "resty.lock":new("locks", { timeout = 1 }))
        ngx.say(lock:lock("a name")) --> 0
        ngx.say(lock:unlock()) --> 1`,
      note:
        "options, in seconds: exptime, how long it is held at most (30); timeout, how long lock waits (5); step (0.001), " +
        "ratio (2) and max_step (0.5), after which times it looks again.",
    },
    "resty.lock.lock": {
      usage: "elapsed, err = lock:lock(name)",
      does: "Locks a name, and answers how many seconds that took; nil and why not.",
      phasesOf: "ngx.sleep",
      example: `
        -- ngxbox run --shdict 'locks 100k'
        local resty_lock = require "resty.lock"
        local mine = resty_lock:new("locks")
        local other = resty_lock:new("locks", { timeout = 0.5 })
        ngx.say(mine:lock("a name")) --> 0
        local elapsed, err = other:lock("a name")
        ngx.say(tostring(elapsed), " ", err) --> nil timeout`,
    },
    "resty.lock.unlock": {
      usage: "ok, err = lock:unlock()",
      does: "Releases the lock; 1, or nil and why not.",
      example: `
        -- ngxbox run --shdict 'locks 100k'
        local lock = require "resty.lock":new("locks")
        ngx.say(select(2, lock:unlock())) --> unlocked`,
    },
    "resty.lock.expire": {
      usage: "ok, err = lock:expire(timeout?)",
      does: "Lets the lock be held for timeout seconds from now on.",
      example: `
        -- ngxbox run --shdict 'locks 100k'
        local lock = require "resty.lock":new("locks")
        lock:lock("a name")
        ngx.say(lock:expire(10)) --> true
        ngx.say(ngx.shared.locks:ttl("a name")) --> 10`,
    },
    [ofCaches("new")]: {
      usage: 'cache, err = require("resty.lrucache").new(max_items)',
      does: "A cache for so many items, which forgets the one that was not used for longest.",
      example: `
        local cache = require "resty.lrucache".new(2)
        cache:set("a", 1)
        cache:set("b", 2)
        cache:get("a")
        cache:set("c", 3)             -- b goes
        ngx.say(cache:get("a"), " ", tostring(cache:get("b"))) --> 1 nil`,
    },
    [ofCaches("set")]: {
      usage: "cache:set(key, value, ttl?, flags?)",
      does: "Stores any value, for ttl seconds or for ever.",
      example: `
        local cache = require "resty.lrucache".new(10)
        cache:set("list", { 1, 2 }, 60)
        ngx.say(cache:get("list")[2]) --> 2`,
    },
    [ofCaches("get")]: {
      usage: "value, stale, flags = cache:get(key)",
      does: "The value of a key; where it has expired, nil and the old value.",
      example: `
        local cache = require "resty.lrucache".new(10)
        cache:set("news", "old", 1)
        ngx.sleep(2)
        local value, stale = cache:get("news")
        ngx.say(tostring(value), " ", stale) --> nil old`,
    },
    [ofCaches("delete")]: {
      usage: "cache:delete(key)",
      does: "Removes a key.",
      example: `
        local cache = require "resty.lrucache".new(10)
        cache:set("a", 1)
        cache:delete("a")
        ngx.say(cache:count()) --> 0`,
    },
    [ofCaches("count")]: {
      usage: "count = cache:count()",
      does: "How many items there are, expired ones included.",
      example: `
        local cache = require "resty.lrucache.pureffi".new(10)
        cache:set("a", 1)
        ngx.say(cache:count()) --> 1`,
    },
    [ofCaches("capacity")]: {
      usage: "max_items = cache:capacity()",
      does: "How many items it can hold.",
      example: `ngx.say(require "resty.lrucache".new(10):capacity()) --> 10`,
    },
    [ofCaches("get_keys")]: {
      usage: "keys = cache:get_keys(max_count?, keys?)",
      does: "The keys, those that were used last first.",
      example: `
        local cache = require "resty.lrucache".new(10)
        cache:set("a", 1)
        cache:set("b", 2)
        ngx.say(table.concat(cache:get_keys(), " ")) --> b a`,
    },
    [ofCaches("flush_all")]: {
      usage: "cache:flush_all()",
      does: "Empties it.",
      example: `
        local cache = require "resty.lrucache".new(10)
        cache:set("a", 1)
        cache:flush_all()
        ngx.say(cache:count()) --> 0`,
    },
    "tablepool.fetch": {
      usage: 'table = require("tablepool").fetch(pool_name, narr, nrec)',
      does: "A table of this pool that was released, or a new one with room for narr elements and nrec fields.",
      example: `
        local tablepool = require "tablepool"
        local args = tablepool.fetch("args", 4, 0)
        tablepool.release("args", args)
        ngx.say(tablepool.fetch("args", 4, 0) == args) --> true`,
    },
    "tablepool.release": {
      usage: 'require("tablepool").release(pool_name, table, no_clear?)',
      does: "Empties a table and gives it to a pool, which keeps up to 200.",
      example: `
        local tablepool = require "tablepool"
        tablepool.release("args", { 1, 2 })
        ngx.say(#tablepool.fetch("args", 4, 0)) --> 0`,
    },
  },
};

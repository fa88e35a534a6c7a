import type { Area } from "../note.ts";

const SHAS = ["resty.sha1", "resty.sha224", "resty.sha256", "resty.sha384", "resty.sha512"];
const ofShas = (name: string) => SHAS.map((library) => `${library}.${name}`).join(", ");
const LRU = ["resty.lrucache", "resty.lrucache.pureffi"];
const ofCaches = (name: string) => LRU.map((library) => `${library}.${name}`).join(", ");

export const digests: Area = {
  page: "resty.string",
  title: "lua-resty-string: digests, AES, random bytes",
  about: "The libraries resty.md5, resty.sha1 to resty.sha512, resty.aes, resty.random and resty.string.",
  notes: {
    "resty.md5.new": {
      returns: "md5",
      example: `
        local str = require "resty.string"
        local md5 = require "resty.md5":new()
        md5:update("hel")
        md5:update("lo")
        ngx.say(str.to_hex(md5:final())) --> 5d41402abc4b2a76b9719d911017c592`,
    },
    "resty.md5.update": {
      usage: "ok = md5:update(text, len?)",
      example: `
        local md5 = require "resty.md5":new()
        ngx.say(md5:update("hello, world", 5)) --> true
        ngx.say(md5:final_hex()) --> 5d41402abc4b2a76b9719d911017c592`,
    },
    "resty.md5.final": {
      usage: "digest = md5:final()",
      example: `
        local md5 = require "resty.md5":new()
        ngx.say(#md5:final()) --> 16`,
    },
    "resty.md5.final_hex": {
      usage: "digest = md5:final_hex()",
      example: `
        local md5 = require "resty.md5":new()
        ngx.say(md5:final_hex()) --> d41d8cd98f00b204e9800998ecf8427e`,
    },
    "resty.md5.reset": {
      usage: "ok = md5:reset()",
      example: `
        local md5 = require "resty.md5":new()
        md5:update("something else")
        md5:reset()
        ngx.say(md5:final_hex()) --> d41d8cd98f00b204e9800998ecf8427e`,
    },
    [ofShas("new")]: {
      title: "resty.sha1.new, and of sha224 to sha512",
      usage: SHAS.map((library) => `${library.slice("resty.".length)} = require("${library}"):new()`).join("\n"),
      does: "Makes a SHA digest of no text yet.",
      example: `
        local str = require "resty.string"
        local sha1 = require "resty.sha1":new()
        sha1:update("hello")
        ngx.say(str.to_hex(sha1:final()))
        --> aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d`,
    },
    [ofShas("update")]: {
      title: "resty.sha1.update, and of sha224 to sha512",
      usage: "ok = sha256:update(text)",
      does: "Adds a text to a SHA digest; true.",
      example: `
        local sha256 = require "resty.sha256":new()
        ngx.say(sha256:update("hello")) --> true`,
    },
    [ofShas("final")]: {
      title: "resty.sha1.final, and of sha224 to sha512",
      usage: "digest = sha256:final()",
      does: "The SHA digest of what was added, as bytes.",
      example: `
        for _, name in ipairs { "sha1", "sha224", "sha512" } do
          ngx.say(name, ": ", #require("resty." .. name):new():final(), " bytes")
        end
        --> sha1: 20 bytes
        --> sha224: 28 bytes
        --> sha512: 64 bytes`,
    },
    [ofShas("reset")]: {
      title: "resty.sha1.reset, and of sha224 to sha512",
      usage: "ok = sha256:reset()",
      example: `ngx.say(require "resty.sha512":new():reset()) --> true`,
    },
    "resty.string.to_hex": {
      returns: "digits",
      example: `ngx.say(require "resty.string".to_hex("hello")) --> 68656c6c6f`,
    },
    "resty.string.atoi": { returns: "number", example: `ngx.say(require "resty.string".atoi("42")) --> 42` },
    "resty.random.bytes": {
      returns: "bytes",
      example: `ngx.say(#require "resty.random".bytes(16)) --> 16`,
      differs: "The bytes are always strong ones.",
    },
    "resty.aes.new": {
      usage: 'crypto, err = require("resty.aes"):new(key, salt?, cipher?, hash?, rounds?)',
      example: `
        local aes = require "resty.aes"
        local crypto = aes:new("a password")
        ngx.say(crypto:decrypt(crypto:encrypt("hello"))) --> hello
        local key, iv = ("k"):rep(32), ("i"):rep(16)
        crypto = aes:new(key, nil, aes.cipher(256, "cbc"), { iv = iv })
        ngx.say(#crypto:encrypt("hello")) --> 16`,
      differs: "Initialization vectors of GCM that are shorter than 8 bytes are refused.",
    },
    "resty.aes.cipher": {
      usage: 'cipher = require("resty.aes").cipher(size?, mode?)',
      example: `
        local aes = require "resty.aes"
        ngx.say(type(aes.cipher(256, "gcm"))) --> table`,
    },
    "resty.aes.encrypt": {
      usage: "encrypted = crypto:encrypt(text)\n{ encrypted, tag } = crypto:encrypt(text, aad?)     -- with gcm",
      example: `
        local aes = require "resty.aes"
        local crypto = aes:new("a password", "8 bytes!", aes.cipher(256, "gcm"))
        local encrypted, tag = unpack(crypto:encrypt("hello"))
        ngx.say(#encrypted, " ", #tag) --> 5 16`,
    },
    "resty.aes.decrypt": {
      usage: "text, err = crypto:decrypt(encrypted, tag?, aad?)",
      example: `
        local aes = require "resty.aes"
        local crypto = aes:new("a password", "8 bytes!", aes.cipher(256, "gcm"))
        local encrypted, tag = unpack(crypto:encrypt("hello"))
        ngx.say(crypto:decrypt(encrypted, tag)) --> hello`,
    },
    [["md5", "sha1", "sha224", "sha256", "sha384", "sha512"].map((hash) => `resty.aes.hash.${hash}`).join(", ")]: {
      title: "resty.aes.hash.md5 and others",
      usage: 'require("resty.aes").hash.sha256',
      does: "The digest that makes the key of a password, for new; MD5 is the default.",
      example: `
        local aes = require "resty.aes"
        local cipher = aes.cipher(128, "cbc")
        local crypto = aes:new("a password", nil, cipher, aes.hash.sha256)
        ngx.say(crypto:decrypt(crypto:encrypt("hello"))) --> hello`,
    },
  },
};

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

export const ngxboxTimer: Area = {
  page: "ngxbox.timer",
  title: "ngxbox.timer: timers that can be cancelled",
  about: "A library of ngxbox in plain Lua, which runs on OpenResty as well.",
  notes: {
    "ngxbox.timer.at": {
      usage: 'timer, err = require("ngxbox.timer").at(delay, callback, ...)',
      does: "As ngx.timer.at, but answers a timer that can be cancelled.",
      phasesOf: "ngx.timer.at",
      example: `
        local timer = require "ngxbox.timer".at(1, function() ngx.say("too late") end)
        ngx.say(timer:cancel()) --> true
        ngx.say(ngx.timer.pending_count()) --> 0`,
      note: "delay may be a table: { seconds, jitter = the most seconds to add by chance }.",
    },
    "ngxbox.timer.every": {
      usage: 'timer, err = require("ngxbox.timer").every(period, callback, ...)',
      does: "As ngx.timer.every, but answers a timer that can be cancelled.",
      phasesOf: "ngx.timer.every",
      example: `
        local timer = require "ngxbox.timer"
        local function say(premature, text) ngx.say(text) end
        local ticks = timer.every(1, say, "tick")
        ngx.sleep(2.5)
        ticks:cancel()
        ngx.sleep(5)
        --> tick
        --> tick`,
      note: "period may be a table: { seconds, jitter = seconds, no_overlap = true }.",
    },
    "ngxbox.timer.once": {
      usage: 'timer, err = require("ngxbox.timer").once(name, delay, callback, ...)',
      does: "As at, by the first of all workers that ask for name; the others get nil and taken.",
      phasesOf: "ngx.timer.at",
      example: `
        -- ngxbox run --shdict 'ngxbox_timer 100k'
        local timer = require "ngxbox.timer"
        timer.once("warm up", 0, function() ngx.say("by one worker") end)
        ngx.say(select(2, timer.once("warm up", 0, function() end))) --> taken
        ngx.sleep(0.1)
        --> by one worker`,
      note: "delay may be a table: { seconds, dict = name of a shared dictionary, lifetime = seconds }.",
    },
    "ngxbox.timer.dict": {
      usage: 'require("ngxbox.timer").dict = name',
      does: "The shared dictionary in which once keeps its locks.",
      example: `ngx.say(require "ngxbox.timer".dict) --> ngxbox_timer`,
    },
    "timer:cancel": {
      usage: "stopped = timer:cancel()",
      does: "Stops a timer of ngxbox.timer; whether there was something to stop. A callback at work goes on.",
      example: `
        local timer = require "ngxbox.timer".at(0, function() end)
        ngx.say(timer:cancel(), " ", timer:cancel()) --> true false`,
    },
  },
};

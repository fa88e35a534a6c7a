import type { Area, Note } from "../../note.ts";

/** A note whose example has a dictionary `cats`. */
const withCats = (usage: string, example: string, more: Partial<Note> = {}): Note => ({
  usage,
  example: `-- ngxbox run --shdict 'cats 100k'\nlocal cats = ngx.shared.cats\n${example
    .replace(/^\n/, "")
    .replace(/^ {6}/gm, "")}`,
  ...more,
});

export const sharedDicts: Area = {
  page: "ngx.shared",
  title: "ngx.shared.DICT: shared dictionaries",
  about:
    "Dictionaries that all workers of a server share, declared by `lua_shared_dict NAME SIZE` or `--shdict 'NAME SIZE'`. " +
    "Values are strings, numbers and booleans, or lists of strings and numbers. Times to live are in seconds.",
  notes: {
    "ngx.shared.DICT:get": withCats(
      "value, flags = dict:get(key)",
      `
      cats:set("tom", 56)
      cats:set("tim", 9, 0, 7)
      ngx.say(cats:get("tom")) --> 56
      local value, flags = cats:get("tim")
      ngx.say(value, " ", flags) --> 9 7
      ngx.say(tostring(cats:get("nobody"))) --> nil`,
    ),
    "ngx.shared.DICT:get_stale": withCats(
      "value, flags, stale = dict:get_stale(key)",
      `
      cats:set("news", "old", 1)
      ngx.sleep(2)
      ngx.say(tostring(cats:get("news"))) --> nil
      cats:set("news", "old", 1)
      ngx.sleep(2)
      local value, flags, stale = cats:get_stale("news")
      ngx.say(value, " ", stale) --> old true`,
    ),
    "ngx.shared.DICT:set": withCats(
      "ok, err, forcible = dict:set(key, value, exptime?, flags?)",
      `
      ngx.say((cats:set("tom", "grey", 60))) --> true
      cats:set("tom", nil)          -- removes it
      ngx.say(tostring(cats:get("tom"))) --> nil`,
      { note: "forcible says that others were forgotten to make room." },
    ),
    "ngx.shared.DICT:safe_set": withCats(
      "ok, err = dict:safe_set(key, value, exptime?, flags?)",
      `
      ngx.say((cats:safe_set("tom", "grey"))) --> true
      local ok, err = cats:safe_set("big", ("x"):rep(200000))
      ngx.say(tostring(ok), " ", err) --> false no memory`,
    ),
    "ngx.shared.DICT:add": withCats(
      "ok, err, forcible = dict:add(key, value, exptime?, flags?)",
      `
      ngx.say((cats:add("tom", 1))) --> true
      local ok, err = cats:add("tom", 2)
      ngx.say(ok, " ", err) --> false exists`,
    ),
    "ngx.shared.DICT:safe_add": withCats(
      "ok, err = dict:safe_add(key, value, exptime?, flags?)",
      `
      ngx.say((cats:safe_add("lock", true, 10))) --> true
      local ok, err = cats:safe_add("lock", true, 10)
      ngx.say(ok, " ", err) --> false exists`,
    ),
    "ngx.shared.DICT:replace": withCats(
      "ok, err, forcible = dict:replace(key, value, exptime?, flags?)",
      `
      local ok, err = cats:replace("tom", 1)
      ngx.say(ok, " ", err) --> false not found`,
    ),
    "ngx.shared.DICT:delete": withCats(
      "dict:delete(key)",
      `
      cats:set("tom", 1)
      cats:delete("tom")
      ngx.say(tostring(cats:get("tom"))) --> nil`,
    ),
    "ngx.shared.DICT:incr": withCats(
      "sum, err, forcible = dict:incr(key, value, init?, init_ttl?)",
      `
      ngx.say((cats:incr("hits", 1, 0))) --> 1
      ngx.say((cats:incr("hits", 10))) --> 11
      local sum, err = cats:incr("nothing", 1)
      ngx.say(tostring(sum), " ", err) --> nil not found`,
    ),
    "ngx.shared.DICT:ttl": withCats(
      "seconds, err = dict:ttl(key)",
      `
      cats:set("tom", 1, 10)
      ngx.sleep(4)
      ngx.say(cats:ttl("tom")) --> 6`,
    ),
    "ngx.shared.DICT:expire": withCats(
      "ok, err = dict:expire(key, exptime)",
      `
      cats:set("tom", 1)
      cats:expire("tom", 5)
      ngx.say(cats:ttl("tom")) --> 5`,
    ),
    "ngx.shared.DICT:lpush": withCats(
      "length, err = dict:lpush(key, value)",
      `
      cats:lpush("queue", "a")
      ngx.say(cats:lpush("queue", "b")) --> 2
      ngx.say(cats:lpop("queue")) --> b`,
    ),
    "ngx.shared.DICT:rpush": withCats(
      "length, err = dict:rpush(key, value)",
      `
      cats:rpush("queue", "a")
      ngx.say(cats:rpush("queue", "b")) --> 2
      ngx.say(cats:lpop("queue")) --> a`,
    ),
    "ngx.shared.DICT:lpop": withCats(
      "value, err = dict:lpop(key)",
      `
      cats:rpush("queue", "a")
      ngx.say(cats:lpop("queue")) --> a
      ngx.say(tostring(cats:lpop("queue"))) --> nil`,
    ),
    "ngx.shared.DICT:rpop": withCats(
      "value, err = dict:rpop(key)",
      `
      cats:rpush("queue", "a")
      cats:rpush("queue", "b")
      ngx.say(cats:rpop("queue")) --> b`,
    ),
    "ngx.shared.DICT:llen": withCats(
      "length, err = dict:llen(key)",
      `
      cats:rpush("queue", "a")
      ngx.say(cats:llen("queue")) --> 1
      cats:set("tom", 1)
      ngx.say(select(2, cats:llen("tom"))) --> value not a list`,
    ),
    "ngx.shared.DICT:flush_all": withCats(
      "dict:flush_all()",
      `
      cats:set("tom", 1)
      cats:flush_all()
      ngx.say(tostring(cats:get("tom"))) --> nil`,
    ),
    "ngx.shared.DICT:flush_expired": withCats(
      "count = dict:flush_expired(max_count?)",
      `
      cats:set("a", 1, 1)
      cats:set("b", 1, 1)
      cats:set("c", 1)
      ngx.sleep(2)
      ngx.say(cats:flush_expired()) --> 2`,
    ),
    "ngx.shared.DICT:get_keys": withCats(
      "keys = dict:get_keys(max_count?)",
      `
      cats:set("a", 1)
      cats:set("b", 2)
      local keys = cats:get_keys()
      table.sort(keys)
      ngx.say(table.concat(keys, " ")) --> a b`,
    ),
    "ngx.shared.DICT:capacity": withCats("bytes = dict:capacity()", "ngx.say(cats:capacity()) --> 102400"),
    "ngx.shared.DICT:free_space": withCats(
      "bytes = dict:free_space()",
      `
      local before = cats:free_space()
      cats:set("big", ("x"):rep(20000))
      ngx.say(cats:free_space() < before) --> true`,
    ),
  },
};

import type { Area } from "../../note.ts";

export const threads: Area = {
  page: "threads",
  title: "Light threads and semaphores",
  about:
    "A light thread is a coroutine that ngx_lua runs: while one waits for a socket, a timer or another thread, the " +
    "others of all requests go on.",
  notes: {
    "ngx.thread.spawn": {
      returns: "thread",
      example: `
        local function visit(name, seconds)
          ngx.sleep(seconds)
          return name .. " is here"
        end
        local slow = ngx.thread.spawn(visit, "the slow one", 2)
        local quick = ngx.thread.spawn(visit, "the quick one", 1)
        ngx.say(select(2, ngx.thread.wait(quick)))
        ngx.say(select(2, ngx.thread.wait(slow)))
        --> the quick one is here
        --> the slow one is here`,
    },
    "ngx.thread.wait": {
      usage: "ok, ... = ngx.thread.wait(thread1, ...)",
      note:
        'What error or assert was given comes before the error itself: of error("oops"), "oops" and then ' +
        '"script.lua:1: oops"; of assert(nil, "oops"), nil, "oops" and that. The last result is the error.',
      example: `
        local a = ngx.thread.spawn(function() ngx.sleep(2) return "a" end)
        local b = ngx.thread.spawn(function() ngx.sleep(1) return "b", "first" end)
        local ok, who, how = ngx.thread.wait(a, b)
        ngx.say(ok, " ", who, " ", how) --> true b first
        local function fail() error("oops", 0) end
        local failed, err = ngx.thread.wait(ngx.thread.spawn(fail))
        ngx.say(failed, " ", err) --> false oops
        --! lua user thread aborted: runtime error: oops`,
    },
    "ngx.thread.kill": {
      returns: "ok, err",
      example: `
        local thread = ngx.thread.spawn(function() ngx.sleep(60) end)
        ngx.say(ngx.thread.kill(thread)) --> 1
        local ok, err = ngx.thread.kill(thread)
        ngx.say(err) --> already waited or killed`,
    },
    "ngx.run_worker_thread": {
      usage: "ok, ... = ngx.run_worker_thread(pool, module, func, ...)",
      example: `
        local ok, err = ngx.run_worker_thread("no_pool", "module", "f", 1)
        ngx.say(ok, " ", err) --> false thread pool no_pool not found`,
      note: "A pool is declared in main: --main-conf 'thread_pool NAME threads=4;'.",
    },
    "ngx.semaphore.new": {
      usage: 'sem, err = require("ngx.semaphore").new(n?)',
      example: `
        local semaphore = require "ngx.semaphore"
        local sem = semaphore.new(2)
        ngx.say(sem:count()) --> 2`,
    },
    "ngx.semaphore.wait": {
      usage: "ok, err = sem:wait(timeout)",
      example: `
        local sem = require "ngx.semaphore".new()
        ngx.thread.spawn(function()
          ngx.sleep(1)
          sem:post()
        end)
        ngx.say(sem:wait(5)) --> true
        local ok, err = sem:wait(0.1)
        ngx.say(err) --> timeout`,
    },
    "ngx.semaphore.post": {
      usage: "ok, err = sem:post(n?)",
      note: "Before a script or a 0-delay timer has waited for something, what it posts wakes others only when something else happens.",
      example: `
        local sem = require "ngx.semaphore".new()
        sem:post(3)
        ngx.say(sem:count()) --> 3`,
    },
    "ngx.semaphore.count": {
      usage: "count = sem:count()",
      example: `
        local sem = require "ngx.semaphore".new()
        ngx.thread.spawn(function() sem:wait(1) end)
        ngx.say(sem:count()) --> -1
        sem:post()`,
    },
  },
};

/** NB2xx: light threads, timers, phases and everything around ngx.*. */
import type { Lesson } from "./lesson.ts";

export const runningLessons: readonly Lesson[] = [
  {
    code: "NB201",
    title: "API disabled in this context",
    matches: /API disabled in the (?:current context|context of)/,
    means: "This function works only in other phases than the one that the code runs in.",
    doThis:
      "Leave it out, or see where it works: ngxbox explain NAME. A script under run is in a timer, and has no HTTP request.",
    more: `OpenResty runs Lua in phases, and each function is allowed in some of them. A script under run is in
the phase ngx.timer: sleeping, sockets, threads and timers work; ngx.req.*, ngx.var, ngx.header and
ngx.location.capture belong to a request. Ask with ngx.get_phase(), and see what a function needs with
"ngxbox explain NAME", for instance: ngxbox explain ngx.sleep`,
  },
  {
    code: "NB202",
    title: "too many pending timers",
    matches: /too many pending timers/,
    means: "More timers wait for their time than lua_max_pending_timers allows (usually 1024).",
    doThis:
      "Start one timer that works through a list, or raise the limit: --http-conf 'lua_max_pending_timers 10000;'.",
    more: `ngx.timer.at returns nil and this text; nothing is run then. A loop that starts a timer for each item
is the usual cause. Light threads cost less and have no such limit:

    for i, url in ipairs(urls) do threads[i] = ngx.thread.spawn(fetch, url) end
    for _, t in ipairs(threads) do ngx.thread.wait(t) end`,
  },
  {
    code: "NB203",
    title: "lua_max_running_timers are not enough",
    matches: /lua_max_running_timers are not enough/,
    means: "More timers run at one time than lua_max_running_timers allows (usually 256); this one was dropped.",
    doThis: "Let callbacks finish sooner, or raise the limit: --http-conf 'lua_max_running_timers 1024;'.",
    more: `A callback that sleeps or waits for a socket counts as running. A timer that comes due beyond the
limit is lost, and only the error log tells so; ngx.timer.every tries again at its next time.`,
  },
  {
    code: "NB204",
    title: "not enough worker_connections",
    matches: /worker_connections are not enough|could not create fake connection/,
    means: "Each running timer and each socket takes a connection of the worker, and all are in use.",
    doThis: "Do less at one time, or raise the number: -c 1024.",
    more: `resty gives the worker 64 connections unless -c says otherwise. The script itself runs in a timer
and takes one, so 63 are left for timers and sockets.`,
  },
  {
    code: "NB205",
    title: "attempt to yield across C-call boundary",
    matches: /attempt to yield across (?:metamethod\/)?C-call boundary/,
    means: "Something that waits (ngx.sleep, a socket, a lock) was called where Lua cannot be paused.",
    doThis: "Do the waiting before or after: not inside table.sort, string.gsub or while a module is being loaded.",
    more: `A light thread is paused while it waits. That is impossible while C code waits for the Lua function
to come back: comparing in table.sort, replacing in string.gsub, and the main part of a file that
require loads. Collect first, wait later:

    local names = {}
    text:gsub("%w+", function(name) names[#names + 1] = name end)
    for _, name in ipairs(names) do look_up(name) end      -- may wait here`,
  },
  {
    code: "NB206",
    title: "cannot resume dead coroutine",
    matches: /cannot resume dead coroutine/,
    means: "The coroutine has already ended, by its return or by an error.",
    doThis: "Test coroutine.status(co) before you resume it, and look at what the last resume returned.",
    more: `    local co = coroutine.create(function() error("oops") end)
    print(coroutine.resume(co))         -- false, ...oops: it is dead now
    print(coroutine.resume(co))         -- false, cannot resume dead coroutine`,
  },
  {
    code: "NB207",
    title: "cannot resume a running coroutine",
    matches: /cannot resume (?:running|normal|non-suspended) coroutine/,
    means: "A coroutine tried to resume itself, or one that waits for it.",
    doThis: 'Resume only coroutines whose coroutine.status is "suspended".',
    more: `    local co
    co = coroutine.create(function() print(coroutine.resume(co)) end)
    coroutine.resume(co)            -- false, cannot resume running coroutine`,
  },
  {
    code: "NB208",
    title: "already waited or killed",
    matches: /already (?:waited or killed|waited|killed|terminated)/,
    means: "The light thread was waited for or killed before; both are possible once.",
    doThis: "Keep the results of ngx.thread.wait, and forget the thread afterwards.",
    more: `ngx.thread.wait with several threads returns for the first that ends; take that one out of the list
before you wait for the rest:

    local ok, res = ngx.thread.wait(a, b)   -- one of them
    ngx.thread.kill(a)                 -- fails for the one that was waited for`,
  },
  {
    code: "NB209",
    title: "only the parent coroutine can wait or kill",
    matches: /only the parent coroutine can (?:wait|kill)/,
    means: "A light thread can be waited for, and killed, only by the thread that spawned it.",
    doThis: "Wait where the thread was spawned, and pass results through a table or ngx.semaphore.",
    more: `    local inner
    local function nap() ngx.sleep(1) end
    local outer = ngx.thread.spawn(function() inner = ngx.thread.spawn(nap) end)
    ngx.thread.wait(outer)
    ngx.thread.wait(inner)         -- only the parent coroutine can wait on it`,
  },
  {
    code: "NB210",
    title: "process exiting",
    matches: /process exiting/,
    means: "The worker is about to stop, and takes on no new timer with a delay.",
    doThis: "When a callback's first argument, premature, is true: finish the work and start no new timer.",
    more: `Waiting timers are called once more with premature = true when the worker stops:

    local function tick(premature)
      if premature then return end
      ngx.timer.at(1, tick)
    end`,
  },
  {
    code: "NB211",
    title: "delay cannot be zero",
    matches: /delay cannot be zero/,
    means: "ngx.timer.every needs a delay above 0.",
    doThis: 'Use ngx.timer.at(0, f) for "as soon as possible", or a delay of at least 0.001 seconds.',
    more: `    ngx.timer.every(0, f)                   -- delay cannot be zero
    ngx.timer.at(0, f)                      -- once, soon
    ngx.timer.every(0.5, f)                 -- again and again, twice a second`,
  },
  {
    code: "NB212",
    title: "writing a global variable",
    matches: /writing a global Lua variable/,
    means: "A function set a variable that was not declared with local; all code of the worker shares it.",
    doThis: "Write local in front of the first assignment.",
    more: `Globals are shared by everything that a worker runs at the same time: while one light thread waits,
another can change the value. It is a warning; the script goes on.

    local function count() total = 0 end          -- writes a global
    local function count() local total = 0 end`,
  },
  {
    code: "NB213",
    title: "module not found",
    matches: /module '(?!ffi')[^']*' not found/,
    means: "require found no file for this name in any place that it searches.",
    doThis: "Check the spelling; for a library of your own, or one that you have fetched, name its folder: -I lib.",
    more: `The message lists each file that was tried. Dots in the name stand for folders: require "a.b" looks
for a/b.lua. Searched are the folders of -I, the current folder and the places of package.path, but not
the script's folder.

"ngxbox explain" alone lists what is there. Other libraries, such as resty.http, resty.mysql or
resty.template, are not part of ngxbox: fetch their .lua files into a folder, and name it by -I. What is
C code (.so files) or needs the ffi cannot be loaded here.`,
  },
  {
    code: "NB214",
    title: "loop or error while loading a module",
    matches: /loop or previous error loading module/,
    means: "Two modules require each other, or the module failed when it was loaded before.",
    doThis: "Look for an earlier error, and move one of the requires into the function that uses it.",
    more: `    -- a.lua
    local b = require "b"         -- b.lua requires a, which is not finished

A require inside of a function runs when the function is called, and by then both are loaded.`,
  },
  {
    code: "NB215",
    title: "a light thread or timer ended with an error",
    matches: /lua (?:entry|user) thread aborted: /,
    means: "An error stopped a timer's callback or a light thread; the rest of the script goes on.",
    doThis: 'Read the text after "runtime error:", and catch what you expect with pcall.',
    more: `"entry thread" is a timer's callback, "user thread" one of ngx.thread.spawn. For the latter,
ngx.thread.wait returns false and the error, too:

    local ok, err = ngx.thread.wait(ngx.thread.spawn(f))`,
  },
  {
    code: "NB216",
    title: "a shared dictionary is full",
    matches: /\bno memory\b/,
    means: "A shared dictionary is full, and making room did not help.",
    doThis: "Make it larger, --shdict 'cats 10m', or store less; give values a time to live.",
    more: `set drops the least recently used items to make room and says so with its third result; safe_set and
safe_add never drop anything and return nil, "no memory" instead.`,
  },
  {
    code: "NB217",
    title: "no light thread",
    matches: /coroutine that is not a user thread/,
    means: "ngx.thread.wait and ngx.thread.kill take light threads, and this is a coroutine of another kind.",
    doThis: "Make it with ngx.thread.spawn(f), which starts it at once; resume what coroutine.create made.",
    more: `    local thread = ngx.thread.spawn(function() ngx.sleep(1) return 7 end)
    ngx.say(ngx.thread.wait(thread))        -- true7

    local co = coroutine.create(function() return 7 end)
    ngx.say(coroutine.resume(co))           -- true7: it starts here`,
  },
  {
    code: "NB218",
    title: "a program could not be started",
    matches: /execvp\(\) failed while executing/,
    means: "spawn made a child process, which found no such program or was not allowed to run it.",
    doThis:
      'Check the name and PATH. A table is a program and its arguments, { "ls", "-l" }; a string is a shell\'s command.',
    more: `spawn itself does not fail, as in OpenResty: the child ends with the status 1, and the error log tells why.

    pipe.spawn({ "ls -l" })          -- looks for a program of the name "ls -l"
    pipe.spawn({ "ls", "-l" })
    pipe.spawn("ls -l | wc -l")      -- a shell runs it`,
  },
];

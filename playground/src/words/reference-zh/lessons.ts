/** Lessons: what an error means, what to do, and why it is so. Messages stay in English, as the program prints them. */
import type { Translations } from "./index.ts";

export const lessons: Translations = [
  // NB101
  ["The script reads a field of a global variable that does not exist.", "脚本读取了一个不存在的全局变量的字段。"],
  [
    'Check the spelling of the name, and load a library into a local first: local x = require "x".',
    '检查名字的拼写；库要先加载到局部变量：local x = require "x"。',
  ],
  [
    `Lua takes a name that is not declared with local for a global one, and a global that was
never set is nil. Most often the name is misspelled, or a library was not loaded:

    cjson.encode({})                     -- cjson was never loaded: nil
    local cjson = require "cjson"        -- now the local exists
    cjson.encode({})`,
    `没有用 local 声明的名字，Lua 都当作全局变量；从未赋值的全局变量是 nil。
最常见的原因是名字拼错了，或者库没有加载：

    cjson.encode({})                     -- cjson 从未加载：nil
    local cjson = require "cjson"        -- 现在有了局部变量
    cjson.encode({})`,
  ],
  // NB102
  ["The script reads a field of a value that is nil.", "脚本读取了 nil 的字段。"],
  [
    "Print the value before that line; if nil is possible, test for it: if x then ... end.",
    "在那一行之前打印这个值；如果可能是 nil，先判断：if x then ... end。",
  ],
  [
    `A table's missing field is nil, and nil has no fields. For a.b.c it is a.b that is nil. Functions
that can fail return nil and a message; look at both before you use the first:

    local res, err = dict:get("config")
    if not res then ngx.log(ngx.ERR, "no config: ", err) return end
    ngx.say(res.name)

A shared dictionary that is not declared is nil, too: ngx.shared.cats needs --shdict 'cats 1m'.`,
    `表里没有的字段是 nil，而 nil 没有字段。对 a.b.c 来说，是 a.b 为 nil。
可能失败的函数返回 nil 和一条消息；使用结果之前，两个都要看：

    local res, err = dict:get("config")
    if not res then ngx.log(ngx.ERR, "no config: ", err) return end
    ngx.say(res.name)

没有声明的共享字典也是 nil：ngx.shared.cats 需要先声明 cats。`,
  ],
  // NB103
  [
    "The script reads a field of a number, boolean, function or thread; only tables and strings have fields.",
    "脚本读取了数字、布尔值、函数或线程的字段；只有表和字符串有字段。",
  ],
  [
    "Print type(x) before that line, and find where x got this value.",
    "在那一行之前打印 type(x)，找出 x 的值从哪里来。",
  ],
  [
    `Often an earlier call returned something else than expected, or a name is used twice:

    local count = 5
    ngx.say(count.total)    -- attempt to index local 'count' (a number value)`,
    `常见的原因是前面的调用返回了意料之外的值，或者一个名字用了两次：

    local count = 5
    ngx.say(count.total)    -- attempt to index local 'count' (a number value)`,
  ],
  // NB104
  ["The script calls a function that does not exist under this name.", "脚本调用了一个不存在的函数。"],
  [
    "Check the spelling, whether the library has that function, and whether it needs a colon: obj:method().",
    "检查拼写、库里是否有这个函数，以及是否需要冒号：obj:method()。",
  ],
  [
    `The word before the name says where Lua looked: global (not declared, or declared further down),
field (the table lacks it), method (called with a colon), local or upvalue (declared, still nil).
A local function must stand above its use:

    local function main() helper() end    -- helper is a global here: nil
    local function helper() end
    main()`,
    `名字前面的词说明 Lua 在哪里查找：global（没有声明，或声明在更下面）、
field（表里没有）、method（用冒号调用）、local 或 upvalue（已声明，但还是 nil）。
局部函数必须写在使用它的地方之前：

    local function main() helper() end    -- 这里的 helper 是全局变量：nil
    local function helper() end
    main()`,
  ],
  // NB105
  [
    "The script calls a table, string, number or boolean as if it were a function.",
    "脚本把表、字符串、数字或布尔值当作函数来调用。",
  ],
  [
    "Look for a function's name that was given another value, or for a missing comma or operator before a bracket.",
    "看看是否有函数名被赋了别的值，或者括号前面少了逗号或运算符。",
  ],
  [
    `Two expressions without an operator between them read as a call:

    local t = { "a" ("b") }       -- calls the string "a": a comma is missing
    local type = "cat"
    ngx.say(type(5))              -- the local hides the function type`,
    `两个表达式之间没有运算符，就会被当作调用：

    local t = { "a" ("b") }       -- 调用了字符串 "a"：少了逗号
    local type = "cat"
    ngx.say(type(5))              -- 局部变量挡住了函数 type`,
  ],
  // NB106
  ["The script calculates with a value that is no number.", "脚本用不是数字的值来计算。"],
  [
    "Give a default, (x or 0) + 1, or turn text into a number with tonumber and test the result.",
    "给一个默认值，(x or 0) + 1；或用 tonumber 把文本转成数字，并检查结果。",
  ],
  [
    `A missing field and a key that a dictionary does not have are nil. Text that looks like a number
is turned into one, other text is not:

    local n = ngx.shared.cats:get("n")      -- nil for a new dictionary
    n = (n or 0) + 1
    local age = tonumber(arg[1])            -- nil if it is no number
    if not age then ngx.say("usage: age NUMBER") return end`,
    `表里没有的字段、字典里没有的键都是 nil。看起来像数字的文本会自动转成数字，
其他文本不会：

    local n = ngx.shared.cats:get("n")      -- 新字典里是 nil
    n = (n or 0) + 1
    local age = tonumber(arg[1])            -- 不是数字时为 nil
    if not age then ngx.say("usage: age NUMBER") return end`,
  ],
  // NB107
  ["The operator .. joins strings and numbers only.", "运算符 .. 只能连接字符串和数字。"],
  [
    'Use tostring(x), or give ngx.say several arguments: ngx.say("x is ", x).',
    '用 tostring(x)，或者给 ngx.say 多个参数：ngx.say("x is ", x)。',
  ],
  [
    `nil, booleans and tables have to be turned into text first:

    ngx.say("found: " .. tostring(found))
    ngx.say("found: ", found)               -- ngx.say does it by itself`,
    `nil、布尔值和表要先转成文本：

    ngx.say("found: " .. tostring(found))
    ngx.say("found: ", found)               -- ngx.say 会自己转换`,
  ],
  // NB108
  [
    "The operators < <= > >= compare two numbers or two strings, nothing else and nothing mixed.",
    "< <= > >= 只能比较两个数字或两个字符串，不能混用，也不能用于别的值。",
  ],
  [
    "Turn text into a number with tonumber before you compare, and give nil a default.",
    "比较之前先用 tonumber 把文本转成数字，并给 nil 一个默认值。",
  ],
  [
    `Arguments and input are strings even when they look like numbers:

    if arg[1] > 5 then end          -- attempt to compare number with string
    if tonumber(arg[1]) > 5 then end`,
    `参数和输入都是字符串，哪怕看起来像数字：

    if arg[1] > 5 then end          -- attempt to compare number with string
    if tonumber(arg[1]) > 5 then end`,
  ],
  // NB109
  ["The operator # works on strings and tables only.", "运算符 # 只能用于字符串和表。"],
  ["Make sure that the value was set: #(list or {}).", "确认这个值已经赋过：#(list or {})。"],
  [
    `    local lines                             -- nil
    ngx.say(#lines)    -- attempt to get length of local 'lines' (a nil value)
    ngx.say(#(lines or {}))                 -- 0`,
  ],
  // NB110
  [
    "A function was called with an argument of the wrong kind, or with too few of them.",
    "调用函数时，参数的类型不对，或者参数太少。",
  ],
  [
    "Compare the call with the function's parameters; with a colon, obj:f(a), the object itself is the first one.",
    "对照函数的参数检查调用；用冒号 obj:f(a) 时，对象本身是第一个参数。",
  ],
  [
    `The message tells which argument, what was expected and what came. "got no value" means that the
call has too few arguments. A dot in place of a colon shifts them all by one:

    local s = ngx.shared.cats
    s.get("key")                            -- the dictionary itself is missing
    s:get("key")`,
    `消息说明是第几个参数、应该是什么、实际是什么。"got no value" 表示调用的参数太少。
该用冒号的地方用了点，所有参数就会错开一位：

    local s = ngx.shared.cats
    s.get("key")                            -- 少了字典本身
    s:get("key")`,
  ],
  // NB111
  [
    "A callback must be a function that is written in Lua, and something else was given.",
    "回调必须是用 Lua 写的函数，这里给的是别的东西。",
  ],
  [
    "Give the function itself without calling it, or wrap a built-in one: function() print(1) end.",
    "给出函数本身，不要调用它；内置函数要包一层：function() print(1) end。",
  ],
  [
    `    ngx.timer.at(1, task())                 -- gives what task returns
    ngx.timer.at(1, task)                   -- gives the function
    ngx.timer.at(1, function(premature) print("tick") end)`,
    `    ngx.timer.at(1, task())                 -- 给出的是 task 的返回值
    ngx.timer.at(1, task)                   -- 给出的是函数
    ngx.timer.at(1, function(premature) print("tick") end)`,
  ],
  // NB112
  [
    "A table cannot have nil (or 0/0) as a key when something is stored.",
    "向表里存值时，键不能是 nil（也不能是 0/0）。",
  ],
  ["Find out why the key is nil before the assignment.", "找出赋值之前键为什么是 nil。"],
  [
    `    local t, name = {}, nil
    t[name] = 1                             -- table index is nil
    if name then t[name] = 1 end`,
  ],
  // NB113
  [
    "ngx.log writes texts, and a socket sends texts and lists of texts; this table is something else.",
    "ngx.log 只写文本，套接字发送文本和由文本组成的列表；这个表两者都不是。",
  ],
  [
    'Make text of it, require("cjson").encode(t), or write the fields that you need.',
    '先转成文本：require("cjson").encode(t)，或者只写需要的字段。',
  ],
  [
    `    ngx.log(ngx.ERR, { name = "Ada" })                       -- fails
    ngx.log(ngx.ERR, require("cjson").encode({ name = "Ada" }))

ngx.say and ngx.print leave such a table out on the command line, and write lists: { "a", { "b" } } is ab.
A table that error({ code = 5 }) throws is caught as that table: log err.code, or tostring(err).`,
    `    ngx.log(ngx.ERR, { name = "Ada" })                       -- 失败
    ngx.log(ngx.ERR, require("cjson").encode({ name = "Ada" }))

在命令行里，ngx.say 和 ngx.print 会略去这样的表；列表则会写出来：{ "a", { "b" } } 是 ab。
error({ code = 5 }) 抛出的表，捕获到的也是这个表：记录 err.code 或 tostring(err)。`,
  ],
  // NB201
  [
    "This function works only in other phases than the one that the code runs in.",
    "这个函数只能在别的阶段使用，不能在代码运行的这个阶段使用。",
  ],
  [
    "Leave it out, or see where it works: ngxbox explain NAME. A script under run is in a timer, and has no HTTP request.",
    "去掉它，或者看看它能在哪些阶段使用。脚本在定时器里运行，没有 HTTP 请求。",
  ],
  [
    `OpenResty runs Lua in phases, and each function is allowed in some of them. A script under run is in
the phase ngx.timer: sleeping, sockets, threads and timers work; ngx.req.*, ngx.var, ngx.header and
ngx.location.capture belong to a request. Ask with ngx.get_phase(), and see what a function needs with
"ngxbox explain NAME", for instance: ngxbox explain ngx.sleep`,
    `OpenResty 分阶段运行 Lua，每个函数只能在其中一些阶段使用。run 运行的脚本处于
ngx.timer 阶段：可以使用 sleep、套接字、线程和定时器；ngx.req.*、ngx.var、ngx.header
和 ngx.location.capture 属于请求。用 ngx.get_phase() 查看当前阶段；函数能用在哪些阶段，
可用 "ngxbox explain 名字" 查看，例如：ngxbox explain ngx.sleep`,
  ],
  // NB202
  [
    "More timers wait for their time than lua_max_pending_timers allows (usually 1024).",
    "等待中的定时器超过了 lua_max_pending_timers（通常是 1024）。",
  ],
  [
    "Start one timer that works through a list, or raise the limit: --http-conf 'lua_max_pending_timers 10000;'.",
    "用一个定时器处理一个列表，或者在设置里调高上限。",
  ],
  [
    `ngx.timer.at returns nil and this text; nothing is run then. A loop that starts a timer for each item
is the usual cause. Light threads cost less and have no such limit:

    for i, url in ipairs(urls) do threads[i] = ngx.thread.spawn(fetch, url) end
    for _, t in ipairs(threads) do ngx.thread.wait(t) end`,
    `ngx.timer.at 返回 nil 和这段文字，不会运行任何东西。常见的原因是在循环里为每一项
都启动一个定时器。轻量级线程开销更小，也没有这样的上限：

    for i, url in ipairs(urls) do threads[i] = ngx.thread.spawn(fetch, url) end
    for _, t in ipairs(threads) do ngx.thread.wait(t) end`,
  ],
  // NB203
  [
    "More timers run at one time than lua_max_running_timers allows (usually 256); this one was dropped.",
    "同时运行的定时器超过了 lua_max_running_timers（通常是 256），这一个被丢弃了。",
  ],
  [
    "Let callbacks finish sooner, or raise the limit: --http-conf 'lua_max_running_timers 1024;'.",
    "让回调早些结束，或者在设置里调高上限。",
  ],
  [
    `A callback that sleeps or waits for a socket counts as running. A timer that comes due beyond the
limit is lost, and only the error log tells so; ngx.timer.every tries again at its next time.`,
    `正在 sleep 或等待套接字的回调也算在运行。到期时已达上限的定时器会丢失，
只有错误日志里有记录；ngx.timer.every 会在下一个周期再试。`,
  ],
  // NB204
  [
    "Each running timer and each socket takes a connection of the worker, and all are in use.",
    "每个运行中的定时器和每个套接字都占用 worker 的一个连接，而连接已经用完。",
  ],
  ["Do less at one time, or raise the number: -c 1024.", "同时少做一些，或者调大连接数。"],
  [
    `resty gives the worker 64 connections unless -c says otherwise. The script itself runs in a timer
and takes one, so 63 are left for timers and sockets.`,
    `除非用 -c 另外指定，resty 给 worker 进程 64 个连接。脚本本身运行在定时器里，
占用一个，留给定时器和套接字的是 63 个。`,
  ],
  // NB205
  [
    "Something that waits (ngx.sleep, a socket, a lock) was called where Lua cannot be paused.",
    "在 Lua 不能暂停的地方调用了会等待的函数（ngx.sleep、套接字、锁）。",
  ],
  [
    "Do the waiting before or after: not inside table.sort, string.gsub or while a module is being loaded.",
    "把等待放到之前或之后：不要放在 table.sort、string.gsub 里，也不要放在模块加载时。",
  ],
  [
    `A light thread is paused while it waits. That is impossible while C code waits for the Lua function
to come back: comparing in table.sort, replacing in string.gsub, and the main part of a file that
require loads. Collect first, wait later:

    local names = {}
    text:gsub("%w+", function(name) names[#names + 1] = name end)
    for _, name in ipairs(names) do look_up(name) end      -- may wait here`,
    `轻量级线程等待时会被挂起。如果 C 代码正在等 Lua 函数返回，就不能挂起：
table.sort 的比较函数、string.gsub 的替换函数，以及 require 加载的文件的主体部分。
先收集，之后再等待：

    local names = {}
    text:gsub("%w+", function(name) names[#names + 1] = name end)
    for _, name in ipairs(names) do look_up(name) end      -- 这里可以等待`,
  ],
  // NB206
  ["The coroutine has already ended, by its return or by an error.", "协程已经结束：它返回了，或者出错了。"],
  [
    "Test coroutine.status(co) before you resume it, and look at what the last resume returned.",
    "resume 之前先看 coroutine.status(co)，并检查上一次 resume 的返回值。",
  ],
  [
    `    local co = coroutine.create(function() error("oops") end)
    print(coroutine.resume(co))         -- false, ...oops: it is dead now
    print(coroutine.resume(co))         -- false, cannot resume dead coroutine`,
    `    local co = coroutine.create(function() error("oops") end)
    print(coroutine.resume(co))         -- false, ...oops：它现在已经结束
    print(coroutine.resume(co))         -- false, cannot resume dead coroutine`,
  ],
  // NB207
  ["A coroutine tried to resume itself, or one that waits for it.", "协程试图恢复它自己，或者恢复正在等它的协程。"],
  ['Resume only coroutines whose coroutine.status is "suspended".', '只恢复 coroutine.status 为 "suspended" 的协程。'],
  [
    `    local co
    co = coroutine.create(function() print(coroutine.resume(co)) end)
    coroutine.resume(co)            -- false, cannot resume running coroutine`,
  ],
  // NB208
  [
    "The light thread was waited for or killed before; both are possible once.",
    "这个轻量级线程已经被 wait 或 kill 过了；每个只能一次。",
  ],
  [
    "Keep the results of ngx.thread.wait, and forget the thread afterwards.",
    "把 ngx.thread.wait 的结果存下来，之后不再使用这个线程。",
  ],
  [
    `ngx.thread.wait with several threads returns for the first that ends; take that one out of the list
before you wait for the rest:

    local ok, res = ngx.thread.wait(a, b)   -- one of them
    ngx.thread.kill(a)                 -- fails for the one that was waited for`,
    `ngx.thread.wait 等待多个线程时，最先结束的那个一结束就返回；
再等待其余的之前，要把它从列表里去掉：

    local ok, res = ngx.thread.wait(a, b)   -- 其中的一个
    ngx.thread.kill(a)                 -- 如果等到的是它，这里就会失败`,
  ],
  // NB209
  [
    "A light thread can be waited for, and killed, only by the thread that spawned it.",
    "轻量级线程只能由创建它的线程来 wait 或 kill。",
  ],
  [
    "Wait where the thread was spawned, and pass results through a table or ngx.semaphore.",
    "在 spawn 的地方等待，用表或 ngx.semaphore 传递结果。",
  ],
  [
    `    local inner
    local function nap() ngx.sleep(1) end
    local outer = ngx.thread.spawn(function() inner = ngx.thread.spawn(nap) end)
    ngx.thread.wait(outer)
    ngx.thread.wait(inner)         -- only the parent coroutine can wait on it`,
  ],
  // NB210
  [
    "The worker is about to stop, and takes on no new timer with a delay.",
    "worker 即将停止，不再接受有延时的新定时器。",
  ],
  [
    "When a callback's first argument, premature, is true: finish the work and start no new timer.",
    "回调的第一个参数 premature 为 true 时：做完手头的事，不再启动定时器。",
  ],
  [
    `Waiting timers are called once more with premature = true when the worker stops:

    local function tick(premature)
      if premature then return end
      ngx.timer.at(1, tick)
    end`,
    `worker 进程停止时，等待中的定时器会以 premature = true 再调用一次：

    local function tick(premature)
      if premature then return end
      ngx.timer.at(1, tick)
    end`,
  ],
  // NB211
  ["ngx.timer.every needs a delay above 0.", "ngx.timer.every 的间隔必须大于 0。"],
  [
    'Use ngx.timer.at(0, f) for "as soon as possible", or a delay of at least 0.001 seconds.',
    "想要“尽快”就用 ngx.timer.at(0, f)，否则间隔至少 0.001 秒。",
  ],
  [
    `    ngx.timer.every(0, f)                   -- delay cannot be zero
    ngx.timer.at(0, f)                      -- once, soon
    ngx.timer.every(0.5, f)                 -- again and again, twice a second`,
    `    ngx.timer.every(0, f)                   -- delay cannot be zero
    ngx.timer.at(0, f)                      -- 尽快运行一次
    ngx.timer.every(0.5, f)                 -- 反复运行，每秒两次`,
  ],
  // NB212
  [
    "A function set a variable that was not declared with local; all code of the worker shares it.",
    "函数给一个没有用 local 声明的变量赋了值；worker 里的全部代码共用它。",
  ],
  ["Write local in front of the first assignment.", "在第一次赋值前面加上 local。"],
  [
    `Globals are shared by everything that a worker runs at the same time: while one light thread waits,
another can change the value. It is a warning; the script goes on.

    local function count() total = 0 end          -- writes a global
    local function count() local total = 0 end`,
    `worker 进程里同时运行的所有代码共用全局变量：一个轻量级线程等待时，
另一个可能改变它的值。这只是警告，脚本会继续运行。

    local function count() total = 0 end          -- 写入了全局变量
    local function count() local total = 0 end`,
  ],
  // NB213
  [
    "require found no file for this name in any place that it searches.",
    "require 在它查找的各个位置都没有找到这个名字的文件。",
  ],
  [
    "Check the spelling; for a library of your own, or one that you have fetched, name its folder: -I lib.",
    "检查拼写；自己的库或者下载来的库，要作为项目里的文件加进来。",
  ],
  [
    `The message lists each file that was tried. Dots in the name stand for folders: require "a.b" looks
for a/b.lua. Searched are the folders of -I, the current folder and the places of package.path, but not
the script's folder.

"ngxbox explain" alone lists what is there. Other libraries, such as resty.http, resty.mysql or
resty.template, are not part of ngxbox: fetch their .lua files into a folder, and name it by -I. What is
C code (.so files) or needs the ffi cannot be loaded here.`,
    `消息列出了尝试过的每个文件。名字里的点代表目录：require "a.b" 查找 a/b.lua。
查找的位置有 -I 指定的目录、当前目录和 package.path，但不包括脚本所在的目录。

不带参数的 ngxbox explain 会列出自带的内容。其他库，例如 resty.http、resty.mysql 或
resty.template，不在 ngxbox 里：把它们的 .lua 文件下载到一个目录，用 -I 指定它。用 C 编写的
（.so 文件）或者需要 ffi 的库不能在这里加载。`,
  ],
  // NB214
  [
    "Two modules require each other, or the module failed when it was loaded before.",
    "两个模块互相 require，或者模块之前加载时已经失败。",
  ],
  [
    "Look for an earlier error, and move one of the requires into the function that uses it.",
    "看看更早的错误，把其中一个 require 移到使用它的函数里。",
  ],
  [
    `    -- a.lua
    local b = require "b"         -- b.lua requires a, which is not finished

A require inside of a function runs when the function is called, and by then both are loaded.`,
    `    -- a.lua
    local b = require "b"         -- b.lua 又 require a，而 a 还没有加载完

写在函数里的 require 到函数被调用时才运行，那时两个模块都已加载。`,
  ],
  // NB215
  [
    "An error stopped a timer's callback or a light thread; the rest of the script goes on.",
    "一个错误结束了定时器的回调或轻量级线程；脚本的其余部分继续运行。",
  ],
  [
    'Read the text after "runtime error:", and catch what you expect with pcall.',
    '看 "runtime error:" 后面的文字，预料之中的错误用 pcall 捕获。',
  ],
  [
    `"entry thread" is a timer's callback, "user thread" one of ngx.thread.spawn. For the latter,
ngx.thread.wait returns false and the error, too:

    local ok, err = ngx.thread.wait(ngx.thread.spawn(f))`,
    `"entry thread" 是定时器的回调，"user thread" 是 ngx.thread.spawn 派生的线程。
对后者，ngx.thread.wait 也会返回 false 和错误：

    local ok, err = ngx.thread.wait(ngx.thread.spawn(f))`,
  ],
  // NB216
  ["A shared dictionary is full, and making room did not help.", "共享字典已满，腾出空间也不够。"],
  [
    "Make it larger, --shdict 'cats 10m', or store less; give values a time to live.",
    "把它调大，或者少存一些；给值设置过期时间。",
  ],
  [
    `set drops the least recently used items to make room and says so with its third result; safe_set and
safe_add never drop anything and return nil, "no memory" instead.`,
    `set 会淘汰最久未使用的条目来腾出空间，并用第三个返回值说明；safe_set 和 safe_add
从不淘汰，而是返回 nil, "no memory"。`,
  ],
  // NB217
  [
    "ngx.thread.wait and ngx.thread.kill take light threads, and this is a coroutine of another kind.",
    "ngx.thread.wait 和 ngx.thread.kill 需要轻线程，而这是另一种协程。",
  ],
  [
    "Make it with ngx.thread.spawn(f), which starts it at once; resume what coroutine.create made.",
    "用 ngx.thread.spawn(f) 创建，它会立即开始运行；coroutine.create 创建的协程要用 resume 恢复。",
  ],
  [
    `    local thread = ngx.thread.spawn(function() ngx.sleep(1) return 7 end)
    ngx.say(ngx.thread.wait(thread))        -- true7

    local co = coroutine.create(function() return 7 end)
    ngx.say(coroutine.resume(co))           -- true7: it starts here`,
    `    local thread = ngx.thread.spawn(function() ngx.sleep(1) return 7 end)
    ngx.say(ngx.thread.wait(thread))        -- true7

    local co = coroutine.create(function() return 7 end)
    ngx.say(coroutine.resume(co))           -- true7：到这里才开始`,
  ],
  // NB218
  [
    "spawn made a child process, which found no such program or was not allowed to run it.",
    "spawn 创建了子进程，但子进程找不到这个程序，或者不允许运行它。",
  ],
  [
    'Check the name and PATH. A table is a program and its arguments, { "ls", "-l" }; a string is a shell\'s command.',
    '检查名字和 PATH。表是程序和它的参数：{ "ls", "-l" }；字符串是 shell 的命令。',
  ],
  [
    `spawn itself does not fail, as in OpenResty: the child ends with the status 1, and the error log tells why.

    pipe.spawn({ "ls -l" })          -- looks for a program of the name "ls -l"
    pipe.spawn({ "ls", "-l" })
    pipe.spawn("ls -l | wc -l")      -- a shell runs it`,
    `spawn 本身不会失败，这和 OpenResty 一样：子进程以状态 1 结束，错误日志说明原因。

    pipe.spawn({ "ls -l" })          -- 查找名字是 "ls -l" 的程序
    pipe.spawn({ "ls", "-l" })
    pipe.spawn("ls -l | wc -l")      -- 由 shell 运行`,
  ],
  // NB301
  [
    "Functions called each other too deeply, most often one that calls itself without an end.",
    "函数之间调用得太深，最常见的是函数不停地调用自己。",
  ],
  ["Check the condition that ends the recursion, or use a loop.", "检查结束递归的条件，或者改用循环。"],
  [
    `    local function sum(n) return n + sum(n - 1) end            -- never ends
    local function sum(n) if n == 0 then return 0 end return n + sum(n - 1) end

A metatable whose __index asks the same table again does it, too: use rawget there.`,
    `    local function sum(n) return n + sum(n - 1) end            -- 永不结束
    local function sum(n) if n == 0 then return 0 end return n + sum(n - 1) end

元表的 __index 又去读取同一张表，也会这样：那里请用 rawget。`,
  ],
  // NB302
  ["A value would be larger than there is memory for.", "一个值会大到超出可用的内存。"],
  [
    "Look for a loop that builds a longer and longer string or table, and for a huge count in string.rep.",
    "看看是否有循环在不断加长字符串或表，或者 string.rep 的次数太大。",
  ],
  [
    `Work in pieces, and write each out before the next one:

    for line in io.lines("big.txt") do ngx.say(#line) end    -- one by one`,
    `分段处理，写出一段之后再处理下一段：

    for line in io.lines("big.txt") do ngx.say(#line) end    -- 一行一行地处理`,
  ],
  // NB303
  [
    "LuaJIT's ffi and its 64-bit numbers (10LL, 5ULL) need LuaJIT itself.",
    "LuaJIT 的 ffi 和 64 位整数（10LL、5ULL）需要 LuaJIT 本身。",
  ],
  [
    "Use plain numbers, which are exact up to 2^53, and the functions of the bit library.",
    "用普通数字，它们在 2^53 以内是精确的；位运算用 bit 库。",
  ],
  [
    `The ffi calls machine code, and there is none to call here. Libraries that use it only for speed often
have a plain form. Numbers beyond 2^53 can be kept as strings.`,
    `ffi 调用机器码，而这里没有机器码可以调用。只为了速度而使用 ffi 的库，
往往也有普通的版本。超过 2^53 的数可以用字符串保存。`,
  ],
  // NB304
  ["The file to run does not exist at this path.", "要运行的文件不在这个路径。"],
  [
    "Check the path; it starts in the current folder. Options go before the script, its arguments after it.",
    "检查路径；它从当前目录开始。选项写在脚本之前，脚本的参数写在之后。",
  ],
  [
    `The first word that is no option is the script, even after -e:

    ngxbox run -e 'print(1)' x              -- x is taken for a script
    ngxbox run script.lua x                 -- x is arg[1]`,
    `第一个不是选项的词就是脚本，即使写在 -e 之后：

    ngxbox run -e 'print(1)' x              -- x 被当作脚本
    ngxbox run script.lua x                 -- x 是 arg[1]`,
  ],
  // NB305
  ["The command line has options, but no script and no -e.", "命令行只有选项，没有脚本，也没有 -e。"],
  [
    "Name a script or give code: ngxbox run -e 'ngx.say(\"hi\")'.",
    "写上脚本，或给出代码：ngxbox run -e 'ngx.say(\"hi\")'。",
  ],
  [
    `    ngxbox run script.lua
    ngxbox run -e 'ngx.say(ngx.time())'`,
  ],
  // NB306
  ["nginx's configuration has no directive of this name.", "nginx 的配置里没有这个名字的指令。"],
  [
    "Check the spelling and the semicolon of the line before; ngxbox run --dump-nginx-conf shows the text.",
    "检查拼写，以及上一行的分号。",
  ],
  [
    `What --http-conf and --main-conf add is read by nginx's grammar, line numbers and all. A directive ends
with a semicolon; without it the next line belongs to it:

    --http-conf 'lua_max_pending_timers 2000;'`,
    `--http-conf 和 --main-conf 添加的内容按 nginx 的语法读取，行号也一样。指令以分号结束；
没有分号，下一行也算在这条指令里：

    --http-conf 'lua_max_pending_timers 2000;'`,
  ],
  // NB307
  [
    "nginx knows the directive, but not here, not so often or not with these arguments.",
    "nginx 认识这个指令，但它不能用在这里、不能用这么多次，或者参数不对。",
  ],
  [
    "lua_* directives belong into --http-conf, env into --main-conf; some are set already and cannot be set twice.",
    "lua_* 指令属于 http，env 属于 main；有些已经设置过，不能再设一次。",
  ],
  [
    `ngxbox run --dump-nginx-conf prints what there is. lua_socket_log_errors, access_log, resolver and
lua_regex_cache_max_entries are set there, and shared dictionaries by --shdict.`,
    `ngxbox run --dump-nginx-conf 会打印已有的配置。lua_socket_log_errors、access_log、
resolver 和 lua_regex_cache_max_entries 已在其中设置，共享字典由 --shdict 设置。`,
  ],
  // NB308
  ["There is no log level of this name.", "没有这个名字的日志级别。"],
  [
    "Use one of: debug, info, notice, warn, error, crit, alert, emerg.",
    "可用的有：debug、info、notice、warn、error、crit、alert、emerg。",
  ],
  [
    `The level given is the least that is shown: --errlog-level info shows ngx.INFO and everything above.
ngx.log takes the constants ngx.DEBUG to ngx.EMERG (and ngx.STDERR), not names.`,
    `给出的级别是显示的最低级别：--errlog-level info 显示 ngx.INFO 以及更严重的日志。
ngx.log 的参数是常量 ngx.DEBUG 到 ngx.EMERG（以及 ngx.STDERR），不是名字。`,
  ],
  // NB309
  ["A shared dictionary needs a name and a size of at least 8k.", "共享字典需要名字，以及至少 8k 的大小。"],
  ["Write it so: --shdict 'cats 1m' (k and m are allowed).", "这样写：cats 1m（可以用 k 和 m）。"],
  ["    ngxbox run --shdict 'cats 100k' -e 'ngx.shared.cats:set(\"a\", 1)'"],
  // NB310
  [
    "A sandbox begins with nothing, and the script has asked for something that it was not granted.",
    "沙箱起初什么权限都没有，脚本要的东西没有被授予。",
  ],
  [
    "Grant it by the option that the message names, if the script should have it.",
    "如果脚本应该拥有它，就用消息里提到的选项授予。",
  ],
  [
    `The script itself meets what it would meet on a machine that is locked down: nil and "permission denied",
or a variable that is not there. A path counts by where it leads, an address by what is dialled. In a
program it is createSandbox({ permissions: { read: ["/data"], net: ["127.0.0.1:6379"] } }), and what was
refused stands in \`denied\` of each result.`,
    `脚本自己遇到的，和在一台严加限制的机器上一样：nil 和 "permission denied"，
或者不存在的变量。路径以它最终指向哪里为准，地址以实际连接的为准。在程序里写成
createSandbox({ permissions: { read: ["/data"], net: ["127.0.0.1:6379"] } })；
被拒绝的内容列在每个结果的 \`denied\` 里。`,
  ],
  // NB311
  [
    "The script has used up what a sandbox lets it have; the exit status is 124.",
    "脚本用完了沙箱允许的份额；退出状态是 124。",
  ],
  [
    "Look for what does not end, or give it more: --limit cpuMs=5000 (in a program: limits: { cpuMs: 5000 }).",
    "看看是什么没有结束，或者给它更多。",
  ],
  [
    `cpuMs is processor time, wallMs real time, instructions are calls and jumps backwards; outputBytes is
what is printed, memoryMb what is kept. A script cannot catch it.`,
    `cpuMs 是处理器时间，wallMs 是实际经过的时间，instructions 是调用和向后跳转的次数；
outputBytes 是打印的字节数，memoryMb 是占用的内存。脚本无法捕获这个错误。`,
  ],
  // NB312
  [
    "A sandbox has as many light threads alive as limits.threads allows (usually 10000).",
    "沙箱里同时存在的轻量级线程最多为 limits.threads（通常是 10000）。",
  ],
  [
    "Wait for some with ngx.thread.wait before more are spawned, or give it more: --limit threads=20000.",
    "再创建之前，先用 ngx.thread.wait 等待一些线程结束。",
  ],
  [
    `Workers that take work from a list need few threads, however long the list is:

    local function work() while #jobs > 0 do do_it(table.remove(jobs)) end end
    for n = 1, 10 do threads[n] = ngx.thread.spawn(work) end`,
    `让几个线程从列表里领取工作：不管列表多长，需要的线程都很少：

    local function work() while #jobs > 0 do do_it(table.remove(jobs)) end end
    for n = 1, 10 do threads[n] = ngx.thread.spawn(work) end`,
  ],
  // NB401
  ["A function, if, for, while or repeat is not closed.", "function、if、for、while 或 repeat 没有结束。"],
  [
    'Look at the line that the message names after "to close", and add the missing end.',
    '看消息里 "to close" 后面的那一行，补上缺少的 end。',
  ],
  [
    `The error is found at the end of the file, its cause is further up. Even indentation shows it:

    for i = 1, 3 do
      if i > 1 then
        ngx.say(i)
    end                     -- closes the if; the for is still open`,
    `错误在文件末尾才被发现，原因在更上面。缩进整齐就能看出来：

    for i = 1, 3 do
      if i > 1 then
        ngx.say(i)
    end                     -- 结束的是 if；for 还没有结束`,
  ],
  // NB402
  [
    "A bracket that was opened is not closed, or a comma is missing between the items in it.",
    "打开的括号没有关闭，或者括号里的项目之间少了逗号。",
  ],
  [
    'Look just before the place that "near" names, and at the line that "to close" names.',
    '看 "near" 所指位置之前，以及 "to close" 所指的那一行。',
  ],
  [
    `    ngx.say("x"             -- the closing bracket is missing
    local t = { 1 2 }       -- a comma is missing: '}' expected near '2'`,
    `    ngx.say("x"             -- 少了右括号
    local t = { 1 2 }       -- 少了逗号：'}' expected near '2'`,
  ],
  // NB403
  ["A quoted text does not end on its line.", "带引号的文本没有在本行结束。"],
  [
    'Add the closing quote; write a quote inside as \\" and a line break as \\n, or use [[ ... ]].',
    '补上引号；文本里的引号写成 \\"，换行写成 \\n，或者用 [[ ... ]]。',
  ],
  [
    `    ngx.say("hello)                 -- no closing quote
    ngx.say('it''s')                -- Lua does not double quotes
    ngx.say("it's", 'or \\'so\\'')
    local text = [[
    several
    lines]]`,
    `    ngx.say("hello)                 -- 少了后引号
    ngx.say('it''s')                -- Lua 不用两个引号表示一个引号
    ngx.say("it's", 'or \\'so\\'')
    local text = [[
    several
    lines]]`,
  ],
  // NB404
  ["A [[ or --[[ has no ]] that closes it.", "[[ 或 --[[ 没有对应的 ]]。"],
  ["Add ]], with as many = between the brackets as at the start.", "补上 ]]，括号之间的 = 要和开头一样多。"],
  [
    `    local a = [==[ text with ]] inside ]==]
    --[[ a comment over
         several lines ]]`,
    `    local a = [==[ text with ]] inside ]==]
    --[[ 跨越
         多行的注释 ]]`,
  ],
  // NB405
  [
    "At this place Lua expects a statement or a value, and the symbol can start neither.",
    "这里应该是语句或值，而这个符号不能作为开头。",
  ],
  [
    'Look at the symbol after "near" and at what stands before it; Lua has no +=, ++, != or &&.',
    '看 "near" 后面的符号和它前面的内容；Lua 没有 +=、++、!= 和 &&。',
  ],
  [
    `Lua writes some things in its own way:

    i = i + 1               -- not i++ or i += 1
    if a ~= b then          -- not !=
    if a and not b then     -- not && and !
    local x = = 1           -- one = too many`,
    `有些东西 Lua 有自己的写法：

    i = i + 1               -- 不是 i++ 或 i += 1
    if a ~= b then          -- 不是 !=
    if a and not b then     -- 不是 && 和 !
    local x = = 1           -- 多了一个 =`,
  ],
  // NB406
  ["A line starts with a name and is neither an assignment nor a call.", "这一行以名字开头，但既不是赋值也不是调用。"],
  [
    "Check for a misspelled keyword (lokal, fucntion), a missing bracket of a call, or +=.",
    "检查关键字是否拼错（lokal、fucntion）、调用是否少了括号，或者用了 +=。",
  ],
  [
    `    lokal x = 1             -- '=' expected near 'x'
    ngx.say "hi"            -- fine: a call with one string needs no brackets
    ngx.say 5               -- '=' expected near '5': a number does`,
    `    lokal x = 1             -- '=' expected near 'x'
    ngx.say "hi"            -- 可以：只有一个字符串参数的调用不需要括号
    ngx.say 5               -- '=' expected near '5'：数字则需要`,
  ],
  // NB407
  ["An if needs then after its condition, a for or while needs do.", "if 的条件后面需要 then，for 和 while 需要 do。"],
  ["Add the word; compare with == and not with a single =.", "补上这个词；比较要用 ==，不是单个 =。"],
  [
    `    if x = 1 then end       -- 'then' expected near '=': write ==
    if x == 1 then end
    while x < 3 do x = x + 1 end`,
    `    if x = 1 then end       -- 'then' expected near '='：应写 ==
    if x == 1 then end
    while x < 3 do x = x + 1 end`,
  ],
  // NB408
  [
    "Lua found more text where the script should be over: an end too many, or a statement after return.",
    "脚本应该结束的地方还有内容：多了一个 end，或者 return 后面还有语句。",
  ],
  [
    "Remove the surplus end, or let return be the last statement of its block: do return end.",
    "去掉多余的 end，或者让 return 成为块里的最后一句：do return end。",
  ],
  [
    `    return 5
    ngx.say("never")        -- '<eof>' expected near 'ngx'`,
  ],
  // NB409
  [
    "Here must stand a variable's name, and something else does; keywords cannot be names.",
    "这里应该是变量名，却是别的东西；关键字不能当名字。",
  ],
  [
    "Choose another name than and, end, function, goto, in, not, or, repeat, then, until and the like.",
    "换一个名字，不要用 and、end、function、goto、in、not、or、repeat、then、until 等。",
  ],
  [
    `    local end = 5           -- '<name>' expected near 'end'
    t.end = 5               -- the same; t["end"] = 5 works`,
    `    local end = 5           -- '<name>' expected near 'end'
    t.end = 5               -- 同样出错；t["end"] = 5 可以`,
  ],
  // NB410
  ["Digits are followed by letters or dots that make no number.", "数字后面跟着字母或点，不成为数字。"],
  [
    "Names cannot start with a digit, and .. between numbers needs spaces: 1 .. 2.",
    "名字不能以数字开头；数字之间的 .. 需要空格：1 .. 2。",
  ],
  [
    `    local 3d = 1            -- a name cannot start with a digit
    ngx.say(1..2)           -- malformed number near '1..2'
    ngx.say(1 .. 2)         -- 12`,
    `    local 3d = 1            -- 名字不能以数字开头
    ngx.say(1..2)           -- malformed number near '1..2'
    ngx.say(1 .. 2)         -- 12`,
  ],
  // NB411
  [
    "A break stands in no loop, or a goto has no label that it may jump to.",
    "break 不在循环里，或者 goto 没有可以跳转的标签。",
  ],
  [
    "Use return to leave a function; put ::continue:: as the last thing in the loop's body.",
    "离开函数用 return；::continue:: 放在循环体的最后。",
  ],
  [
    `    for i = 1, 5 do
      if i == 3 then goto continue end
      ngx.say(i)
      ::continue::
    end`,
  ],
  // NB412
  ["A function without ... among its parameters uses it.", "函数使用了 ...，但参数里没有它。"],
  [
    "Add it to the parameters, function f(...), or keep it outside in a local.",
    "加到参数里：function f(...)，或者在外面先存到局部变量。",
  ],
  [
    `    local function f(...)
      local args = { ... }
      return function() return args[1] end
    end`,
  ],
  // NB413
  ["The text is not Lua at the place that the message names.", "消息所指的位置不是 Lua。"],
  [
    "Look at the line, and at the one before it; ngxbox check FILE reads a file without running it.",
    "看看这一行，以及上一行。",
  ],
  [
    '"near" quotes the first piece of text that does not fit. What is missing is most often just before.',
    '"near" 后面引用的是第一处不符合语法的文本。缺少的东西往往就在它前面。',
  ],
];

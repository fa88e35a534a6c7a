/** Lessons in Chinese, by their codes: what an error means, and what to do. */
import type { Lesson } from "../../../src/cli/lessons.ts";

type Translated = Pick<Lesson, "means" | "doThis">;

export const chinese: Readonly<Record<string, Translated>> = {
  NB101: lesson(
    "脚本读取了一个不存在的全局变量的字段。",
    '检查名字的拼写；库要先加载到局部变量：local x = require "x"。',
  ),
  NB102: lesson("脚本读取了 nil 的字段。", "在那一行之前打印这个值；如果可能是 nil，先判断：if x then ... end。"),
  NB103: lesson(
    "脚本读取了数字、布尔值或函数的字段；只有表和字符串有字段。",
    "在那一行之前打印 type(x)，找出 x 的值从哪里来。",
  ),
  NB104: lesson("脚本调用了一个不存在的函数。", "检查拼写、库里是否有这个函数，以及是否需要冒号：obj:method()。"),
  NB105: lesson(
    "脚本把表、字符串、数字或布尔值当作函数来调用。",
    "看看是否有函数名被赋了别的值，或者括号前面少了逗号或运算符。",
  ),
  NB106: lesson("脚本用不是数字的值来计算。", "给一个默认值，(x or 0) + 1；或用 tonumber 把文本转成数字，并检查结果。"),
  NB107: lesson("运算符 .. 只能连接字符串和数字。", '用 tostring(x)，或者给 ngx.say 多个参数：ngx.say("x is ", x)。'),
  NB108: lesson(
    "< <= > >= 只能比较两个数字或两个字符串，不能混用，也不能用于别的值。",
    "比较之前先用 tonumber 把文本转成数字，并给 nil 一个默认值。",
  ),
  NB109: lesson("运算符 # 只能用于字符串和表。", "确认这个值已经赋过：#(list or {})。"),
  NB110: lesson(
    "调用函数时，参数的类型不对，或者参数太少。",
    "对照函数的参数检查调用；用冒号 obj:f(a) 时，对象本身是第一个参数。",
  ),
  NB111: lesson(
    "回调必须是用 Lua 写的函数，这里给的是别的东西。",
    "给出函数本身，不要调用它；内置函数要包一层：function() print(1) end。",
  ),
  NB112: lesson("向表里存值时，键不能是 nil（也不能是 0/0）。", "找出赋值之前键为什么是 nil。"),
  NB201: lesson(
    "这个函数只能在别的阶段使用，不能在代码运行的这个阶段使用。",
    "脚本在定时器里运行：HTTP 请求的函数在那里没有请求可用。",
  ),
  NB202: lesson(
    "等待中的定时器超过了 lua_max_pending_timers（通常是 1024）。",
    "用一个定时器处理一个列表，或者在设置里调高上限。",
  ),
  NB203: lesson(
    "同时运行的定时器超过了 lua_max_running_timers（通常是 256），这一个被丢弃了。",
    "让回调早些结束，或者在设置里调高上限。",
  ),
  NB204: lesson(
    "每个运行中的定时器和每个套接字都占用 worker 的一个连接，而连接已经用完。",
    "同时少做一些，或者调大连接数。",
  ),
  NB205: lesson(
    "在 Lua 不能暂停的地方调用了会等待的函数（ngx.sleep、套接字、锁）。",
    "把等待放到之前或之后：不要放在 table.sort、string.gsub 里，也不要放在模块加载时。",
  ),
  NB206: lesson(
    "协程已经结束：它返回了，或者出错了。",
    "resume 之前先看 coroutine.status(co)，并检查上一次 resume 的返回值。",
  ),
  NB207: lesson("协程试图恢复它自己，或者恢复正在等它的协程。", '只恢复 coroutine.status 为 "suspended" 的协程。'),
  NB208: lesson(
    "这个轻线程已经被 wait 或 kill 过了；每个只能一次。",
    "把 ngx.thread.wait 的结果存下来，之后不再使用这个线程。",
  ),
  NB209: lesson("轻线程只能由创建它的线程来 wait 或 kill。", "在 spawn 的地方等待，用表或 ngx.semaphore 传递结果。"),
  NB210: lesson(
    "worker 即将停止，不再接受有延时的新定时器。",
    "回调的第一个参数 premature 为 true 时：做完手头的事，不再启动定时器。",
  ),
  NB211: lesson("ngx.timer.every 的间隔必须大于 0。", "想要“尽快”就用 ngx.timer.at(0, f)，否则间隔至少 0.001 秒。"),
  NB212: lesson("函数给一个没有用 local 声明的变量赋了值；worker 里的全部代码共用它。", "在第一次赋值前面加上 local。"),
  NB213: lesson("require 在它查找的各个位置都没有找到这个名字的文件。", "检查拼写；自己的库要作为项目里的文件加进来。"),
  NB214: lesson(
    "两个模块互相 require，或者模块之前加载时已经失败。",
    "看看更早的错误，把其中一个 require 移到使用它的函数里。",
  ),
  NB215: lesson(
    "一个错误结束了定时器的回调或轻线程；脚本的其余部分继续运行。",
    '看 "runtime error:" 后面的文字，预料之中的错误用 pcall 捕获。',
  ),
  NB216: lesson("共享字典已满，腾出空间也不够。", "把它调大，或者少存一些；给值设置过期时间。"),
  NB301: lesson("函数之间调用得太深，最常见的是函数不停地调用自己。", "检查结束递归的条件，或者改用循环。"),
  NB302: lesson("一个值会大到超出可用的内存。", "看看是否有循环在不断加长字符串或表，或者 string.rep 的次数太大。"),
  NB303: lesson(
    "LuaJIT 的 ffi 和 64 位整数（10LL、5ULL）需要 LuaJIT 本身。",
    "用普通数字，它们在 2^53 以内是精确的；位运算用 bit 库。",
  ),
  NB304: lesson("要运行的文件不在这个路径。", "检查路径；它从当前目录开始。选项写在脚本之前，脚本的参数写在之后。"),
  NB305: lesson("命令行只有选项，没有脚本，也没有 -e。", "写上脚本，或给出代码：ngxbox run -e 'ngx.say(\"hi\")'。"),
  NB306: lesson("nginx 的配置里没有这个名字的指令。", "检查拼写，以及上一行的分号。"),
  NB307: lesson(
    "nginx 认识这个指令，但它不能用在这里、不能用这么多次，或者参数不对。",
    "lua_* 指令属于 http，env 属于 main；有些已经设置过，不能再设一次。",
  ),
  NB308: lesson("没有这个名字的日志级别。", "可用的有：debug、info、notice、warn、error、crit、alert、emerg。"),
  NB309: lesson("共享字典需要名字，以及至少 8k 的大小。", "这样写：cats 1m（可以用 k 和 m）。"),
  NB310: lesson("沙箱起初什么权限都没有，脚本要的东西没有被授予。", "如果脚本应该拥有它，就用消息里提到的选项授予。"),
  NB311: lesson("脚本用完了沙箱允许的份额；退出状态是 124。", "看看是什么没有结束，或者给它更多。"),
  NB312: lesson(
    "沙箱里同时存在的轻线程最多为 limits.threads（通常是 10000）。",
    "再创建之前，先用 ngx.thread.wait 等待一些线程结束。",
  ),
  NB401: lesson("function、if、for、while 或 repeat 没有结束。", '看消息里 "to close" 后面的那一行，补上缺少的 end。'),
  NB402: lesson(
    "打开的括号没有关闭，或者括号里的项目之间少了逗号。",
    '看 "near" 所指位置之前，以及 "to close" 所指的那一行。',
  ),
  NB403: lesson("带引号的文本没有在本行结束。", '补上引号；文本里的引号写成 \\"，换行写成 \\n，或者用 [[ ... ]]。'),
  NB404: lesson("[[ 或 --[[ 没有对应的 ]]。", "补上 ]]，括号之间的 = 要和开头一样多。"),
  NB405: lesson(
    "这里应该是语句或值，而这个符号不能作为开头。",
    '看 "near" 后面的符号和它前面的内容；Lua 没有 +=、++、!= 和 &&。',
  ),
  NB406: lesson(
    "这一行以名字开头，但既不是赋值也不是调用。",
    "检查关键字是否拼错（lokal、fucntion）、调用是否少了括号，或者用了 +=。",
  ),
  NB407: lesson("if 的条件后面需要 then，for 和 while 需要 do。", "补上这个词；比较要用 ==，不是单个 =。"),
  NB408: lesson(
    "脚本应该结束的地方还有内容：多了一个 end，或者 return 后面还有语句。",
    "去掉多余的 end，或者让 return 成为块里的最后一句：do return end。",
  ),
  NB409: lesson(
    "这里应该是变量名，却是别的东西；关键字不能当名字。",
    "换一个名字，不要用 and、end、function、goto、in、not、or、repeat、then、until 等。",
  ),
  NB410: lesson("数字后面跟着字母或点，不成为数字。", "名字不能以数字开头；数字之间的 .. 需要空格：1 .. 2。"),
  NB411: lesson(
    "break 不在循环里，或者 goto 没有可以跳转的标签。",
    "离开函数用 return；::continue:: 放在循环体的最后。",
  ),
  NB412: lesson("函数使用了 ...，但参数里没有它。", "加到参数里：function f(...)，或者在外面先存到局部变量。"),
  NB413: lesson("消息所指的位置不是 Lua。", "看看这一行，以及上一行。"),
};

function lesson(means: string, doThis: string): Translated {
  return { means, doThis };
}

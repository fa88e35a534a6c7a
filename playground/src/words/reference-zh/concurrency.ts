/** Timers, light threads, shared dictionaries, workers and child processes. */
import type { Translations } from "./index.ts";

export const concurrency: Translations = [
  ["Runs callback(premature, ...) once, after delay seconds.", "在 delay 秒之后运行一次 callback(premature, ...)。"],
  [
    "A callback has no client's request. premature is true when the worker exits before the time has come.",
    "回调里没有客户端的请求。如果时间未到 worker 进程就要退出，premature 为 true。",
  ],
  ["the worker exits", "worker 进程正在退出"],
  [
    "Runs callback(premature, ...) every delay seconds, until the worker exits.",
    "每隔 delay 秒运行一次 callback(premature, ...)，直到 worker 进程退出。",
  ],
  [
    "A callback that takes longer than the period does not keep the next one from running beside it.",
    "即使一次回调用时超过周期，下一次也会照常开始，与它同时运行。",
  ],
  ["How many timers wait to run.", "等待触发的定时器有多少个。"],
  [
    "How many timer callbacks are at work, sleeping ones included.",
    "正在运行的定时器回调有多少个，包括正在 sleep 的。",
  ],
  ["the script itself runs in a timer", "脚本本身就运行在一个定时器里"],
  [
    "Lets the light thread wait for some seconds; 0 gives the others a turn.",
    "让当前的轻量级线程等待若干秒；0 表示让其他轻量级线程先运行。",
  ],
  [
    "Runs callback(...) as a light thread at once, until it waits for something; returns it.",
    "立即以轻量级线程运行 callback(...)，直到它需要等待为止；返回这个线程。",
  ],
  [
    "Waits for the first of some threads to end: true and what it returned, or false and its error.",
    "等待几个线程中最先结束的那个：返回 true 和它的返回值，或 false 和它的错误。",
  ],
  [
    'What error or assert was given comes before the error itself: of error("oops"), "oops" and then "script.lua:1: oops"; of assert(nil, "oops"), nil, "oops" and that. The last result is the error.',
    '错误之前是传给 error 或 assert 的参数：error("oops") 得到 "oops"，然后是 "script.lua:1: oops"；assert(nil, "oops") 得到 nil、"oops"，然后是它。最后一个结果才是错误。',
  ],
  ["Ends a light thread that this one spawned.", "结束由当前线程派生的轻量级线程。"],
  [
    "Calls require(module)[func](...) on a thread of thread_pool pool, with copies; true and what it returns, or false and the error.",
    "在 thread_pool 指定的线程池 pool 的线程上调用 require(module)[func](...)，参数以副本传递；返回 true 和结果，或 false 和错误。",
  ],
  [
    "A pool is declared in main: --main-conf 'thread_pool NAME threads=4;'.",
    "线程池在 main 里声明：--main-conf 'thread_pool NAME threads=4;'。",
  ],
  ["Makes a semaphore with n free resources (0).", "创建一个信号量，初始有 n 个可用资源（默认 0）。"],
  [
    "Before a script or a 0-delay timer has waited for something, what it posts wakes others only when something else happens.",
    "脚本或零延迟定时器在第一次等待之前 post 的资源，要等到有别的事件发生时才会唤醒等待者。",
  ],
  [
    "Takes a resource, waiting for up to timeout seconds; true, or nil and why not.",
    "取走一个资源，最多等待 timeout 秒；返回 true，或 nil 和原因。",
  ],
  ["Frees n resources (1) and wakes those who wait for them.", "释放 n 个资源（默认 1），并唤醒等待它们的轻量级线程。"],
  [
    "How many resources are free; below zero, how many light threads wait.",
    "可用资源的个数；小于零时，表示有多少个轻量级线程在等待。",
  ],
  [
    "The value under a key, and its flags where they are not 0; nil where there is none or it has expired.",
    "键对应的值，flags 不为 0 时一并返回；没有值或已过期时返回 nil。",
  ],
  [
    "As get, also where it has expired; says so in a third result.",
    "同 get，但过期的值也返回；第三个返回值表示是否已过期。",
  ],
  [
    "Stores a value; entries not used for long are forgotten if there is no room.",
    "存入一个值；空间不足时，淘汰最久未使用的条目。",
  ],
  ["forcible says that others were forgotten to make room.", "forcible 表示是否为了腾出空间而淘汰了别的条目。"],
  ["removes it", "删除它"],
  [
    'As set, but answers "no memory" rather than forget what has not expired.',
    '同 set，但不会淘汰未过期的条目，而是返回 "no memory"。',
  ],
  ['As set, but answers "exists" where there is a value.', '同 set，但键已有值时返回 "exists"。'],
  [
    'As add, but answers "no memory" rather than forget what has not expired.',
    '同 add，但不会淘汰未过期的条目，而是返回 "no memory"。',
  ],
  ['As set, but answers "not found" where there is no value.', '同 set，但键没有值时返回 "not found"。'],
  ["Removes what is under a key.", "删除键对应的值。"],
  [
    "Adds to the number under a key, or to init where there is none, which then lives for init_ttl seconds.",
    "给键对应的数字加上一个值；没有时以 init 为初值，有效期为 init_ttl 秒。",
  ],
  [
    "How many seconds an entry has left, below 0 where it has expired; 0 where it never does.",
    "条目剩余的有效秒数，已过期时小于 0；永不过期时为 0。",
  ],
  [
    "Gives an entry exptime seconds from now; 0: it never expires.",
    "把条目的有效期设为从现在起 exptime 秒；0 表示永不过期。",
  ],
  ["Puts a value to the left end of a list; its new length.", "把值放到列表的左端；返回列表的新长度。"],
  ["Puts a value to the right end of a list; its new length.", "把值放到列表的右端；返回列表的新长度。"],
  ["Takes the value off the left end of a list.", "从列表的左端取走一个值。"],
  ["Takes the value off the right end of a list.", "从列表的右端取走一个值。"],
  ["How long a list is.", "列表的长度。"],
  ["Lets every entry expire.", "让所有条目过期。"],
  [
    "Removes entries that have expired, up to max_count (0: all); how many it were.",
    "清除已过期的条目，最多 max_count 个（0 表示全部）；返回清除的个数。",
  ],
  [
    "The keys of entries that have not expired, up to max_count (1024; 0: all).",
    "未过期的键，最多 max_count 个（默认 1024；0 表示全部）。",
  ],
  [
    "The size of the dictionary in bytes, as lua_shared_dict says.",
    "字典的容量（字节），即 lua_shared_dict 里指定的大小。",
  ],
  ["How many bytes lie in memory pages that nothing is in.", "完全空闲的内存页共有多少字节。"],
  [
    "The number of this worker, from 0; nil in a process that is no worker.",
    "当前 worker 进程的编号，从 0 开始；不是 worker 进程时为 nil。",
  ],
  ["How many workers the server has.", "服务器有多少个 worker 进程。"],
  ["The process id of this worker.", "当前 worker 进程的进程号。"],
  ["The process ids of all workers.", "所有 worker 进程的进程号。"],
  ["Whether this worker has been told to exit gracefully.", "当前 worker 进程是否已被通知优雅退出。"],
  [
    'What this process is: "single", "worker", "master" or "privileged agent".',
    '当前进程的类型："single"、"worker"、"master" 或 "privileged agent"（特权代理进程）。',
  ],
  ["The process id of the master.", "master 进程的进程号。"],
  [
    "Makes the master start one process more, which keeps the master's rights. Only in init.",
    "让 master 进程多启动一个进程（特权代理进程），它保留 master 的权限。只能在 init 阶段使用。",
  ],
  [
    "Tells this process to exit gracefully: no new work, timers fire as premature.",
    "通知当前进程优雅退出：不再接受新的工作，定时器以 premature 触发。",
  ],
  [
    "Takes up to max captured lines: level, time and text of each in turn, the oldest first.",
    "取出已捕获的日志，最多 max 条：依次是每条的级别、时间和文本，最早的在前。",
  ],
  ["Captures only lines of this level and the more serious ones.", "只捕获这个级别以及更严重的日志。"],
  ["The level of the directive error_log.", "error_log 指令设定的级别。"],
  ["Writes a message to the error log without the place of the call.", "把消息写入错误日志，不带调用的位置。"],
  [
    "Starts a program (a table of its words) or a shell (a text); answers its handle, or nil and why not.",
    "启动程序（由各个词组成的表）或 shell 命令（文本）；返回它的句柄，或 nil 和原因。",
  ],
  [
    "opts: merge_stderr (to stdout), buffer_size (bytes), environ (an array of NAME=VALUE), and the time-outs write_timeout, stdout_read_timeout, stderr_read_timeout and wait_timeout in milliseconds (10,000).",
    "opts：merge_stderr（合并到 stdout）、buffer_size（字节）、environ（由 NAME=VALUE 组成的数组），以及超时 write_timeout、stdout_read_timeout、stderr_read_timeout 和 wait_timeout（毫秒，默认 10,000）。",
  ],
  [
    "Children never outlive the run; after os.exit the reference leaves them running.",
    "子进程不会比这次运行活得更久；在 OpenResty 里，os.exit 之后子进程仍会继续运行。",
  ],
  ["The id of the process.", "子进程的进程号。"],
  [
    'While another light thread waits for the child, it answers "pipe busy waiting".',
    '如果另一个轻线程正在等待这个子进程，返回 "pipe busy waiting"。',
  ],
  [
    'Waits for the end of the process: whether it ended well, "exit" or "signal", and the number of it.',
    '等待进程结束：返回是否正常结束、"exit" 或 "signal"，以及退出状态或信号的编号。',
  ],
  ["Sends a signal, by its number.", "按编号发送信号。"],
  [
    "Writes to its standard input a string, a number, or the strings of a table; answers how many bytes.",
    "向子进程的标准输入写入字符串、数字或由字符串组成的表；返回写入的字节数。",
  ],
  [
    'Closes "stdin", "stdout" or "stderr"; who waits there is told "aborted".',
    '关闭 "stdin"、"stdout" 或 "stderr"；正在那里等待的调用得到 "aborted"。',
  ],
  [
    "Sets how long the other methods wait, in milliseconds; 0 is for ever, nil leaves a time as it is.",
    "设置其他方法的等待时限，单位毫秒；0 表示一直等，nil 表示保持原来的时限。",
  ],
  ["Reads a line of stdout.", "从 stdout 读取一行。"],
  ["Reads all of stdout, up to its end.", "读取 stdout 的全部内容，直到结束。"],
  ["Reads exactly len bytes of stdout.", "从 stdout 读取正好 len 个字节。"],
  ["Reads what there is of stdout, but not more than max bytes.", "从 stdout 读取现有的内容，但不超过 max 个字节。"],
  ["Reads a line of stderr.", "从 stderr 读取一行。"],
  ["Reads all of stderr, up to its end.", "读取 stderr 的全部内容，直到结束。"],
  ["Reads exactly len bytes of stderr.", "从 stderr 读取正好 len 个字节。"],
  ["Reads what there is of stderr, but not more than max bytes.", "从 stderr 读取现有的内容，但不超过 max 个字节。"],
  [
    "Runs a command to its end, writing stdin to it, while other light threads run. timeout is in milliseconds for each step, max_size in bytes for each stream (128 kB).",
    "运行命令直到结束，并把 stdin 写给它；期间其他轻量级线程照常运行。timeout 是每一步的毫秒数，max_size 是每个流的字节数（默认 128 kB）。",
  ],
  [
    "Sends a signal, by name or number, to a process; true, or nil and why not.",
    "按名字或编号向进程发送信号；返回 true，或 nil 和原因。",
  ],
  ["The number of a signal, nil and a reason for what is no name of one.", "信号的编号；不是信号名时返回 nil 和原因。"],
  [
    "Signal masks, handlers and fork are not there: they need the process of nginx.",
    "没有信号屏蔽、信号处理函数和 fork：它们需要 nginx 的进程。",
  ],
  ["As ngx.timer.at, but answers a timer that can be cancelled.", "同 ngx.timer.at，但返回一个可以取消的定时器。"],
  [
    "delay may be a table: { seconds, jitter = the most seconds to add by chance }.",
    "delay 可以是一张表：{ 秒数, jitter = 随机增加的最大秒数 }。",
  ],
  [
    "As ngx.timer.every, but answers a timer that can be cancelled.",
    "同 ngx.timer.every，但返回一个可以取消的定时器。",
  ],
  [
    "period may be a table: { seconds, jitter = seconds, no_overlap = true }.",
    "period 可以是一张表：{ 秒数, jitter = 秒数, no_overlap = true }。",
  ],
  [
    "As at, by the first of all workers that ask for name; the others get nil and taken.",
    "同 at，但只由所有 worker 进程中最先请求 name 的那个运行；其余的得到 nil 和 taken。",
  ],
  [
    "delay may be a table: { seconds, dict = name of a shared dictionary, lifetime = seconds }.",
    "delay 可以是一张表：{ 秒数, dict = 共享字典的名字, lifetime = 秒数 }。",
  ],
  ["The shared dictionary in which once keeps its locks.", "once 用来存放锁的共享字典。"],
  [
    "Stops a timer of ngxbox.timer; whether there was something to stop. A callback at work goes on.",
    "停止一个 ngxbox.timer 的定时器；返回是否有可以停止的。正在运行的回调会继续。",
  ],
];

/** Output, ngx, encoding and regular expressions. */
import type { Translations } from "./index.ts";

export const ngx: Translations = [
  ["Writes its arguments, joined, and an end of line.", "把各个参数连接起来输出，并在末尾加上换行。"],
  ["On the command line a nil at the end is left out.", "在命令行里，末尾的 nil 会被省略。"],
  ["Writes its arguments, joined.", "把各个参数连接起来输出。"],
  [
    "Writes its arguments, joined, and an end of line; in a server it logs them at the level notice.",
    "把各个参数连接起来输出，并在末尾加上换行；在服务器里则以 notice 级别写入错误日志。",
  ],
  [
    "Lua's own print puts tabs between its arguments; that of the resty command, and so ours, does not.",
    "Lua 自带的 print 在参数之间放制表符；resty 命令的 print 不放，这里也不放。",
  ],
  ["Writes out what is buffered.", "把缓冲的内容输出出去。"],
  ["Ends the output; on the command line it does nothing.", "结束输出；在命令行里什么也不做。"],
  [
    "Ends the process with an exit status; on the command line it is os.exit.",
    "以给定的退出状态结束进程；在命令行里就是 os.exit。",
  ],
  [
    "In a server it ends the request with an HTTP status, and the worker goes on.",
    "在服务器里，它以 HTTP 状态码结束请求，worker 进程继续运行。",
  ],
  [
    "Writes its arguments, joined, to the error log, with the place of the call.",
    "把各个参数连接起来写入错误日志，并带上调用的位置。",
  ],
  ["How serious a message is for ngx.log, the most serious first.", "ngx.log 的日志级别，最严重的排在最前。"],
  [
    'The name of the phase that runs: "timer", "content", "init_worker" and so on.',
    '当前阶段的名字："timer"、"content"、"init_worker" 等。',
  ],
  [
    "The phase that runs as a number, for libraries that test it often.",
    "以数字表示的当前阶段，供经常判断阶段的库使用。",
  ],
  ["A table that lives as long as the request or timer that runs.", "一张表，生命周期与当前的请求或定时器相同。"],
  ["The cached time in seconds since 1970, with milliseconds.", "缓存的时间：自 1970 年起的秒数，精确到毫秒。"],
  ["The cached time in whole seconds since 1970.", "缓存的时间：自 1970 年起的整秒数。"],
  ["Reads the system's clock into the cached time.", "读取系统时钟，更新缓存的时间。"],
  ["else ngx.now() is as it was when the loop began", "否则 ngx.now() 还是循环开始时的值"],
  [
    "The cached time of a clock that is never set, in milliseconds.",
    "缓存的单调时钟时间（毫秒）；这个时钟从不被调整。",
  ],
  ["The cached time of a clock that is never set, in seconds.", "缓存的单调时钟时间（秒）；这个时钟从不被调整。"],
  ["The cached date in local time, as 2026-11-23.", "缓存的本地日期，形如 2026-11-23。"],
  [
    "The cached date and time in local time, as 2026-11-23 14:00:59.",
    "缓存的本地日期和时间，形如 2026-11-23 14:00:59。",
  ],
  ["The cached date and time in UTC, as 2026-11-23 14:00:59.", "缓存的 UTC 日期和时间，形如 2026-11-23 14:00:59。"],
  [
    "A time in seconds as HTTP headers write it: Thu, 01 Jan 1970 00:00:00 GMT.",
    "把秒数写成 HTTP 头里的时间：Thu, 01 Jan 1970 00:00:00 GMT。",
  ],
  [
    "A time in seconds as a cookie's expiry: Thu, 01-Jan-70 00:00:00 GMT.",
    "把秒数写成 cookie 的过期时间：Thu, 01-Jan-70 00:00:00 GMT。",
  ],
  [
    "The seconds since 1970 that a time in an HTTP header means, or nil.",
    "解析 HTTP 头里的时间，返回自 1970 年起的秒数；无法解析时返回 nil。",
  ],
  [
    "Stands for \"no value\" where nil cannot: SQL's NULL, JSON's null, a missing reply of Redis.",
    "在不能用 nil 的地方表示“没有值”：SQL 的 NULL、JSON 的 null、Redis 的空回复。",
  ],
  [
    "What functions of nginx answer: ngx.exit and handlers take them.",
    "nginx 函数的返回码：ngx.exit 和各个处理函数使用它们。",
  ],
  [
    "The methods of HTTP, for ngx.req.set_method and ngx.location.capture.",
    "HTTP 请求方法，供 ngx.req.set_method 和 ngx.location.capture 使用。",
  ],
  [
    "The status codes of HTTP, for ngx.exit, ngx.status and ngx.redirect.",
    "HTTP 状态码，供 ngx.exit、ngx.status 和 ngx.redirect 使用。",
  ],
  ["The server's prefix directory, with a slash at its end.", "服务器的 prefix 目录，以斜杠结尾。"],
  [
    "On the command line the folder has a name, but is not made: nothing is kept there.",
    "在命令行里，这个目录有名字，但并不会创建：里面不存放任何东西。",
  ],
  ["The arguments that nginx was configured with.", "编译 nginx 时的 configure 参数。"],
  [
    "The versions of nginx (1031003 is 1.31.3) and of ngx_lua (10032 is 0.10.32) that are followed here.",
    "这里所遵循的 nginx 版本（1031003 即 1.31.3）和 ngx_lua 版本（10032 即 0.10.32）。",
  ],
  ['The subsystem that the code runs in: "http".', '代码所在的子系统："http"。'],
  ["Whether nginx was built with --with-debug.", "nginx 是否以 --with-debug 编译。"],
  ["Whether the code runs under the command line.", "代码是否在命令行里运行。"],
  [
    "Calls a directive of another module that sets a variable, such as set_escape_uri of set-misc.",
    "调用其他模块里设置变量的指令，例如 set-misc 的 set_escape_uri。",
  ],
  ["There are no such modules.", "这里没有这样的模块。"],
  [
    "Escapes a text for a URI; type: 0 as a whole URI, 2 (the default) as a part of one.",
    "对文本做 URI 转义；type 为 0 时当作完整的 URI，为 2（默认）时当作 URI 的一部分。",
  ],
  ["Reverses escape_uri; a + is a space.", "escape_uri 的逆操作；+ 还原成空格。"],
  [
    "Makes a query string of a table; a value may be a table of several, true stands for none.",
    "把表编码成查询字符串；值可以是由多个值组成的表，true 表示没有值的参数。",
  ],
  [
    "Arguments come in the order in which they were put into the table; there the order cannot be foretold.",
    "参数按放进表里的先后排列；在 OpenResty 里顺序无法预料。",
  ],
  [
    'Makes a table of a query string; of up to max_args arguments (100; 0: all), else "truncated" follows.',
    '把查询字符串解析成表；最多 max_args 个参数（默认 100；0 表示全部），超出时另外返回 "truncated"。',
  ],
  [
    "A text in base64, without the = at its end if no_padding is true.",
    "文本的 base64 编码；no_padding 为 true 时末尾不带 =。",
  ],
  ["What a text in base64 stands for; nil where it is none.", "解码 base64 文本；不是 base64 时返回 nil。"],
  [
    "As decode_base64, ignoring what base64 does not use, such as ends of lines.",
    "同 decode_base64，但忽略换行等 base64 之外的字符。",
  ],
  [
    "A text in the base64 of URLs: - and _ in place of + and /, no = at its end.",
    "文本的 URL 安全的 base64 编码：用 - 和 _ 代替 + 和 /，末尾没有 =。",
  ],
  [
    "What a text in the base64 of URLs stands for; nil and a reason where it is none.",
    "解码 URL 安全的 base64 文本；不是时返回 nil 和原因。",
  ],
  ["The MD5 digest in hexadecimal.", "MD5 摘要，十六进制。"],
  ["The MD5 digest as 16 bytes.", "MD5 摘要，16 字节的二进制。"],
  ["The SHA-1 digest as 20 bytes.", "SHA-1 摘要，20 字节的二进制。"],
  ["The HMAC with SHA-1 of a text, as 20 bytes.", "文本的 HMAC-SHA1，20 字节的二进制。"],
  ["The CRC-32 checksum; nginx has this one for short texts.", "CRC-32 校验和；在 nginx 里适合短文本。"],
  ["The CRC-32 checksum; nginx has this one for longer texts.", "CRC-32 校验和；在 nginx 里适合较长的文本。"],
  ["A text in single quotes, escaped for MySQL.", "加上单引号并按 MySQL 的规则转义的文本。"],
  [
    "The captures of the first match, from ctx.pos on: [0] is all of it; nil where there is none.",
    "从 ctx.pos 起第一处匹配的捕获结果：[0] 是整个匹配；没有匹配时返回 nil。",
  ],
  ["The options j and o change nothing here: what can be fast is.", "选项 j 和 o 在这里没有作用：能快的本来就快。"],
  ["goes on from there, and is moved on", "从这个位置继续，并向后移动"],
  [
    "The positions at which the first match begins and ends, or those of its nth group.",
    "第一处匹配（或其中第 nth 个捕获组）的起止位置。",
  ],
  [
    "An iterator over all matches: each call gives the captures of the next one.",
    "遍历全部匹配的迭代器：每次调用返回下一处匹配的捕获结果。",
  ],
  [
    "The subject with its first match replaced: by a template ($0, $1, $$) or by what a function answers.",
    "替换 subject 里的第一处匹配：用模板（$0、$1、$$），或用函数的返回值。",
  ],
  [
    "As sub, for all matches; the second result is how many there were.",
    "同 sub，但替换全部匹配；第二个返回值是替换的次数。",
  ],
  [
    "A table of what stands between the matches in a subject, at most max parts.",
    "把 subject 按匹配切开后得到的表，最多 max 段。",
  ],
  ["Sets jit_stack_size, which is of no consequence here.", "设置 jit_stack_size，在这里没有影响。"],
];

/** Requests, responses and upstreams. */
import type { Translations } from "./index.ts";

export const requests: Translations = [
  [
    "A variable of nginx; a number is a group of the location's pattern.",
    "nginx 变量；数字表示 location 正则里的捕获组。",
  ],
  [
    "Only variables that the configuration declares can be set; keep in a local what is read often. A script of the command line runs in a timer: there is no client's request, and the example is refused.",
    "只能设置配置里声明过的变量；经常读取的值请存到局部变量里。命令行的脚本运行在定时器里：没有客户端的请求，所以示例会被拒绝。",
  ],
  ["A header of the response; several values are a table.", "响应头；多个值用表来表示。"],
  [
    "Underscores in a name stand for dashes; nil removes the header. A script of the command line runs in a timer: there is no client's request, and the example is refused.",
    "名字里的下划线代表连字符；赋值 nil 表示删除。命令行的脚本运行在定时器里：没有客户端的请求，所以示例会被拒绝。",
  ],
  [
    "In set, an argument of the directive; in body_filter 1 is a piece of the body, and 2 whether it is the last.",
    "在 set 阶段是指令的参数；在 body_filter 阶段，1 是响应体的一段，2 表示是否是最后一段。",
  ],
  [
    "A script of the command line runs in a timer: there is no client's request, and the example is refused.",
    "命令行的脚本运行在定时器里：没有客户端的请求，所以示例会被拒绝。",
  ],
  ["The response's status code; may be set before the header is sent.", "响应的状态码；可以在响应头发送之前设置。"],
  ["Whether the response's header has been sent.", "响应头是否已经发送。"],
  ["Whether the request is a subrequest.", "当前请求是否是子请求。"],
  [
    "Sets a callback that runs in a light thread of its own when the client closes the connection.",
    "注册一个回调，客户端关闭连接时，它在单独的轻量级线程里运行。",
  ],
  ["Sends the response's header.", "发送响应头。"],
  [
    "Goes on with another location, as if the client had asked for it.",
    "内部跳转到另一个 location，就像客户端请求的是它一样。",
  ],
  [
    "It ends the handler: write return ngx.exec(...). A script of the command line runs in a timer: there is no client's request, and the example is refused.",
    "它会结束当前的处理：请写成 return ngx.exec(...)。命令行的脚本运行在定时器里：没有客户端的请求，所以示例会被拒绝。",
  ],
  [
    "Sends the client to another address, with status 302 or another one of its kind.",
    "让客户端重定向到另一个地址，状态码是 302 或其他重定向状态码。",
  ],
  [
    "It ends the handler: write return ngx.redirect(...). A script of the command line runs in a timer: there is no client's request, and the example is refused.",
    "它会结束当前的处理：请写成 return ngx.redirect(...)。命令行的脚本运行在定时器里：没有客户端的请求，所以示例会被拒绝。",
  ],
  [
    "Makes a subrequest to a location of the same server, and answers its response.",
    "向同一服务器的某个 location 发起子请求，返回它的响应。",
  ],
  [
    "options: method, body, args, ctx, vars, copy_all_vars, share_all_vars and always_forward_body. The result has status, header, body and truncated. A script of the command line runs in a timer: there is no client's request, and the example is refused.",
    "options：method、body、args、ctx、vars、copy_all_vars、share_all_vars 和 always_forward_body。返回的表里有 status、header、body 和 truncated。命令行的脚本运行在定时器里：没有客户端的请求，所以示例会被拒绝。",
  ],
  [
    "Makes several subrequests at once, each a table of what capture takes.",
    "同时发起多个子请求，每个用一张表给出 capture 的参数。",
  ],
  [
    "When the client's request began, in seconds since 1970; 0 in a timer.",
    "客户端请求开始的时间，自 1970 年起的秒数；在定时器里为 0。",
  ],
  [
    "Whether the request is an internal one: of exec, error_page, a subrequest or the like.",
    "当前请求是否是内部请求：来自 exec、error_page、子请求等。",
  ],
  ["The version of HTTP as a number: 1.1, 2.", "以数字表示的 HTTP 版本：1.1、2。"],
  ["The header as the client sent it.", "客户端发来的原始请求头。"],
  ["The method of the request: GET and the like.", "请求方法：GET 等。"],
  ["Changes the method to one of ngx.HTTP_GET and the like.", "改变请求方法，参数是 ngx.HTTP_GET 等常量。"],
  [
    "A table of the headers; 100 at most unless told otherwise, 0 for all.",
    "由请求头组成的表；默认最多 100 个，0 表示全部。",
  ],
  [
    "Names are in small letters, and found in any case; a header that comes twice is a table. A script of the command line runs in a timer: there is no client's request, and the example is refused.",
    "名字是小写的，查找时不区分大小写；出现两次的请求头是一张表。命令行的脚本运行在定时器里：没有客户端的请求，所以示例会被拒绝。",
  ],
  ["Sets a header to a value, or to several in a table.", "设置请求头，值可以是一个，也可以是由多个值组成的表。"],
  ["Removes a header.", "删除一个请求头。"],
  ["Adds a header to those of the same name.", "添加一个头，同名的头保留。"],
  [
    "A table of the query arguments; 100 at most unless told otherwise, 0 for all.",
    "由查询参数组成的表；默认最多 100 个，0 表示全部。",
  ],
  ["Changes the URI; with jump, the location is looked for again.", "改变 URI；jump 为 true 时重新查找 location。"],
  ["Changes the query arguments, to a text or a table.", "改变查询参数，可以是文本或表。"],
  ["Waits until the body has been read.", "等待请求体读取完毕。"],
  ["Reads the body and throws it away.", "读取请求体并丢弃。"],
  ["The body that has been read, if it is in memory.", "已经读取的请求体，前提是它在内存里。"],
  [
    "nil where the body has not been read, is empty or is in a file: see get_body_file. A script of the command line runs in a timer: there is no client's request, and the example is refused.",
    "请求体没有读取、为空或在文件里时返回 nil：见 get_body_file。命令行的脚本运行在定时器里：没有客户端的请求，所以示例会被拒绝。",
  ],
  ["The name of the file that the body has been read to.", "存放已读取的请求体的文件名。"],
  [
    "A table of the arguments in the body; 100 at most unless told otherwise, 0 for all.",
    "由请求体里的参数组成的表；默认最多 100 个，0 表示全部。",
  ],
  ["Puts another body in the place of the one that has been read.", "用另一个请求体替换已读取的请求体。"],
  ["Puts a file in the place of the body that has been read.", "用一个文件替换已读取的请求体。"],
  ["Begins a new body, which append_body makes.", "开始一个新的请求体，内容由 append_body 添加。"],
  ["Adds to the body that init_body began.", "向 init_body 开始的请求体追加内容。"],
  ["Ends the body that init_body began.", "结束 init_body 开始的请求体。"],
  [
    "A socket from which the body can be read; raw: one to the client.",
    "用来读取请求体的套接字；raw 为 true 时是与客户端直接通信的套接字。",
  ],
  [
    "A table of the response's headers; 100 at most unless told otherwise, 0 for all.",
    "由响应头组成的表；默认最多 100 个，0 表示全部。",
  ],
  ["Sets the status code and the words behind it.", "设置状态码及其后面的原因短语。"],
  [
    "Sends the response even where the client has it already, by its If-Modified-Since and the like.",
    "即使按 If-Modified-Since 等条件客户端已有这个响应，也照样发送。",
  ],
  [
    "Sends the request to an IP address and a port; host is the name for TLS and pools.",
    "把请求发往给定的 IP 地址和端口；host 是用于 TLS 和连接池的名字。",
  ],
  ["It is for balancer_by_lua; elsewhere there is no upstream.", "只用于 balancer_by_lua；别处没有上游。"],
  ["Allows count more tries for the request.", "允许这个请求再多重试 count 次。"],
  [
    'How the last try ended: "next" or "failed", and the status code; nil at the first one.',
    '上一次尝试的结果："next" 或 "failed"，以及状态码；第一次尝试时为 nil。',
  ],
  ["Sets how many seconds connecting, sending and reading may take.", "设置连接、发送和读取的超时，单位秒。"],
  [
    "Keeps the connection for idle_timeout seconds (60) and max_requests requests (100).",
    "保持连接，空闲最多 idle_timeout 秒（默认 60），最多处理 max_requests 个请求（默认 100）。",
  ],
  [
    "Makes the request to the upstream anew, after its headers were changed.",
    "请求头改变之后，重新生成发往上游的请求。",
  ],
  ["Whether to use TLS with the upstream.", "与上游通信时是否使用 TLS。"],
  ["Connects from an address of this host.", "使用本机的某个地址发起连接。"],
];

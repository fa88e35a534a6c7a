/** Cosockets and TLS. */
import type { Translations } from "./index.ts";

export const sockets: Translations = [
  ["Makes a socket for a TCP or Unix domain stream.", "创建一个用于 TCP 或 Unix 域流的套接字（cosocket）。"],
  [
    "Makes a TCP socket and connects it; the socket, or nil and an error.",
    "创建 TCP 套接字并连接；返回套接字，或 nil 和错误。",
  ],
  [
    "Connects to a host and port, or to unix:/path; takes a connection of its pool if there is one.",
    "连接到主机和端口，或 unix:/path；如果连接池里有可用的连接，就直接使用。",
  ],
  [
    'options: pool (a name), pool_size (for this pool) and backlog (how many may wait for one of them). A name that nobody knows answers "NAME could not be resolved (3: Host not found)".',
    'options：pool（连接池的名字）、pool_size（这个池的大小）和 backlog（最多多少个连接操作排队等待）。没有人认识的名字会得到 "NAME could not be resolved (3: Host not found)"。',
  ],
  [
    "Sends a string, number, boolean, nil or array of strings; answers how many bytes.",
    "发送字符串、数字、布尔值、nil 或由字符串组成的数组；返回字节数。",
  ],
  ["sends back what it gets", "收到什么就发回什么"],
  [
    'Receives a line ("*l", the default), so many bytes, or all up to the end ("*a").',
    '接收一行（"*l"，默认）、指定的字节数，或直到结束的全部内容（"*a"）。',
  ],
  ["Receives what is there, but not more than max bytes.", "接收现有的内容，但不超过 max 个字节。"],
  [
    "A function that receives what comes before a pattern, all or in pieces.",
    "返回一个函数，用来接收某个模式之前的内容，可以一次全部接收，也可以分段。",
  ],
  [
    "iterator(size) gives what comes before the pattern in pieces, and nil, nil, nil once it has come.",
    "iterator(size) 分段返回模式之前的内容；遇到模式之后返回 nil, nil, nil。",
  ],
  [
    "Sets how long connect, send and receive may take, in milliseconds.",
    "设置 connect、send 和 receive 的超时，单位毫秒。",
  ],
  [
    "Sets how long connect, each send and each receive may take, in milliseconds.",
    "分别设置 connect、每次 send 和每次 receive 的超时，单位毫秒。",
  ],
  [
    "Gives the connection to its pool, for up to timeout milliseconds; the object is closed.",
    "把连接放进连接池，最多保留 timeout 毫秒；这个对象随之关闭。",
  ],
  ["the same connection again", "又是同一个连接"],
  ["How often the connection came out of a pool.", "这个连接从连接池里取出过多少次。"],
  ["Closes the connection.", "关闭连接。"],
  [
    "Sets an option of the connection: keepalive, reuseaddr, tcp-nodelay, sndbuf or rcvbuf.",
    "设置连接的选项：keepalive、reuseaddr、tcp-nodelay、sndbuf 或 rcvbuf。",
  ],
  ["The sizes of buffers are noted, but not set: Node cannot.", "缓冲区的大小只是记下来，并不会设置：Node 做不到。"],
  [
    "An option of the connection as a number: keepalive, reuseaddr, tcp-nodelay, sndbuf or rcvbuf.",
    "以数字返回连接的选项：keepalive、reuseaddr、tcp-nodelay、sndbuf 或 rcvbuf。",
  ],
  [
    "The sizes of buffers and reuseaddr are what was set, or the system's usual values: Node does not tell.",
    "缓冲区的大小和 reuseaddr 是之前设置的值，或系统通常的值：Node 不提供实际的值。",
  ],
  ["The number by which the system knows the connection.", "系统里这个连接的编号（文件描述符）。"],
  ["Sets the address of this computer that connect comes from.", "设置 connect 使用的本机地址。"],
  [
    "Begins TLS on the connection; answers its session (true if reused_session is false), or nil and an error.",
    "在连接上开始 TLS 握手；返回会话（reused_session 为 false 时返回 true），或 nil 和错误。",
  ],
  [
    "The echo service knows no TLS. Certificates to trust: the directive lua_ssl_trusted_certificate.",
    "echo 服务不支持 TLS。信任的证书由指令 lua_ssl_trusted_certificate 指定。",
  ],
  [
    "Sets the certificate to show to the peer, and its key, as parse_pem_cert and parse_pem_priv_key of ngx.ssl make them.",
    "设置向对端出示的证书及其私钥，它们由 ngx.ssl 的 parse_pem_cert 和 parse_pem_priv_key 生成。",
  ],
  [
    "Sets the certificates to trust. There is no store here: lua_ssl_trusted_certificate names a file of them.",
    "设置信任的证书。这里没有证书库：由 lua_ssl_trusted_certificate 指定证书文件。",
  ],
  [
    "Something that stands for the secure connection; nil and an error where there is none.",
    "代表安全连接的指针；没有时返回 nil 和错误。",
  ],
  [
    "Something that stands for the settings of the secure connection; nil and an error where there is none.",
    "代表安全连接的设置的指针；没有时返回 nil 和错误。",
  ],
  [
    "The session of the secure connection, for sslhandshake; nil where there is none.",
    "安全连接的会话，供 sslhandshake 使用；没有时为 nil。",
  ],
  ["Makes a socket for UDP datagrams.", "创建一个收发 UDP 数据报的套接字。"],
  [
    "Says whom to send datagrams to, and from whom to receive them: a host and a port.",
    "指定数据报的收发对端：主机和端口。",
  ],
  [
    "Sends a datagram: a string, number, boolean, nil or array of strings.",
    "发送一个数据报：字符串、数字、布尔值、nil 或由字符串组成的数组。",
  ],
  [
    "Receives a datagram, of which size bytes (65536) are kept.",
    "接收一个数据报，保留其中 size 个字节（默认 65536）。",
  ],
  ["Sets how long receive may take, in milliseconds.", "设置 receive 的超时，单位毫秒。"],
  ["Closes the socket.", "关闭套接字。"],
  ["Sets the address of this computer that datagrams come from.", "设置发送数据报使用的本机地址。"],
  [
    "The certificates of a PEM text in DER, one behind the other; nil and an error where there is none.",
    "把 PEM 文本里的证书转换成 DER，首尾相接；没有证书时返回 nil 和错误。",
  ],
  [
    "The private key of a PEM text in DER; nil and an error where there is none, or the passphrase is another.",
    "把 PEM 文本里的私钥转换成 DER；没有私钥或口令不对时返回 nil 和错误。",
  ],
  [
    "The certificates of a PEM text as an object for setclientcert; nil and an error where there is none.",
    "把 PEM 文本里的证书解析成供 setclientcert 使用的对象；没有证书时返回 nil 和错误。",
  ],
  [
    "The private key of a PEM text as an object for setclientcert; nil and an error where there is none.",
    "把 PEM 文本里的私钥解析成供 setclientcert 使用的对象；没有私钥时返回 nil 和错误。",
  ],
  [
    "Certificates in DER, one behind the other, as an object for setclientcert; nil and an error otherwise.",
    "把首尾相接的 DER 证书解析成供 setclientcert 使用的对象；不是证书时返回 nil 和错误。",
  ],
  [
    "A private key in DER as an object for setclientcert; nil and an error where it is none.",
    "把 DER 私钥解析成供 setclientcert 使用的对象；不是私钥时返回 nil 和错误。",
  ],
  ["Takes the certificates and keys of the connection away.", "清除连接的证书和私钥。"],
  [
    "A script of the command line runs in a timer: there is no client's TLS connection, and it is refused.",
    "命令行的脚本运行在定时器里：没有客户端的 TLS 连接，所以调用会被拒绝。",
  ],
  [
    "Sets the certificates of the connection, as parse_pem_cert makes them.",
    "设置连接的证书，它由 parse_pem_cert 生成。",
  ],
  [
    "Sets the private key of the connection, as parse_pem_priv_key makes it.",
    "设置连接的私钥，它由 parse_pem_priv_key 生成。",
  ],
  ["Sets the certificates of the connection, in DER.", "设置连接的证书，DER 格式。"],
  ["Sets the private key of the connection, in DER.", "设置连接的私钥，DER 格式。"],
  ["Asks the client for a certificate that the given ones have signed.", "要求客户端出示由给定证书签发的证书。"],
  ["The name that the client asks for (SNI).", "客户端请求的服务器名（SNI）。"],
  ["The server's port.", "服务器的端口。"],
  [
    "The server's address as bytes, and its kind: unix, inet or inet6.",
    "服务器的地址（二进制）及其类型：unix、inet 或 inet6。",
  ],
  [
    "The client's address as bytes, and its kind: unix, inet or inet6.",
    "客户端的地址（二进制）及其类型：unix、inet 或 inet6。",
  ],
  ["The version of TLS as a number: 0x0303 for TLS 1.2.", "以数字表示的 TLS 版本：TLS 1.2 是 0x0303。"],
  ['The version of TLS as a text: "TLSv1.2".', '以文本表示的 TLS 版本："TLSv1.2"。'],
  ["The random bytes that the client has sent.", "客户端发来的随机字节。"],
  ["The random bytes that the server has sent.", "服务器发出的随机字节。"],
  ["The session's master key, for tools that look into recorded traffic.", "会话的主密钥，供分析抓包流量的工具使用。"],
  ["The ciphers that both sides know.", "双方都支持的加密套件。"],
  ["OpenSSL's object of the connection.", "OpenSSL 里代表这个连接的对象。"],
  [
    "OpenSSL's object of the connection to an upstream; nil where there is none.",
    "OpenSSL 里代表上游连接的对象；没有时为 nil。",
  ],
  ["Whether a connection goes on with an earlier session.", "连接是否复用了之前的会话。"],
  [
    "Bytes that both sides can derive from what they agreed upon, by RFC 5705.",
    "双方都能从协商结果推导出的密钥材料，见 RFC 5705。",
  ],
  ["As export_keying_material, for early data.", "同 export_keying_material，用于早期数据（early data）。"],
  ["The versions of TLS, as get_tls1_version tells them.", "各个 TLS 版本，即 get_tls1_version 返回的值。"],
  [
    "The session of the connection as bytes, to be kept for other workers.",
    "把连接的会话序列化成字节，可以存下来给其他 worker 进程使用。",
  ],
  ["The name of the session that the client wants to go on with.", "客户端想要复用的会话的标识。"],
  [
    "Goes on with a session that get_serialized_session has made bytes of.",
    "用 get_serialized_session 序列化的会话继续。",
  ],
  ["It is for ssl_client_hello_by_lua only.", "只能用于 ssl_client_hello_by_lua。"],
  ["The bytes of an extension.", "某个扩展的内容（字节）。"],
  ["The versions of TLS that the client knows.", "客户端支持的 TLS 版本。"],
  ["Sets the versions of TLS that may be used.", "设置允许使用的 TLS 版本。"],
  [
    'The URL to ask about the first of the certificates; nil where it names none, "truncated" beyond maxlen.',
    '查询第一个证书状态的 OCSP 地址（URL）；证书里没有时返回 nil，超过 maxlen 时返回 "truncated"。',
  ],
  [
    "What to send to that URL: asks about the first of the certificates, which the second has issued.",
    "要发送到那个 URL 的请求：查询第一个证书的状态，它由第二个证书签发。",
  ],
  [
    "Whether an answer says that the first of the certificates is good; nil and a reason otherwise.",
    "OCSP 响应是否表明第一个证书有效；否则返回 nil 和原因。",
  ],
  [
    "Sends an answer to the client together with the certificate (stapling).",
    "把 OCSP 响应连同证书一起发给客户端（OCSP stapling）。",
  ],
];

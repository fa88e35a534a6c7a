import type { Area, Note } from "../../note.ts";

/** A note whose example talks to the echo service of this computer. */
const withEcho = (usage: string, example: string, more: Partial<Note> = {}): Note => ({
  usage,
  phasesOf: "ngx.socket.tcp",
  example: `local sock = ngx.socket.tcp()\nassert(sock:connect("127.0.0.1", 7))     -- sends back what it gets\n${example
    .replace(/^\n/, "")
    .replace(/^ {6}/gm, "")}`,
  ...more,
});

export const sockets: Area = {
  page: "ngx.socket",
  title: "ngx.socket: cosockets",
  about:
    "Streams and datagrams that a light thread waits for while others run. Times are in milliseconds. " +
    "The examples talk to an echo service on port 7.",
  notes: {
    "ngx.socket.tcp, ngx.socket.stream": {
      usage: "sock = ngx.socket.tcp()\nsock = ngx.socket.stream()",
      example: `
        local sock = ngx.socket.tcp()
        local ok, err = sock:connect("127.0.0.1", 7)
        ngx.say(ok) --> 1
        sock:send("hello\\n")
        ngx.say(sock:receive()) --> hello
        sock:close()`,
    },
    "ngx.socket.connect": {
      usage: 'sock, err = ngx.socket.connect(host, port)\nsock, err = ngx.socket.connect("unix:/path")',
      example: `
        local sock = assert(ngx.socket.connect("127.0.0.1", 7))
        sock:send("hello\\n")
        ngx.say(sock:receive()) --> hello`,
    },
    "tcpsock:connect": {
      phasesOf: "ngx.socket.tcp",
      usage: 'ok, err = sock:connect(host, port, options?)\nok, err = sock:connect("unix:/path", options?)',
      example: `
        local sock = ngx.socket.tcp()
        ngx.say(sock:connect("127.0.0.1", 7)) --> 1
        local ok, err = ngx.socket.tcp():connect("127.0.0.1", 1)
        ngx.say(err) --> connection refused`,
      note:
        "options: pool (a name), pool_size (for this pool) and backlog (how many may wait for one of them). " +
        'A name that nobody knows answers "NAME could not be resolved (3: Host not found)".',
    },
    "tcpsock:send": withEcho(
      "bytes, err = sock:send(data)",
      `
      ngx.say(sock:send("hello\\n")) --> 6
      ngx.say(sock:send({ "a", { "b", 1 }, "\\n" })) --> 4`,
    ),
    "tcpsock:receive": withEcho(
      'data, err, partial = sock:receive("*l" | "*a" | size)',
      `
      sock:send("line\\n12345")
      ngx.say(sock:receive()) --> line
      ngx.say(sock:receive(3)) --> 123
      sock:settimeout(20)
      local data, err, partial = sock:receive()
      ngx.say(tostring(data), " ", err, " ", partial) --> nil timeout 45`,
    ),
    "tcpsock:receiveany": withEcho(
      "data, err = sock:receiveany(max)",
      `
      sock:send("hello")
      ngx.say(sock:receiveany(1024)) --> hello`,
    ),
    "tcpsock:receiveuntil": withEcho(
      "iterator, err = sock:receiveuntil(pattern, { inclusive = true }?)",
      `
      sock:send("one--two--")
      local next_part = sock:receiveuntil("--")
      ngx.say(next_part()) --> one
      ngx.say(next_part()) --> two`,
      { note: "iterator(size) gives what comes before the pattern in pieces, and nil, nil, nil once it has come." },
    ),
    "tcpsock:settimeout": withEcho(
      "sock:settimeout(time)",
      `
      sock:settimeout(20)
      ngx.say(select(2, sock:receive())) --> timeout`,
    ),
    "tcpsock:settimeouts": withEcho(
      "sock:settimeouts(connect_timeout, send_timeout, read_timeout)",
      `
      sock:settimeouts(1000, 1000, 20)
      ngx.say(select(2, sock:receive())) --> timeout`,
    ),
    "tcpsock:setkeepalive": withEcho(
      "ok, err = sock:setkeepalive(timeout?, size?)",
      `
      ngx.say(sock:setkeepalive(10000, 5)) --> 1
      sock:connect("127.0.0.1", 7)              -- the same connection again
      ngx.say(sock:getreusedtimes()) --> 1`,
    ),
    "tcpsock:getreusedtimes": withEcho("count, err = sock:getreusedtimes()", "ngx.say(sock:getreusedtimes()) --> 0"),
    "tcpsock:close": withEcho(
      "ok, err = sock:close()",
      `
      ngx.say(sock:close()) --> 1
      ngx.say(select(2, sock:send("more"))) --> closed`,
    ),
    "tcpsock:setoption": withEcho(
      "ok, err = sock:setoption(option, value)",
      `ngx.say((sock:setoption("tcp-nodelay", true))) --> true`,
      { differs: "The sizes of buffers are noted, but not set: Node cannot." },
    ),
    "tcpsock:getoption": withEcho(
      "value, err = sock:getoption(option)",
      `
      sock:setoption("keepalive", true)
      ngx.say(sock:getoption("keepalive")) --> 1`,
      {
        differs:
          "The sizes of buffers and reuseaddr are what was set, or the system's usual values: Node does not tell.",
      },
    ),
    "tcpsock:getfd": withEcho("fd, err = sock:getfd()", `ngx.say(type(sock:getfd())) --> number`),
    "tcpsock:bind": {
      phasesOf: "ngx.socket.tcp",
      usage: "ok, err = sock:bind(address)",
      does: "Sets the address of this computer that connect comes from.",
      example: `
        local sock = ngx.socket.tcp()
        ngx.say(sock:bind("127.0.0.1")) --> true
        ngx.say(sock:connect("127.0.0.1", 7)) --> 1`,
    },
    "tcpsock:sslhandshake": withEcho(
      "session, err = sock:sslhandshake(reused_session?, server_name?, ssl_verify?)",
      `
      sock:settimeout(1000)
      local session, err = sock:sslhandshake(nil, "localhost", false)
      ngx.say(tostring(session), " ", err) --> nil handshake failed
      --! SSL_do_handshake() failed`,
      { note: "The echo service knows no TLS. Certificates to trust: the directive lua_ssl_trusted_certificate." },
    ),
    "tcpsock:setclientcert": withEcho(
      "ok, err = sock:setclientcert(cert, pkey)",
      `ngx.say(sock:setclientcert(nil, nil)) --> true`,
    ),
    "tcpsock:settrustedstore": withEcho(
      "ok, err = sock:settrustedstore(store)",
      `ngx.say(sock:settrustedstore(nil)) --> true`,
    ),
    "tcpsock:getsslpointer": withEcho(
      "pointer, err = sock:getsslpointer()",
      `ngx.say(select(2, sock:getsslpointer())) --> no ssl connection`,
    ),
    "tcpsock:getsslctx": withEcho(
      "pointer, err = sock:getsslctx()",
      `ngx.say(select(2, sock:getsslctx())) --> no ssl context`,
    ),
    "tcpsock:getsslsession": withEcho(
      "session, err = sock:getsslsession()",
      `ngx.say(tostring(sock:getsslsession())) --> nil`,
    ),
    "ngx.socket.udp": {
      usage: "sock = ngx.socket.udp()",
      example: `
        local sock = ngx.socket.udp()
        sock:setpeername("127.0.0.1", 7)
        sock:send("hello")
        ngx.say(sock:receive()) --> hello`,
    },
    "udpsock:setpeername": {
      phasesOf: "ngx.socket.tcp",
      usage: 'ok, err = sock:setpeername(host, port)\nok, err = sock:setpeername("unix:/path")',
      example: `
        local sock = ngx.socket.udp()
        ngx.say(sock:setpeername("127.0.0.1", 7)) --> 1`,
    },
    "udpsock:send": {
      phasesOf: "ngx.socket.tcp",
      usage: "ok, err = sock:send(data)",
      example: `
        local sock = ngx.socket.udp()
        sock:setpeername("127.0.0.1", 7)
        ngx.say(sock:send({ "a", "b" })) --> 1
        ngx.say(sock:receive()) --> ab`,
    },
    "udpsock:receive": {
      phasesOf: "ngx.socket.tcp",
      usage: "data, err = sock:receive(size?)",
      example: `
        local sock = ngx.socket.udp()
        sock:setpeername("127.0.0.1", 7)
        sock:send("hello")
        ngx.say(sock:receive(2)) --> he`,
    },
    "udpsock:settimeout": {
      phasesOf: "ngx.socket.tcp",
      usage: "sock:settimeout(time)",
      example: `
        local sock = ngx.socket.udp()
        sock:setpeername("127.0.0.1", 7)
        sock:settimeout(20)
        ngx.say(select(2, sock:receive())) --> timeout`,
    },
    "udpsock:close": {
      phasesOf: "ngx.socket.tcp",
      usage: "ok, err = sock:close()",
      example: `
        local sock = ngx.socket.udp()
        sock:setpeername("127.0.0.1", 7)
        ngx.say(sock:close()) --> 1`,
    },
    "udpsock:bind": {
      phasesOf: "ngx.socket.tcp",
      usage: "ok, err = sock:bind(address)",
      does: "Sets the address of this computer that datagrams come from.",
      example: `ngx.say(ngx.socket.udp():bind("127.0.0.1")) --> true`,
    },
  },
};

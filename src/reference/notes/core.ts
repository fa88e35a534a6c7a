import { CORE_CONSTANTS, HTTP_METHODS, HTTP_STATUS, LOG_LEVELS } from "../../ngx/constants.ts";
import type { Area } from "../note.ts";

const constants = (values: Readonly<Record<string, number>>) => ({
  names: Object.keys(values)
    .map((name) => `ngx.${name}`)
    .join(", "),
  usage: Object.entries(values)
    .map(([name, value]) => `ngx.${name} = ${value}`)
    .join("\n"),
});
const core = constants(CORE_CONSTANTS);
const levels = constants(LOG_LEVELS);
const methods = constants(HTTP_METHODS);
const statuses = constants(HTTP_STATUS);

export const output: Area = {
  page: "output",
  title: "Output, the error log and exit",
  about:
    "Under the command line these write to standard output and end the process, as those of the `resty` command do; " +
    "in a server they make the response.",
  notes: {
    "ngx.say": {
      usage: "ok, err = ngx.say(...)",
      example: `
        ngx.say("one ", 2, " ", nil, " ", true) --> one 2 nil true
        ngx.say({ "a", { "b" } }) --> ab`,
      note: "On the command line a nil at the end is left out.",
    },
    "ngx.print": {
      usage: "ok, err = ngx.print(...)",
      example: `
        ngx.print("one ")
        ngx.print("line\\n")
        --> one line`,
    },
    print: {
      usage: "print(...)",
      does: "Writes its arguments, joined, and an end of line; in a server it logs them at the level notice.",
      example: `print("a", 1, true) --> a1true`,
      note: "Lua's own print puts tabs between its arguments; that of the resty command, and so ours, does not.",
    },
    "ngx.flush": {
      usage: "ok, err = ngx.flush(wait?)",
      example: `
        ngx.print("now ")
        ngx.say(ngx.flush(true)) --> now true`,
    },
    "ngx.eof": {
      usage: "ok, err = ngx.eof()",
      example: `ngx.say(ngx.eof()) --> true`,
    },
    "ngx.exit": {
      usage: "ngx.exit(status?)",
      example: `
        ngx.say("the last words")
        ngx.exit(3)
        ngx.say("never")
        --> the last words`,
      note: "In a server it ends the request with an HTTP status, and the worker goes on.",
    },
    "ngx.log": {
      usage: "ngx.log(level, ...)",
      example: `
        ngx.log(ngx.ERR, "no answer after ", 3, " attempts")
        ngx.log(ngx.INFO, "less serious than --errlog-level: not written")
        --! [error]
        --! no answer after 3 attempts, context: ngx.timer`,
    },
    [levels.names]: {
      title: "Levels of the error log: ngx.ERR and others",
      usage: levels.usage,
      does: "How serious a message is for ngx.log, the most serious first.",
      example: `ngx.say(ngx.ERR < ngx.WARN) --> true`,
    },
  },
};

export const core_: Area = {
  page: "ngx",
  title: "ngx: phases, time, constants",
  about: "What concerns all code: the phase it runs in, what lives as long as the request, the time, and constants.",
  notes: {
    "ngx.get_phase": {
      returns: "phase",
      example: `ngx.say(ngx.get_phase()) --> timer`,
    },
    "ngx.get_raw_phase": {
      returns: "number",
      example: `ngx.say(ngx.get_raw_phase()) --> 128`,
    },
    "ngx.ctx": {
      example: `
        ngx.ctx.user = "you"
        ngx.timer.at(0, function()
          ngx.say("in the timer: ", tostring(ngx.ctx.user))
        end)
        ngx.sleep(0.1)
        ngx.say("here: ", ngx.ctx.user)
        --> in the timer: nil
        --> here: you`,
    },
    "ngx.now": {
      returns: "seconds",
      example: `
        local before = ngx.now()
        ngx.sleep(2)
        ngx.say(ngx.now() - before) --> 2`,
    },
    "ngx.time": { returns: "seconds", example: `ngx.say(ngx.time() == math.floor(ngx.now())) --> true` },
    "ngx.update_time": {
      usage: "ngx.update_time()",
      example: `
        local before = ngx.now()
        for _ = 1, 1e5 do end
        ngx.update_time()       -- else ngx.now() is as it was when the loop began
        ngx.say(ngx.now() >= before) --> true`,
    },
    "ngx.today": { returns: "text", example: `ngx.say(ngx.today():match("^%d+%-%d%d%-%d%d$") ~= nil) --> true` },
    "ngx.localtime": {
      returns: "text",
      example: `ngx.say(#ngx.localtime()) --> 19`,
    },
    "ngx.utctime": {
      returns: "text",
      example: `ngx.say(#ngx.utctime(), " ", ngx.utctime():sub(11, 11) == " ") --> 19 true`,
    },
    "ngx.http_time": { returns: "text", example: `ngx.say(ngx.http_time(0)) --> Thu, 01 Jan 1970 00:00:00 GMT` },
    "ngx.cookie_time": { returns: "text", example: `ngx.say(ngx.cookie_time(0)) --> Thu, 01-Jan-70 00:00:00 GMT` },
    "ngx.parse_http_time": {
      returns: "seconds",
      example: `
        ngx.say(ngx.parse_http_time("Thu, 01 Jan 1970 00:01:00 GMT")) --> 60
        ngx.say(tostring(ngx.parse_http_time("tomorrow"))) --> nil`,
    },
    "ngx.null": {
      usage: "ngx.null",
      does: "Stands for \"no value\" where nil cannot: SQL's NULL, JSON's null, a missing reply of Redis.",
      example: `
        ngx.say(ngx.null, " ", ngx.null == nil) --> null false
        ngx.say(require "cjson".null == ngx.null) --> true`,
    },
    [core.names]: {
      title: "Results: ngx.OK and others",
      usage: core.usage,
      does: "What functions of nginx answer: ngx.exit and handlers take them.",
      example: `ngx.say(ngx.OK, " ", ngx.ERROR) --> 0 -1`,
    },
    [methods.names]: {
      title: "Methods of HTTP: ngx.HTTP_GET and others",
      usage: methods.usage,
      does: "The methods of HTTP, for ngx.req.set_method and ngx.location.capture.",
      example: `ngx.say(ngx.HTTP_POST) --> 8`,
    },
    [statuses.names]: {
      title: "Status codes of HTTP: ngx.HTTP_OK and others",
      usage: statuses.usage,
      does: "The status codes of HTTP, for ngx.exit, ngx.status and ngx.redirect.",
      example: `ngx.say(ngx.HTTP_NOT_FOUND) --> 404`,
    },
    "ngx.config.prefix": {
      returns: "path",
      example: `ngx.say(ngx.config.prefix():sub(-1)) --> /`,
      differs: "On the command line the folder has a name, but is not made: nothing is kept there.",
    },
    "ngx.config.nginx_configure": {
      returns: "text",
      example: `ngx.say(type(ngx.config.nginx_configure())) --> string`,
    },
    "ngx.config.nginx_version, ngx.config.ngx_lua_version": {
      does: "The versions of nginx (1031003 is 1.31.3) and of ngx_lua (10032 is 0.10.32) that are followed here.",
      example: `ngx.say(ngx.config.ngx_lua_version >= 10000) --> true`,
    },
    "ngx.config.subsystem": {
      does: 'The subsystem that the code runs in: "http".',
      example: `ngx.say(ngx.config.subsystem) --> http`,
    },
    "ngx.config.debug": {
      does: "Whether nginx was built with --with-debug.",
      example: `ngx.say(ngx.config.debug) --> true`,
    },
    "ngx.config.is_console": {
      does: "Whether the code runs under the command line.",
      example: `ngx.say(ngx.config.is_console) --> true`,
    },
    "ndk.set_var.DIRECTIVE": {
      usage: "text = ndk.set_var.DIRECTIVE(text)",
      does: "Calls a directive of another module that sets a variable, such as set_escape_uri of set-misc.",
      differs: "There are no such modules.",
      example: `
        print(ndk.set_var.set_escape_uri("a b"))
        --! directive "set_escape_uri" not found`,
    },
  },
};

export const encoding: Area = {
  page: "encoding",
  title: "Encoding and digests",
  about: "Texts for URIs, SQL and base64, and the checksums and digests that `ngx` has itself.",
  notes: {
    "ngx.escape_uri": {
      returns: "text",
      example: `
        ngx.say(ngx.escape_uri("a b/c?d=\\195\\169")) --> a%20b%2Fc%3Fd%3D%C3%A9
        ngx.say(ngx.escape_uri("/a b/c", 0)) --> /a%20b/c`,
    },
    "ngx.unescape_uri": { returns: "text", example: `ngx.say(ngx.unescape_uri("a%20b+c%2f")) --> a b c/` },
    "ngx.encode_args": {
      returns: "query",
      example: `
        ngx.say(ngx.encode_args({ name = "a b" })) --> name=a%20b
        ngx.say(ngx.encode_args({ tag = { "x", "y" } })) --> tag=x&tag=y
        ngx.say(ngx.encode_args({ flag = true, off = false })) --> flag`,
      differs: "Arguments come in the order in which they were put into the table; there the order cannot be foretold.",
    },
    "ngx.decode_args": {
      usage: "table, err = ngx.decode_args(str, max_args?)",
      example: `
        local args = ngx.decode_args("a=1&b=x%20y&flag&a=2")
        ngx.say(args.a[1], args.a[2], " ", args.b, " ", args.flag) --> 12 x y true`,
    },
    "ngx.encode_base64": {
      returns: "text",
      example: `
        ngx.say(ngx.encode_base64("hello")) --> aGVsbG8=
        ngx.say(ngx.encode_base64("hello", true)) --> aGVsbG8`,
    },
    "ngx.decode_base64": {
      returns: "text",
      example: `
        ngx.say(ngx.decode_base64("aGVsbG8=")) --> hello
        ngx.say(tostring(ngx.decode_base64("no base64!"))) --> nil`,
    },
    "ngx.decode_base64mime": {
      returns: "text, err",
      example: `ngx.say(ngx.decode_base64mime("aGVs\\r\\nbG8=")) --> hello`,
    },
    "ngx.base64.encode_base64url": {
      returns: "text, err",
      example: `
        local base64 = require "ngx.base64"
        ngx.say(base64.encode_base64url("\\255\\254\\253>")) --> __79Pg`,
    },
    "ngx.base64.decode_base64url": {
      returns: "text, err",
      example: `
        local base64 = require "ngx.base64"
        ngx.say(base64.decode_base64url("aGVsbG8")) --> hello`,
    },
    "ngx.md5": { returns: "digest", example: `ngx.say(ngx.md5("hello")) --> 5d41402abc4b2a76b9719d911017c592` },
    "ngx.md5_bin": {
      returns: "digest",
      example: `ngx.say(ngx.encode_base64(ngx.md5_bin("hello"))) --> XUFAKrxLKna5cZ2REBfFkg==`,
    },
    "ngx.sha1_bin": {
      returns: "digest",
      example: `
        ngx.say(ngx.encode_base64(ngx.sha1_bin("hello")))
        --> qvTGHdzF6KLavt4PO0gs2a6pQ00=`,
    },
    "ngx.hmac_sha1": {
      returns: "digest",
      example: `ngx.say(#ngx.hmac_sha1("secret key", "a message")) --> 20`,
    },
    "ngx.crc32_short": { returns: "checksum", example: `ngx.say(ngx.crc32_short("hello")) --> 907060870` },
    "ngx.crc32_long": { returns: "checksum", example: `ngx.say(ngx.crc32_long("hello")) --> 907060870` },
    "ngx.quote_sql_str": {
      returns: "quoted",
      example: `ngx.say(ngx.quote_sql_str("it's")) --> 'it\\'s'`,
    },
  },
};

export const regex: Area = {
  page: "ngx.re",
  title: "ngx.re: regular expressions",
  about:
    'Perl-compatible regular expressions. The options are letters: "i" ignores case, "x" ignores blanks, "m" and "s" ' +
    'are those of Perl, "u" takes UTF-8, "a" anchors, "D" and "J" are about names of groups, "j" and "o" ask for speed.',
  notes: {
    "ngx.re.match": {
      returns: "captures, err",
      example: String.raw`
        local m = ngx.re.match("order 66, order 99", [[order (\d+)]])
        ngx.say(m[0], ": ", m[1]) --> order 66: 66
        local named = ngx.re.match("k=v", "(?<key>.)=(?<value>.)")
        ngx.say(named.key, " ", named.value) --> k v
        local ctx = { pos = 10 }          -- goes on from there, and is moved on
        m = ngx.re.match("order 66, order 99", [[\d+]], "jo", ctx)
        ngx.say(m[0], " ", ctx.pos) --> 99 19`,
      differs: "The options j and o change nothing here: what can be fast is.",
    },
    "ngx.re.find": {
      returns: "from, to, err",
      example: `
        local from, to = ngx.re.find("hello, world", "o", "jo")
        ngx.say(from, " ", to) --> 5 5
        ngx.say(ngx.re.find("hello", "xyz") == nil) --> true`,
    },
    "ngx.re.gmatch": {
      returns: "iterator, err",
      example: String.raw`
        for m in ngx.re.gmatch("a=1, b=2", [[(\w)=(\d)]]) do
          ngx.say(m[1], " is ", m[2])
        end
        --> a is 1
        --> b is 2`,
    },
    "ngx.re.sub": {
      returns: "text, count, err",
      example: String.raw`
        ngx.say((ngx.re.sub("hello, world", [[(\w+), (\w+)]], "$2, $1")))
        --> world, hello`,
    },
    "ngx.re.gsub": {
      returns: "text, count, err",
      example: String.raw`
        local function tenfold(m) return m[0] * 10 end
        local text, count = ngx.re.gsub("1 and 2", [[\d]], tenfold)
        ngx.say(text, ", ", count, " times") --> 10 and 20, 2 times`,
    },
    "ngx.re.split": {
      usage: 'parts, err =\n  require("ngx.re").split(subject, regex, options?, ctx?, max?, res?)',
      example: `
        local split = require "ngx.re".split
        ngx.say(table.concat(split("a, b;c", "[,;] ?"), "|")) --> a|b|c
        ngx.say(table.concat(split("a,b,c", ",", nil, nil, 2), "|")) --> a|b,c`,
    },
    "ngx.re.opt": {
      usage: 'require("ngx.re").opt("jit_stack_size", bytes)',
      example: `require "ngx.re".opt("jit_stack_size", 128 * 1024)`,
    },
  },
};

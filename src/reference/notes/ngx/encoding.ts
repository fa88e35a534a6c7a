import type { Area } from "../../note.ts";

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

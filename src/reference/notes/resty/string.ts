import type { Area } from "../../note.ts";

const SHAS = ["resty.sha1", "resty.sha224", "resty.sha256", "resty.sha384", "resty.sha512"];
const ofShas = (name: string) => SHAS.map((library) => `${library}.${name}`).join(", ");

export const digests: Area = {
  page: "resty.string",
  title: "lua-resty-string: digests, AES, random bytes",
  about: "The libraries resty.md5, resty.sha1 to resty.sha512, resty.aes, resty.random and resty.string.",
  notes: {
    "resty.md5.new": {
      returns: "md5",
      example: `
        local str = require "resty.string"
        local md5 = require "resty.md5":new()
        md5:update("hel")
        md5:update("lo")
        ngx.say(str.to_hex(md5:final())) --> 5d41402abc4b2a76b9719d911017c592`,
    },
    "resty.md5.update": {
      usage: "ok = md5:update(text, len?)",
      example: `
        local md5 = require "resty.md5":new()
        ngx.say(md5:update("hello, world", 5)) --> true
        ngx.say(md5:final_hex()) --> 5d41402abc4b2a76b9719d911017c592`,
    },
    "resty.md5.final": {
      usage: "digest = md5:final()",
      example: `
        local md5 = require "resty.md5":new()
        ngx.say(#md5:final()) --> 16`,
    },
    "resty.md5.final_hex": {
      usage: "digest = md5:final_hex()",
      example: `
        local md5 = require "resty.md5":new()
        ngx.say(md5:final_hex()) --> d41d8cd98f00b204e9800998ecf8427e`,
    },
    "resty.md5.reset": {
      usage: "ok = md5:reset()",
      example: `
        local md5 = require "resty.md5":new()
        md5:update("something else")
        md5:reset()
        ngx.say(md5:final_hex()) --> d41d8cd98f00b204e9800998ecf8427e`,
    },
    [ofShas("new")]: {
      title: "resty.sha1.new, and of sha224 to sha512",
      usage: SHAS.map((library) => `${library.slice("resty.".length)} = require("${library}"):new()`).join("\n"),
      does: "Makes a SHA digest of no text yet.",
      example: `
        local str = require "resty.string"
        local sha1 = require "resty.sha1":new()
        sha1:update("hello")
        ngx.say(str.to_hex(sha1:final()))
        --> aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d`,
    },
    [ofShas("update")]: {
      title: "resty.sha1.update, and of sha224 to sha512",
      usage: "ok = sha256:update(text)",
      does: "Adds a text to a SHA digest; true.",
      example: `
        local sha256 = require "resty.sha256":new()
        ngx.say(sha256:update("hello")) --> true`,
    },
    [ofShas("final")]: {
      title: "resty.sha1.final, and of sha224 to sha512",
      usage: "digest = sha256:final()",
      does: "The SHA digest of what was added, as bytes.",
      example: `
        for _, name in ipairs { "sha1", "sha224", "sha512" } do
          ngx.say(name, ": ", #require("resty." .. name):new():final(), " bytes")
        end
        --> sha1: 20 bytes
        --> sha224: 28 bytes
        --> sha512: 64 bytes`,
    },
    [ofShas("reset")]: {
      title: "resty.sha1.reset, and of sha224 to sha512",
      usage: "ok = sha256:reset()",
      example: `ngx.say(require "resty.sha512":new():reset()) --> true`,
    },
    "resty.string.to_hex": {
      returns: "digits",
      example: `ngx.say(require "resty.string".to_hex("hello")) --> 68656c6c6f`,
    },
    "resty.string.atoi": { returns: "number", example: `ngx.say(require "resty.string".atoi("42")) --> 42` },
    "resty.random.bytes": {
      returns: "bytes",
      example: `ngx.say(#require "resty.random".bytes(16)) --> 16`,
      differs: "The bytes are always strong ones.",
    },
    "resty.aes.new": {
      usage: 'crypto, err = require("resty.aes"):new(key, salt?, cipher?, hash?, rounds?)',
      example: `
        local aes = require "resty.aes"
        local crypto = aes:new("a password")
        ngx.say(crypto:decrypt(crypto:encrypt("hello"))) --> hello
        local key, iv = ("k"):rep(32), ("i"):rep(16)
        crypto = aes:new(key, nil, aes.cipher(256, "cbc"), { iv = iv })
        ngx.say(#crypto:encrypt("hello")) --> 16`,
      differs: "Initialization vectors of GCM that are shorter than 8 bytes are refused.",
    },
    "resty.aes.cipher": {
      usage: 'cipher = require("resty.aes").cipher(size?, mode?)',
      example: `
        local aes = require "resty.aes"
        ngx.say(type(aes.cipher(256, "gcm"))) --> table`,
    },
    "resty.aes.encrypt": {
      usage: "encrypted = crypto:encrypt(text)\n{ encrypted, tag } = crypto:encrypt(text, aad?)     -- with gcm",
      example: `
        local aes = require "resty.aes"
        local crypto = aes:new("a password", "8 bytes!", aes.cipher(256, "gcm"))
        local encrypted, tag = unpack(crypto:encrypt("hello"))
        ngx.say(#encrypted, " ", #tag) --> 5 16`,
    },
    "resty.aes.decrypt": {
      usage: "text, err = crypto:decrypt(encrypted, tag?, aad?)",
      example: `
        local aes = require "resty.aes"
        local crypto = aes:new("a password", "8 bytes!", aes.cipher(256, "gcm"))
        local encrypted, tag = unpack(crypto:encrypt("hello"))
        ngx.say(crypto:decrypt(encrypted, tag)) --> hello`,
    },
    [["md5", "sha1", "sha224", "sha256", "sha384", "sha512"].map((hash) => `resty.aes.hash.${hash}`).join(", ")]: {
      title: "resty.aes.hash.md5 and others",
      usage: 'require("resty.aes").hash.sha256',
      does: "The digest that makes the key of a password, for new; MD5 is the default.",
      example: `
        local aes = require "resty.aes"
        local cipher = aes.cipher(128, "cbc")
        local crypto = aes:new("a password", nil, cipher, aes.hash.sha256)
        ngx.say(crypto:decrypt(crypto:encrypt("hello"))) --> hello`,
    },
  },
};

import type { Area } from "../../note.ts";

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

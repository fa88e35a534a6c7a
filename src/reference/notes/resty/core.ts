import type { Area } from "../../note.ts";

const CODES = "OK ERROR AGAIN BUSY DONE DECLINED NO_REQ_CTX BAD_CONTEXT".split(" ");

export const core: Area = {
  page: "resty.core",
  title: "resty.core: parts of lua-resty-core",
  about: "All that lua-resty-core adds is there from the start. These parts of it are useful by themselves.",
  notes: {
    "resty.core.time.monotonic_msec": {
      usage: 'milliseconds = require("resty.core.time").monotonic_msec()',
      example: `
        local time = require "resty.core.time"
        local before = time.monotonic_msec()
        ngx.sleep(2)
        ngx.say(time.monotonic_msec() - before) --> 2000`,
    },
    "resty.core.time.monotonic_time": {
      usage: 'seconds = require("resty.core.time").monotonic_time()',
      example: `
        local time = require "resty.core.time"
        ngx.say(time.monotonic_time() == time.monotonic_msec() / 1000) --> true`,
    },
    "resty.core.utils.str_replace_char": {
      usage: 'text = require("resty.core.utils").str_replace_char(text, find, replace)',
      does: "Replaces a byte of a text by another one.",
      example: `
        local utils = require "resty.core.utils"
        ngx.say(utils.str_replace_char("content-type", "-", "_")) --> content_type`,
    },
    "resty.core.base.new_tab, resty.core.base.clear_tab": {
      usage: 'table = require("resty.core.base").new_tab(narr, nrec)',
      does: "The functions table.new and table.clear.",
      example: `
        local base = require "resty.core.base"
        local t = base.new_tab(2, 0)
        t[1] = "x"
        base.clear_tab(t)
        ngx.say(#t) --> 0`,
    },
    "resty.core.base.ref_in_table": {
      usage: 'place = require("resty.core.base").ref_in_table(list, value)',
      does: "Puts a value into a list, where list[0] says that a place is free, or at its end; answers the place.",
      example: `
        local base = require "resty.core.base"
        local list = {}
        ngx.say(base.ref_in_table(list, "x"), base.ref_in_table(list, "y")) --> 12`,
    },
    "resty.core.base.allows_subsystem": {
      usage: 'require("resty.core.base").allows_subsystem(name, ...)',
      does: 'An error unless one of the names is "http".',
      example: `
        local base = require "resty.core.base"
        ngx.say(pcall(base.allows_subsystem, "http", "stream")) --> true`,
    },
    "resty.core.base.get_string_buf_size, resty.core.base.set_string_buf_size": {
      usage: 'bytes = require("resty.core.base").get_string_buf_size()',
      does: "How large the buffer is that C fills with texts; here it is only remembered.",
      example: `ngx.say(require("resty.core.base").get_string_buf_size()) --> 4096`,
    },
    [CODES.map((code) => `resty.core.base.FFI_${code}`).join(", ")]: {
      title: "resty.core.base.FFI_OK and others",
      usage: 'require("resty.core.base").FFI_OK',
      does: "What functions of C answer in lua-resty-core.",
      example: `ngx.say(require("resty.core.base").FFI_DECLINED) --> -5`,
    },
  },
};

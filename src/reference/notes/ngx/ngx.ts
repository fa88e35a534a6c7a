import { CORE_CONSTANTS, HTTP_METHODS, HTTP_STATUS } from "../../../ngx/constants.ts";
import type { Area } from "../../note.ts";
import { constants } from "./constants.ts";

export const ngx: Area = {
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
    ...constants(CORE_CONSTANTS, {
      title: "Results: ngx.OK and others",
      does: "What functions of nginx answer: ngx.exit and handlers take them.",
      example: `ngx.say(ngx.OK, " ", ngx.ERROR) --> 0 -1`,
    }),
    ...constants(HTTP_METHODS, {
      title: "Methods of HTTP: ngx.HTTP_GET and others",
      does: "The methods of HTTP, for ngx.req.set_method and ngx.location.capture.",
      example: `ngx.say(ngx.HTTP_POST) --> 8`,
    }),
    ...constants(HTTP_STATUS, {
      title: "Status codes of HTTP: ngx.HTTP_OK and others",
      does: "The status codes of HTTP, for ngx.exit, ngx.status and ngx.redirect.",
      example: `ngx.say(ngx.HTTP_NOT_FOUND) --> 404`,
    }),
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

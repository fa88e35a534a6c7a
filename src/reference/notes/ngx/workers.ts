import type { Area } from "../../note.ts";

export const workers: Area = {
  page: "ngx.worker",
  title: "Workers and processes: ngx.worker, ngx.process, ngx.errlog",
  about:
    "What the process is that runs the script, and its error log. A command line has one process of the type single.",
  notes: {
    "ngx.worker.id": { returns: "id", example: `ngx.say(ngx.worker.id()) --> 0` },
    "ngx.worker.count": { returns: "count", example: `ngx.say(ngx.worker.count()) --> 1` },
    "ngx.worker.pid": { returns: "pid", example: `ngx.say(ngx.worker.pid() > 0) --> true` },
    "ngx.worker.pids": {
      returns: "pids",
      example: `ngx.say(ngx.worker.pids()[1] == ngx.worker.pid()) --> true`,
    },
    "ngx.worker.exiting": {
      returns: "exiting",
      example: `
        ngx.say(ngx.worker.exiting()) --> false
        require "ngx.process".signal_graceful_exit()
        ngx.sleep(0.1)
        ngx.say(ngx.worker.exiting()) --> true`,
    },
    "ngx.process.type": {
      returns: "type",
      example: `ngx.say(require "ngx.process".type()) --> single`,
    },
    "ngx.process.get_master_pid": {
      returns: "pid",
      example: `ngx.say(require "ngx.process".get_master_pid() > 0) --> true`,
    },
    "ngx.process.enable_privileged_agent": {
      returns: "ok, err",
      example: `
        local ok, err = require "ngx.process".enable_privileged_agent()
        ngx.say(err) --> API disabled in the current context`,
    },
    "ngx.process.signal_graceful_exit": {
      usage: 'require("ngx.process").signal_graceful_exit()',
      example: `
        ngx.timer.at(60, function(premature) ngx.say("premature: ", premature) end)
        require "ngx.process".signal_graceful_exit()
        ngx.sleep(0.1)
        --> premature: true`,
    },
    "ngx.errlog.get_logs": {
      returns: "logs, err",
      example: `
        -- ngxbox run --http-conf 'lua_capture_error_log 32k;'
        ngx.log(ngx.ERR, "kept")
        local logs = require "ngx.errlog".get_logs()
        ngx.say(logs[1] == ngx.ERR, " ", logs[3]:match("kept")) --> true kept
        --! kept`,
    },
    "ngx.errlog.set_filter_level": {
      returns: "ok, err",
      example: `
        -- ngxbox run --http-conf 'lua_capture_error_log 32k;'
        local errlog = require "ngx.errlog"
        errlog.set_filter_level(ngx.CRIT)
        ngx.log(ngx.ERR, "written, but not kept")
        ngx.say(#errlog.get_logs()) --> 0
        --! written, but not kept`,
    },
    "ngx.errlog.get_sys_filter_level": {
      returns: "level",
      example: `
        -- ngxbox run --errlog-level info
        ngx.say(require "ngx.errlog".get_sys_filter_level() == ngx.INFO) --> true`,
    },
    "ngx.errlog.raw_log": {
      usage: 'require("ngx.errlog").raw_log(level, message)',
      example: `
        require "ngx.errlog".raw_log(ngx.ERR, "no place in front of this")
        --! [error]
        --! no place in front of this`,
    },
  },
};

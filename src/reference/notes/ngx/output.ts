import { LOG_LEVELS } from "../../../ngx/constants.ts";
import type { Area } from "../../note.ts";
import { constants } from "./constants.ts";

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
    ...constants(LOG_LEVELS, {
      title: "Levels of the error log: ngx.ERR and others",
      does: "How serious a message is for ngx.log, the most serious first.",
      example: `ngx.say(ngx.ERR < ngx.WARN) --> true`,
    }),
  },
};

import type { Area } from "../../note.ts";

export const ngxboxTimer: Area = {
  page: "ngxbox.timer",
  title: "ngxbox.timer: timers that can be cancelled",
  about: "A library of ngxbox in plain Lua, which runs on OpenResty as well.",
  notes: {
    "ngxbox.timer.at": {
      usage: 'timer, err = require("ngxbox.timer").at(delay, callback, ...)',
      does: "As ngx.timer.at, but answers a timer that can be cancelled.",
      phasesOf: "ngx.timer.at",
      example: `
        local timer = require "ngxbox.timer".at(1, function() ngx.say("too late") end)
        ngx.say(timer:cancel()) --> true
        ngx.say(ngx.timer.pending_count()) --> 0`,
      note: "delay may be a table: { seconds, jitter = the most seconds to add by chance }.",
    },
    "ngxbox.timer.every": {
      usage: 'timer, err = require("ngxbox.timer").every(period, callback, ...)',
      does: "As ngx.timer.every, but answers a timer that can be cancelled.",
      phasesOf: "ngx.timer.every",
      example: `
        local timer = require "ngxbox.timer"
        local function say(premature, text) ngx.say(text) end
        local ticks = timer.every(1, say, "tick")
        ngx.sleep(2.5)
        ticks:cancel()
        ngx.sleep(5)
        --> tick
        --> tick`,
      note: "period may be a table: { seconds, jitter = seconds, no_overlap = true }.",
    },
    "ngxbox.timer.once": {
      usage: 'timer, err = require("ngxbox.timer").once(name, delay, callback, ...)',
      does: "As at, by the first of all workers that ask for name; the others get nil and taken.",
      phasesOf: "ngx.timer.at",
      example: `
        -- ngxbox run --shdict 'ngxbox_timer 100k'
        local timer = require "ngxbox.timer"
        timer.once("warm up", 0, function() ngx.say("by one worker") end)
        ngx.say(select(2, timer.once("warm up", 0, function() end))) --> taken
        ngx.sleep(0.1)
        --> by one worker`,
      note: "delay may be a table: { seconds, dict = name of a shared dictionary, lifetime = seconds }.",
    },
    "ngxbox.timer.dict": {
      usage: 'require("ngxbox.timer").dict = name',
      does: "The shared dictionary in which once keeps its locks.",
      example: `ngx.say(require "ngxbox.timer".dict) --> ngxbox_timer`,
    },
    "timer:cancel": {
      usage: "stopped = timer:cancel()",
      does: "Stops a timer of ngxbox.timer; whether there was something to stop. A callback at work goes on.",
      example: `
        local timer = require "ngxbox.timer".at(0, function() end)
        ngx.say(timer:cancel(), " ", timer:cancel()) --> true false`,
    },
  },
};

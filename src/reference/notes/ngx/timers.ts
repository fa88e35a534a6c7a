import type { Area } from "../../note.ts";

export const timers: Area = {
  page: "timers",
  title: "Timers and sleeping",
  about:
    "A timer runs a function later, in a request of its own: it outlives the request that made it. " +
    "A light thread that sleeps lets the others run.",
  notes: {
    "ngx.timer.at": {
      returns: "ok, err",
      example: `
        local function greet(premature, name)
          if premature then return end      -- the worker exits
          ngx.say("hello, ", name)
        end
        ngx.say(ngx.timer.at(0.5, greet, "you"))
        ngx.sleep(1)
        --> 1
        --> hello, you`,
      note: "A callback has no client's request. premature is true when the worker exits before the time has come.",
    },
    "ngx.timer.every": {
      returns: "ok, err",
      example: `
        local count = 0
        ngx.timer.every(0.5, function(premature)
          if premature then return end
          count = count + 1
          ngx.say("tick ", count)
        end)
        ngx.sleep(1.2)
        --> tick 1
        --> tick 2`,
      note: "A callback that takes longer than the period does not keep the next one from running beside it.",
    },
    "ngx.timer.pending_count": {
      returns: "count",
      example: `
        ngx.timer.at(60, function() end)
        ngx.timer.at(60, function() end)
        ngx.say(ngx.timer.pending_count()) --> 2`,
    },
    "ngx.timer.running_count": {
      returns: "count",
      example: `
        -- the script itself runs in a timer
        ngx.timer.at(0, function() ngx.sleep(1) end)
        ngx.sleep(0.1)
        ngx.say(ngx.timer.running_count()) --> 2`,
    },
    "ngx.sleep": {
      usage: "ngx.sleep(seconds)",
      example: `
        local before = ngx.now()
        ngx.sleep(0.25)
        ngx.say(ngx.now() - before >= 0.25) --> true`,
    },
  },
};

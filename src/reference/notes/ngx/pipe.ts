import type { Area } from "../../note.ts";

const reading = (stream: string) => ({
  [`proc:${stream}_read_line`]: {
    usage: `line, err, partial = proc:${stream}_read_line()`,
    example: `
      local pipe = require "ngx.pipe"
      local proc = pipe.spawn("printf 'one\\ntwo' ${stream === "stderr" ? ">&2" : ""}")
      ngx.say(proc:${stream}_read_line()) --> one
      local line, err, partial = proc:${stream}_read_line()
      ngx.say(tostring(line), " ", err, " ", partial) --> nil closed two`.replace(' ")', '")'),
  },
  [`proc:${stream}_read_all`]: {
    usage: `data, err, partial = proc:${stream}_read_all()`,
    example: `
      local pipe = require "ngx.pipe"
      local proc = pipe.spawn("printf 'one\\ntwo\\n' ${stream === "stderr" ? ">&2" : ""}")
      ngx.print(proc:${stream}_read_all())
      --> one
      --> two`.replace(' ")', '")'),
  },
  [`proc:${stream}_read_bytes`]: {
    usage: `data, err, partial = proc:${stream}_read_bytes(len)`,
    example: `
      local pipe = require "ngx.pipe"
      local proc = pipe.spawn("printf 12345678 ${stream === "stderr" ? ">&2" : ""}")
      ngx.say(proc:${stream}_read_bytes(3)) --> 123
      ngx.say(proc:${stream}_read_bytes(3)) --> 456`.replace(' ")', '")'),
  },
  [`proc:${stream}_read_any`]: {
    usage: `data, err = proc:${stream}_read_any(max)`,
    example: `
      local pipe = require "ngx.pipe"
      local proc = pipe.spawn("printf 12345678 ${stream === "stderr" ? ">&2" : ""}")
      ngx.say(proc:${stream}_read_any(4)) --> 1234`.replace(' ")', '")'),
  },
});

export const pipes: Area = {
  page: "ngx.pipe",
  title: "Child processes: ngx.pipe, resty.shell, resty.signal",
  about: "Programs that run beside the script, read and written by light threads that wait without holding up others.",
  notes: {
    "ngx.pipe.spawn": {
      usage: 'proc, err = require("ngx.pipe").spawn(args, opts?)',
      example: `
        local pipe = require "ngx.pipe"
        local proc = pipe.spawn({ "echo", "no shell: $HOME" })
        ngx.say(proc:stdout_read_line()) --> no shell: $HOME
        proc = pipe.spawn("echo $NAME", { environ = { "NAME=you" } })
        ngx.say(proc:stdout_read_line()) --> you`,
      note:
        "opts: merge_stderr (to stdout), buffer_size (bytes), environ (an array of NAME=VALUE), and the time-outs " +
        "write_timeout, stdout_read_timeout, stderr_read_timeout and wait_timeout in milliseconds (10,000).",
      differs: "Children never outlive the run; after os.exit the reference leaves them running.",
    },
    "proc:pid": {
      usage: "pid = proc:pid()",
      example: `
        local proc = require "ngx.pipe".spawn({ "true" })
        ngx.say(proc:pid() > 0) --> true`,
    },
    "proc:wait": {
      usage: "ok, reason, status = proc:wait()",
      example: `
        local pipe = require "ngx.pipe"
        local ok, reason, status = pipe.spawn("exit 3"):wait()
        ngx.say(ok, " ", reason, " ", status) --> false exit 3
        ok, reason, status = pipe.spawn("kill -9 $$"):wait()
        ngx.say(ok, " ", reason, " ", status) --> false signal 9`,
      note: 'While another light thread waits for the child, it answers "pipe busy waiting".',
    },
    "proc:kill": {
      usage: "ok, err = proc:kill(signal)",
      example: `
        local proc = require "ngx.pipe".spawn({ "sleep", "60" })
        ngx.say(proc:kill(15)) --> true
        ngx.say(select(3, proc:wait())) --> 15`,
    },
    "proc:write": {
      usage: "count, err = proc:write(data)",
      example: `
        local proc = require "ngx.pipe".spawn({ "sort" })
        ngx.say(proc:write({ "b\\n", "a\\n" })) --> 4
        proc:shutdown("stdin")
        ngx.print(proc:stdout_read_all())
        --> a
        --> b`,
    },
    "proc:shutdown": {
      usage: "ok, err = proc:shutdown(direction)",
      example: `
        local proc = require "ngx.pipe".spawn({ "cat" })
        ngx.say(proc:shutdown("stdin")) --> true
        ngx.say((proc:wait())) --> true`,
    },
    "proc:set_timeouts": {
      usage: "proc:set_timeouts(write, stdout_read, stderr_read, wait)",
      example: `
        local proc = require "ngx.pipe".spawn({ "sleep", "60" })
        proc:set_timeouts(nil, 50, nil, 50)
        ngx.say(select(2, proc:stdout_read_line())) --> timeout
        proc:kill(9)`,
    },
    ...reading("stdout"),
    ...reading("stderr"),
    "resty.shell.run": {
      usage: 'ok, stdout, stderr, reason, status =\n  require("resty.shell").run(cmd, stdin?, timeout?, max_size?)',
      does:
        "Runs a command to its end, writing stdin to it, while other light threads run. timeout is in milliseconds for " +
        "each step, max_size in bytes for each stream (128 kB).",
      phasesOf: "ngx.socket.tcp",
      example: `
        local shell = require "resty.shell"
        local ok, out, err, reason, status = shell.run("tr a-z A-Z; exit 3", "hello")
        ngx.say(tostring(ok), " ", out, " ", reason, " ", status)
        --> false HELLO exit 3`,
    },
    "resty.signal.kill": {
      returns: "ok, err",
      example: `
        local proc = require "ngx.pipe".spawn({ "sleep", "60" })
        ngx.say(require "resty.signal".kill(proc:pid(), "TERM")) --> true
        ngx.say(select(3, proc:wait())) --> 15`,
    },
    "resty.signal.signum": {
      returns: "number, err",
      example: `ngx.say(require "resty.signal".signum("HUP")) --> 1`,
      differs: "Signal masks, handlers and fork are not there: they need the process of nginx.",
    },
  },
};

import type { Area } from "../../note.ts";

export const luaOs: Area = {
  page: "os",
  title: "Lua: os",
  about: "The system around the script.",
  notes: {
    "os.time": {
      usage: "seconds = os.time(table?)",
      does: "The seconds since 1970, now or of a date in local time: { year =, month =, day =, hour = 12, min =, sec = }.",
      example: `print(os.time({ year = 2026, month = 11, day = 23, hour = 0 })) --> 1795392000`,
      note: "It asks the system; ngx.time() does not, and costs less.",
    },
    "os.date": {
      usage: "text | table = os.date(format?, seconds?)",
      does: 'A date as strftime writes it, or a table for "*t"; ! in front means UTC.',
      example: `
        print(os.date("!%Y-%m-%d %H:%M", 0)) --> 1970-01-01 00:00
        print(os.date("!*t", 0).year) --> 1970`,
    },
    "os.clock": {
      usage: "seconds = os.clock()",
      does: "How much time the processor has worked for the process.",
      example: `print(os.clock() > 0) --> true`,
    },
    "os.difftime": {
      usage: "seconds = os.difftime(later, earlier)",
      does: "The seconds between two times.",
      example: `print(os.difftime(10, 4)) --> 6`,
    },
    "os.execute": {
      usage: "ok, reason, status = os.execute(command?)",
      does: "Runs a command of the shell. The whole worker waits; resty.shell lets others run.",
      example: `
        local ok, reason, status = os.execute("exit 3")
        print(tostring(ok), " ", reason, " ", status) --> nil exit 3`,
      note: "Lua 5.1 answers a number.",
    },
    "os.exit": {
      usage: "os.exit(status?, close?)",
      does: "Ends the process at once: timers do not run any more.",
      example: `
        ngx.timer.at(0, function() print("never") end)
        os.exit(0)`,
    },
    "os.getenv": {
      usage: "value = os.getenv(name)",
      does: "The value of a variable of the environment.",
      example: `print(os.getenv("NO_SUCH_VARIABLE") == nil) --> true`,
      note: "A server lets in only variables that an env directive names; the command line lets in all.",
    },
    "os.remove": {
      usage: "ok, err, errno = os.remove(path)",
      does: "Removes a file or an empty folder.",
      example: `
        local ok, err = os.remove("/no/such")
        print(err) --> /no/such: No such file or directory`,
    },
    "os.rename": {
      usage: "ok, err, errno = os.rename(from, to)",
      does: "Gives a file another name.",
      example: `print(select(3, os.rename("/no/such", "/no/other"))) --> 2`,
    },
    "os.tmpname": {
      usage: "path = os.tmpname()",
      does: "Makes an empty file, and answers its path.",
      example: `
        local path = os.tmpname()
        print(path:match("^/tmp/lua_") ~= nil) --> true
        os.remove(path)`,
    },
    "os.setlocale": {
      usage: "name = os.setlocale(locale?, category?)",
      does: "The locale; sets it.",
      example: `print(os.setlocale()) --> C`,
      differs: "There is the locale C only, also as POSIX and C.UTF-8.",
    },
  },
};

import type { Area, Note } from "../../note.ts";

/** A note whose example has a file, `file`, with a text. */
const withFile = (usage: string, does: string, example: string, more: Partial<Note> = {}): Note => ({
  usage,
  does,
  example: `local file = io.tmpfile()\nfile:write("one\\ntwo\\n")\nfile:seek("set")\n${example
    .replace(/^\n/, "")
    .replace(/^ {6}/gm, "")}`,
  ...more,
});

export const luaIo: Area = {
  page: "io",
  title: "Lua: io and files",
  about: "Files of the system. Reading and writing them holds up the whole worker, as it does in OpenResty.",
  notes: {
    "io.open": {
      usage: "file, err, errno = io.open(path, mode?)",
      does: 'Opens a file: "r" (the default), "w", "a", each with + to do both and b for bytes.',
      example: `
        local path = os.tmpname()
        local file = assert(io.open(path, "w"))
        file:write("hello")
        file:close()
        print(io.open(path):read("*a")) --> hello
        os.remove(path)
        local _, err = io.open("/no/such")
        print(err) --> /no/such: No such file or directory`,
    },
    "io.popen": {
      usage: "file, err = io.popen(command, mode?)",
      does: 'Runs a command of the shell, and reads ("r") or writes ("w") it. The whole worker waits; see ngx.pipe.',
      example: `print(io.popen("echo hello"):read()) --> hello`,
    },
    "io.lines": {
      usage: "for line in io.lines(path?, ...) do ... end",
      does: "Goes through the lines of a file, or what formats say as for file:read.",
      example: `print(pcall(io.lines, "/no/such") == false) --> true`,
    },
    "io.read": {
      usage: "... = io.read(...)",
      does: "Reads from the standard input, as file:read.",
      example: `print(io.read() == nil) --> true`,
      note: "Waiting for input holds up the whole worker.",
    },
    "io.write": {
      usage: "file = io.write(...)",
      does: "Writes to the standard output, as file:write.",
      example: `io.write("hello", 1, "\\n") --> hello1`,
    },
    "io.input": {
      usage: "file = io.input(path | file)",
      does: "The file that io.read reads; sets it.",
      example: `print(io.input() == io.stdin) --> true`,
    },
    "io.output": {
      usage: "file = io.output(path | file)",
      does: "The file that io.write writes; sets it.",
      example: `print(io.output() == io.stdout) --> true`,
    },
    "io.close": {
      usage: "ok, err = io.close(file?)",
      does: "Closes a file, or the standard output.",
      example: `print(io.close(io.tmpfile())) --> true`,
    },
    "io.flush": {
      usage: "io.flush()",
      does: "Writes out what is buffered of the standard output.",
      example: `
        io.write("hello\\n")
        io.flush()
        --> hello`,
    },
    "io.tmpfile": {
      usage: "file, err = io.tmpfile()",
      does: "Opens a file without a name, which is gone when it is closed.",
      example: `print(io.type(io.tmpfile())) --> file`,
    },
    "io.type": {
      usage: "name = io.type(value)",
      does: '"file", "closed file", or nil for what is no file.',
      example: `
        print(io.type(io.stdout)) --> file
        print(io.type("a text") == nil) --> true`,
    },
    "io.stdin, io.stdout, io.stderr": {
      does: "The standard files.",
      example: `io.stdout:write("hello\\n") --> hello`,
    },
    "file:read": withFile(
      "... = file:read(format, ...)",
      'Reads a line ("*l", the default; "*L" with its end), a number ("*n"), so many bytes, or all ("*a").',
      `
      print(file:read()) --> one
      print(file:read(2), " ", file:read("*a")) --> tw o
      -->`,
      { note: 'Lua 5.1 has no "*L".' },
    ),
    "file:write": withFile(
      "file, err = file:write(...)",
      "Writes strings and numbers.",
      `
      file:write("ONE", 1)
      file:seek("set")
      print(file:read("*l")) --> ONE1two`,
    ),
    "file:lines": withFile(
      "for line in file:lines(...) do ... end",
      "Goes through the lines, or what formats say as for read.",
      `
      for line in file:lines() do print("> ", line) end
      --> > one
      --> > two`,
    ),
    "file:seek": withFile(
      "position, err = file:seek(whence?, offset?)",
      'Sets the position, from "set" (the beginning), "cur" (here, the default) or "end".',
      `print(file:seek("end")) --> 8`,
    ),
    "file:close": withFile(
      "ok, err = file:close()",
      "Closes the file; of io.popen also how the command ended.",
      `print(file:close()) --> true`,
    ),
    "file:flush": withFile("ok, err = file:flush()", "Writes out what is buffered.", `print(file:flush()) --> true`),
    "file:setvbuf": withFile(
      "ok, err = file:setvbuf(mode, size?)",
      'Sets how what is written is buffered: "no", "full" or "line".',
      `print(file:setvbuf("no")) --> true`,
    ),
  },
};

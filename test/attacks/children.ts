/** Programs that a script may not start, by way of those that it may. The control may start what the attack needs. */
import type { Attack, Group } from "./attack.ts";

/** The victim is a file of the sandbox: whoever removes or changes it has run a program. */
const AROUND = (act: string) => `local f = io.open("victim", "w") f:write("here") f:close()
  ${act}
  local g = io.open("victim") if not g or g:read("*a") ~= "here" then print("reached") end`;

const starts = (act: string, spawn: readonly string[], needs: readonly string[]): Omit<Attack, "name"> => ({
  code: AROUND(act),
  options: { permissions: { spawn } },
  control: { kind: "granted", options: { permissions: { spawn: [...spawn, ...needs] } } },
});

const pipe = (words: string) => `local p = require("ngx.pipe").spawn({ ${words} }) if p then p:wait() end`;

export const CHILDREN: Group = {
  "os.execute without permission": starts(`os.execute("rm victim")`, [], ["sh", "rm"]),
  "io.popen without permission": starts(`local p = io.popen("rm victim") if p then p:close() end`, [], ["sh", "rm"]),
  "ngx.pipe without permission": starts(pipe(`"rm", "victim"`), [], ["rm"]),
  "resty.shell without permission": starts(`require("resty.shell").run("rm victim")`, [], ["sh", "rm"]),
  "another name of the shell": starts(pipe(`"dash", "-c", "rm victim"`), ["sh", "rm"], ["dash"]),
  "a path to a program": starts(pipe(`"/bin/rm", "victim"`), ["echo"], ["rm"]),
  env: starts(pipe(`"env", "rm", "victim"`), ["env"], ["rm"]),
  "env with variables": starts(pipe(`"env", "-i", "A=1", "rm", "victim"`), ["env"], ["rm"]),
  "env and a shell": starts(pipe(`"env", "sh", "-c", "rm victim"`), ["env", "rm"], ["sh"]),
  "env of env": starts(pipe(`"env", "env", "rm", "victim"`), ["env"], ["rm"]),
  "sh -c": starts(pipe(`"sh", "-c", "rm victim"`), ["sh"], ["rm"]),
  "sh in sh": starts(pipe(`"sh", "-c", "sh -c 'rm victim'"`), ["sh"], ["rm"]),
  "a part of a list": starts(`os.execute("echo x; rm victim")`, ["sh", "echo"], ["rm"]),
  "a part of a pipeline": starts(`os.execute("echo victim | tee victim > /dev/null")`, ["sh", "echo"], ["tee"]),
  "a command in a word": starts("os.execute('echo $(rm victim) `rm victim`')", ["sh", "echo"], ["rm"]),
  "a command in a variable": starts(`os.execute("x=rm; $x victim")`, ["sh"], ["rm"]),
  "a command in quotes": starts(`os.execute("r''m victim")`, ["sh"], ["rm"]),
  eval: starts(`os.execute("eval 'rm victim'")`, ["sh"], ["rm"]),
  exec: starts(`os.execute("exec rm victim")`, ["sh"], ["rm"]),
  command: starts(`os.execute("command rm victim")`, ["sh"], ["rm"]),
  "a trap": starts(`os.execute("trap 'rm victim' EXIT")`, ["sh"], ["rm"]),
  "a function of the same name": starts(`os.execute("echo() { rm victim; }; echo")`, ["sh", "echo"], ["rm"]),
  "a program in PATH": starts(`os.execute("PATH=/bin rm victim")`, ["sh"], ["rm"]),
  "in the background": starts(`os.execute("rm victim & wait")`, ["sh"], ["rm"]),
  "a script on standard input": starts(
    `local p = io.popen("sh", "w") p:write("rm victim\\n") p:close()`,
    ["sh"],
    ["rm"],
  ),
  "a script in a file": starts(
    `local s = io.open("s", "w") s:write("rm victim") s:close() ${pipe(`"sh", "s"`)}`,
    ["sh"],
    ["rm"],
  ),
  "moving over it": starts(`os.execute("echo x > other; mv other victim")`, ["sh", "echo"], ["mv"]),
};

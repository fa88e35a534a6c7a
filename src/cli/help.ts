/** The help of the commands. `ngxbox --help` fits a terminal of 24 lines and 80 columns. */
import { usage } from "./resty-usage.ts";

/** What `ngxbox --help` prints. */
export function ngxboxHelp(): string {
  return `ngxbox runs OpenResty-style Lua (ngx.*, timers, threads) without OpenResty.

Usage: ngxbox COMMAND [options]

  run [options] [script.lua [args]]   run Lua, in place of resty
  check FILE...                       look for syntax errors, run nothing
  explain [CODE | NAME | 'TEXT']      say what an error or an API function means

Options of run (all: ngxbox run --help)
  -e CODE                run CODE              -I DIR    look there for modules
  --shdict 'NAME SIZE'   a shared dictionary   -l NAME   require a library
  --http-conf TEXT       directives for nginx's http block
  --errlog-level LEVEL   least level that is shown (usual: warn)

  -h, --help             this text                --version

Examples
  ngxbox run -e 'ngx.say("hello, ", ngx.time())'
  ngxbox run --shdict 'cats 1m' script.lua one two
  ngxbox explain 'attempt to index a nil value'
`;
}

/** What `ngxbox COMMAND --help` prints, undefined for a command that there is not. */
export function commandHelp(command: string): string | undefined {
  switch (command) {
    case "run":
      return usage("ngxbox run");
    case "check":
      return checkHelp;
    case "explain":
      return explainHelp;
    default:
      return undefined;
  }
}

const checkHelp = `Usage: ngxbox check FILE...

Reads each Lua file and prints its first syntax error as FILE:LINE: TEXT,
in LuaJIT's words. Nothing is run.

Exit status: 0 no errors, 1 syntax errors, 2 no file given or one unreadable.
`;

const explainHelp = `Usage: ngxbox explain                  list every lesson
       ngxbox explain NB101            the lesson with this code
       ngxbox explain 'error text'     the lesson for a message
       ngxbox explain ngx.timer.at     what an API function does

Exit status: 0, or 2 if there is nothing to say about it.
`;

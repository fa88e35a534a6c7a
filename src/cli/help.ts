/** The help of the commands. `ngxbox --help` fits a terminal of 24 lines and 80 columns. */
import { usage } from "./options/resty-usage.ts";

/** What `ngxbox --help` prints. */
export function ngxboxHelp(): string {
  return `ngxbox runs OpenResty-style Lua (ngx.*, timers, threads) without OpenResty.

Usage: ngxbox COMMAND [options]

  run [options] [script.lua [args]]   run Lua, in place of resty; or a project
  check FILE...                       look for syntax errors, run nothing
  explain [NAME | CODE | 'TEXT']      tell about a function, directive or error
  playground [--port N] [--no-open]   open the playground in a browser

Options of run (all: ngxbox run --help)
  -e CODE                run CODE              -I DIR    look there for modules
  --shdict 'NAME SIZE'   a shared dictionary   -l NAME   require a library
  --http-conf TEXT       directives for nginx's http block
  --errlog-level LEVEL   least level that is shown (usual: warn)
  --sandbox              allow nothing but what --allow-read, ... say

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
    case "playground":
      return playgroundHelp;
    default:
      return undefined;
  }
}

const checkHelp = `Usage: ngxbox check FILE...

Reads each Lua file, or standard input for -, and prints its first syntax error
as FILE:LINE: TEXT, in LuaJIT's words. Nothing is run.

Exit status: 0 no errors, 1 syntax errors, 2 no file given or one unreadable.
`;

const explainHelp = `Usage: ngxbox explain                  list the topics
       ngxbox explain timers           what a topic holds
       ngxbox explain ngx.timer.at     a function, method, constant or directive
       ngxbox explain sock:receive     a method, whatever the variable is called
       ngxbox explain NB101            an error by its code
       ngxbox explain 'error text'     an error by its message, or a part of it
       ngxbox explain 'any words'      entries that have these words in them
       ngxbox explain NAME NAME...     several names

Every entry has an example, whose output stands behind -->.

Exit status: 0, or 2 if there is nothing to say about it.
`;

const playgroundHelp = `Usage: ngxbox playground [--port NUMBER] [--no-open]

Serves the playground, a page to write Lua and see it run, to this computer
alone, and opens it in the browser. Ctrl+C ends it. Nothing is sent anywhere.

  --port NUMBER   listen there; 0 is any port that is free. Usual: 8480, or the
                  next one that is free
  --no-open       open no browser

Exit status: 0, 1 if it cannot serve, 2 after a wrong option.
`;

/** NB3xx: the end of what there is, and what is not there at all. */
import type { Lesson } from "./lesson.ts";

export const limitLessons: readonly Lesson[] = [
  {
    code: "NB301",
    title: "stack overflow",
    matches: /stack overflow/,
    means: "Functions called each other too deeply, most often one that calls itself without an end.",
    doThis: "Check the condition that ends the recursion, or use a loop.",
    more: `    local function sum(n) return n + sum(n - 1) end            -- never ends
    local function sum(n) if n == 0 then return 0 end return n + sum(n - 1) end

A metatable whose __index asks the same table again does it, too: use rawget there.`,
  },
  {
    code: "NB302",
    title: "not enough memory",
    matches: /not enough memory/,
    means: "A value would be larger than there is memory for.",
    doThis: "Look for a loop that builds a longer and longer string or table, and for a huge count in string.rep.",
    more: `Work in pieces, and write each out before the next one:

    for line in io.lines("big.txt") do ngx.say(#line) end    -- one by one`,
  },
  {
    code: "NB303",
    title: "64-bit numbers and the ffi",
    matches:
      /64-bit integer literal|imaginary (?:number|literal)|ffi[^\n]*(?:not supported|unsupported|cannot)|module 'ffi' not found/,
    means: "LuaJIT's ffi and its 64-bit numbers (10LL, 5ULL) need LuaJIT itself.",
    doThis: "Use plain numbers, which are exact up to 2^53, and the functions of the bit library.",
    more: `The ffi calls machine code, and there is none to call here. Libraries that use it only for speed often
have a plain form. Numbers beyond 2^53 can be kept as strings.`,
  },
  {
    code: "NB304",
    title: "script not found",
    matches: /Lua input file .* not found/s,
    means: "The file to run does not exist at this path.",
    doThis: "Check the path; it starts in the current folder. Options go before the script, its arguments after it.",
    more: `The first word that is no option is the script, even after -e:

    ngxbox run -e 'print(1)' x              -- x is taken for a script
    ngxbox run script.lua x                 -- x is arg[1]`,
  },
  {
    code: "NB305",
    title: "nothing to run",
    matches: /Neither Lua input file nor -e/,
    means: "The command line has options, but no script and no -e.",
    doThis: "Name a script or give code: ngxbox run -e 'ngx.say(\"hi\")'.",
    more: `    ngxbox run script.lua
    ngxbox run -e 'ngx.say(ngx.time())'`,
  },
  {
    code: "NB306",
    title: "unknown directive",
    matches: /\[emerg\] unknown directive/,
    means: "nginx's configuration has no directive of this name.",
    doThis: "Check the spelling and the semicolon of the line before; ngxbox run --dump-nginx-conf shows the text.",
    more: `What --http-conf and --main-conf add is read by nginx's grammar, line numbers and all. A directive ends
with a semicolon; without it the next line belongs to it:

    --http-conf 'lua_max_pending_timers 2000;'`,
  },
  {
    code: "NB307",
    title: "a directive in the wrong place or with wrong arguments",
    matches:
      /\[emerg\] .*(?:is not allowed here|invalid number of arguments|directive is duplicate|directive invalid|is already defined)/,
    means: "nginx knows the directive, but not here, not so often or not with these arguments.",
    doThis:
      "lua_* directives belong into --http-conf, env into --main-conf; some are set already and cannot be set twice.",
    more: `ngxbox run --dump-nginx-conf prints what there is. lua_socket_log_errors, access_log, resolver and
lua_regex_cache_max_entries are set there, and shared dictionaries by --shdict.`,
  },
  {
    code: "NB308",
    title: "invalid log level",
    matches: /invalid log level|bad --errlog-level/,
    means: "There is no log level of this name.",
    doThis: "Use one of: debug, info, notice, warn, error, crit, alert, emerg.",
    more: `The level given is the least that is shown: --errlog-level info shows ngx.INFO and everything above.
ngx.log takes the constants ngx.DEBUG to ngx.EMERG (and ngx.STDERR), not names.`,
  },
  {
    code: "NB309",
    title: "invalid shared dictionary",
    matches: /invalid lua shared dict size|invalid --shdict option value/,
    means: "A shared dictionary needs a name and a size of at least 8k.",
    doThis: "Write it so: --shdict 'cats 1m' (k and m are allowed).",
    more: `    ngxbox run --shdict 'cats 100k' -e 'ngx.shared.cats:set("a", 1)'`,
  },
  {
    code: "NB310",
    title: "denied in a sandbox",
    matches: /\bdenied (?:spawn|net|read|write|env|signal): /,
    means: "A sandbox begins with nothing, and the script has asked for something that it was not granted.",
    doThis: "Grant it by the option that the message names, if the script should have it.",
    more: `The script itself meets what it would meet on a machine that is locked down: nil and "permission denied",
or a variable that is not there. A path counts by where it leads, an address by what is dialled. In a
program it is createSandbox({ permissions: { read: ["/data"], net: ["127.0.0.1:6379"] } }), and what was
refused stands in \`denied\` of each result.`,
  },
  {
    code: "NB311",
    title: "stopped at a limit of a sandbox",
    matches: /the script was stopped: it /,
    means: "The script has used up what a sandbox lets it have; the exit status is 124.",
    doThis: "Look for what does not end, or give it more: --limit cpuMs=5000 (in a program: limits: { cpuMs: 5000 }).",
    more: `cpuMs is processor time, wallMs real time, instructions are calls and jumps backwards; outputBytes is
what is printed, memoryMb what is kept. A script cannot catch it.`,
  },
  {
    code: "NB312",
    title: "too many light threads",
    matches: /too many light threads/,
    means: "A sandbox has as many light threads alive as limits.threads allows (usually 10000).",
    doThis: "Wait for some with ngx.thread.wait before more are spawned, or give it more: --limit threads=20000.",
    more: `Workers that take work from a list need few threads, however long the list is:

    local function work() while #jobs > 0 do do_it(table.remove(jobs)) end end
    for n = 1, 10 do threads[n] = ngx.thread.spawn(work) end`,
  },
];

/** The help of `run`, in our own words for resty's options. */

/** What `PROGRAM -h` prints; `program` is the command as typed, `resty-box` or `ngxbox run`. */
export function usage(program: string): string {
  return `Usage: ${program} [options] [script.lua [arguments]]

Runs Lua as OpenResty's resty command does: the code of each -e and then the
script, in a timer, with ngx.*, cosockets, light threads and shared dicts.

Code
  -e CODE               run CODE; several share one chunk
  -l NAME               require the library NAME first
  -I DIR                search DIR for libraries, before the usual places
  -j off | v | dump     accepted; off makes jit.status() say false

Settings
  --shdict 'NAME SIZE'  a shared dictionary, for instance 'cats 1m'
  --errlog-level LEVEL  least level that ngx.log shows: debug, info, notice,
                        warn (the usual one), error, crit, alert or emerg
  -c NUMBER             connections of the worker, timers' included (usual: 64)
  --ns ADDRESS          a name server in place of the system's
  --resolve-ipv6        let names resolve to IPv6 addresses, too

nginx.conf (each may be given several times)
  --http-conf TEXT      directives for http { }
  --main-conf TEXT      directives outside of all blocks, such as 'env A=1;'
  --stream-conf TEXT    directives for stream { }
  --http-include FILE   include FILE in http { }
  --main-include FILE   include FILE outside of all blocks
  --no-stream           leave stream { } out
  --dump-nginx-conf     print the configuration and run nothing
  --nginx PATH          accepted, unused: no nginx is started

Sandbox
  --sandbox             allow the script nothing but what these say; a value
                        may be a list with commas, and without one all is meant
  --allow-read[=PATH]   files and folders to read    --allow-write[=PATH]
  --allow-net[=HOST:PORT]   addresses to connect to; a port may be *
  --allow-spawn[=NAME]  programs to start: they may do all that you may
  --allow-env[=NAME]    variables to see             --allow-signal
  --limit NAME=NUMBER   cpuMs (usual: 1000), wallMs (5000), memoryMb (64), ...

Other
  --timers              at the end, tell on standard error what became of every
                        timer: where it was made, its callback, how often it ran
  --trace FILE          at the end, write what timers and light threads did as
                        a trace for chrome://tracing or Perfetto
  --virtual-time        let time pass at once while the script waits for nothing
                        else; at its real pace for children and sockets
  --no-bundled NAME     take the library NAME from -I or the usual places, not
                        the one that comes with ngxbox
  --watch               run again whenever the script, or a file that it loaded,
                        changes; an interrupt ends it
  --vm auto             compile functions that run often to JavaScript: as usual
  --vm interpreter      compile none: slower, with the same results
  --vm compiler         compile each at its first call: for tests
  --                    end of the options
  -v, -V                print versions
  -h, --help            print this text

resty's --gdb, --rr, --stap, --valgrind, their -opts, --user-runner and
--load-module work on an nginx process, and are refused here.${
    program === "resty-box"
      ? ""
      : `

The script may be -, which is standard input, or a project, a file that the
playground saves: it runs in a sandbox, on virtual time, with what belongs to
it. Arguments replace its own; of the options only --trace and --watch apply.`
  }

Exit status: the script's (os.exit), 0 at its end, 1 after an error, 130 and 143
after SIGINT and SIGTERM, 124 where a sandbox's limit stopped it. SIGQUIT and
SIGHUP let what runs finish.
`;
}

/** The library ngx.pipe: child processes that light threads talk to without holding up the others. */
import type { SpawnError } from "../host/ports.ts";
import { PipeProcess } from "../runtime/pipe/process.ts";
import { raise } from "../vm/raise.ts";
import type { Table } from "../vm/table.ts";
import type { Result } from "../vm/values.ts";
import { LOG_LEVELS } from "./constants.ts";
import type { NgxContext } from "./context.ts";
import { any, optional } from "./declaration/parameters.ts";
import { DISABLED_IN_CURRENT_CONTEXT, except } from "./declaration/phases.ts";
import { library } from "./declare.ts";
import { commandWords, type SpawnOptions, spawnOptions } from "./pipe/options.ts";
import { RESTY_CORE_VERSION } from "./resty-core.ts";

/** A buffer of this size is more than an address can tell. */
const TOO_LARGE_BYTES = 2 ** 47;

const NO_PROCESSES =
  "pipe API is not supported due to either a platform issue or lack of the HAVE_SOCKET_CLOEXEC_PATCH patch";

export const pipe = library(
  "ngx.pipe",
  {
    spawn: {
      does: "Starts a program (a table of its words) or a shell (a text); answers its handle, or nil and why not.",
      phases: except("init"),
      refusal: { withoutRequest: DISABLED_IN_CURRENT_CONTEXT },
      phaseFirst: true,
      writtenInLua: "ngx/pipe.lua",
      params: [any("args"), optional(any("opts"))],
      run: (context, args, opts) => {
        const { state } = context;
        const argv = commandWords(state, args);
        return spawn(context, argv, spawnOptions(state, opts));
      },
    },
  },
  { constants: () => ({ version: RESTY_CORE_VERSION, _gc_ref_c_opt: "-c" }) },
);

function spawn(
  context: NgxContext,
  argv: readonly [string, ...string[]],
  { mergesStderr, bufferBytes, environment, timeouts }: SpawnOptions,
): Result {
  const { state, pipes, request, scheduler } = context;
  if (pipes === undefined) return raise(state, NO_PROCESSES);
  if (!(bufferBytes < TOO_LARGE_BYTES)) return [undefined, "no memory"];
  const child = pipes.processes.spawn({
    argv,
    ...(environment === undefined ? {} : { environment }),
    stdin: "pipe",
    stdout: "pipe",
    stderr: mergesStderr ? "stdout" : "pipe",
    group: false,
  });
  if ("call" in child) return [undefined, refusal(child)];
  child.onFailedStart(({ errno, message }) => {
    const call = environment === undefined ? "execvp" : "execvpe";
    const text = `lua pipe child ${call}() failed while executing ${argv[0]} (${errno}: ${message})`;
    scheduler.post(() => context.worker.log(LOG_LEVELS.ERR, text));
  });
  const process = new PipeProcess({ child, scheduler, bytes: pipes.bytes, bufferBytes, timeouts });
  const forgetAtEnd = request.atEnd(() => process.destroy());
  return pipes.create(state, process, context.libraryMetatable("proc").get("__index") as Table, forgetAtEnd);
}

function refusal({ call, message }: SpawnError): string {
  return `${call} failed: ${message}`;
}

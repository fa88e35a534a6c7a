/** What `resty` makes of the output functions: they write to standard output directly, and ngx.exit is os.exit. */
import { raise } from "../vm/raise.ts";
import type { Value } from "../vm/values.ts";
import type { CommandLine, NgxContext } from "./context.ts";
import { any, optional, rest } from "./declaration/parameters.ts";
import { everywhere } from "./declaration/phases.ts";
import { type ModuleDeclaration, module } from "./declare.ts";
import { outputText } from "./text/output.ts";

const inLua = { phases: everywhere, writtenInLua: true } as const;

const say = {
  ...inLua,
  does: "Writes its arguments, joined, and an end of line.",
  params: [rest("values")],
  run: (context: NgxContext, values: readonly Value[]) =>
    commandLineOf(context).write(`${outputText(context, values)}\n`),
} as const;

const output = module("ngx", {
  say,
  print: {
    ...inLua,
    does: "Writes its arguments, joined.",
    params: [rest("values")],
    run: (context, values) => commandLineOf(context).write(outputText(context, values)),
  },
  flush: {
    ...inLua,
    does: "Writes out what is buffered.",
    params: [optional(any("wait"))],
    run: (context) => commandLineOf(context).flush(),
  },
  eof: { ...inLua, does: "Ends the output; on the command line it does nothing.", params: [], run: () => true },
  exit: {
    phases: everywhere,
    does: "Ends the process with an exit status; on the command line it is os.exit.",
    params: [optional(any("status"))],
    run: (context, status) => commandLineOf(context).exit.run(status),
  },
});

const globals = module("_G", { print: say });

/** Installed and described after the modules of every server, over what requests would have in their place. */
export const RESTY_CLI: readonly ModuleDeclaration[] = [output, globals];

function commandLineOf({ state, commandLine }: NgxContext): CommandLine {
  return commandLine ?? raise(state, "no command line");
}

/**
 * What `resty` makes of the output functions: they write to standard output directly, and ngx.exit is os.exit. Installed
 * after the modules, over what requests would have in their place.
 */
import { raise } from "../vm/raise.ts";
import { Table } from "../vm/table.ts";
import type { Value } from "../vm/values.ts";
import type { CommandLine, NgxContext } from "./context.ts";
import { install } from "./declaration/install.ts";
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

/** To be installed and described after the modules of every server. */
export const RESTY_CLI: readonly ModuleDeclaration[] = [output, globals];

/** `print` is ngx.say there, and ngx.config tells that a console is at work. */
export function installRestyCli(context: NgxContext): void {
  install(RESTY_CLI, context);
  const { globals } = context.state;
  const ngx = globals.get("ngx");
  if (!(ngx instanceof Table)) return;
  globals.set("print", ngx.get("say"));
  const config = ngx.get("config");
  if (config instanceof Table) config.set("is_console", true);
}

function commandLineOf({ state, commandLine }: NgxContext): CommandLine {
  return commandLine ?? raise(state, "no command line");
}

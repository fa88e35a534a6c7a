/** What a shell remembers, and what its subshells get a copy of. */
import type { Process } from "../process.ts";
import { MOST_TEXT_BYTES } from "./fields.ts";
import { type Command, ShellError } from "./syntax.ts";

export interface Variable {
  value: string | undefined;
  isExported: boolean;
  isReadonly: boolean;
}

const DEFAULT_SHELL_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** What a variable takes beside its value. */
const VARIABLE_BYTES = 64;

export class ShellState {
  readonly variables = new Map<string, Variable>();
  readonly functions = new Map<string, Command>();
  /** By number; 0: when the shell ends. An empty text ignores the signal. */
  readonly traps = new Map<number, string>();
  readonly options = new Set<string>();
  /** What a call of a function has declared as its own: the variables as they were before. */
  readonly locals: Map<string, Variable | undefined>[] = [];
  positional: readonly string[] = [];
  name = "sh";
  /** `$$` */
  pid = 0;
  /** `$?` */
  status = 0;
  /** `$!` */
  lastBackground: number | undefined;
  line = 1;
  /** What messages name in front: "eval" while it runs, or the file that is read. */
  context: string | undefined;
  /** What variables take. */
  private bytes = 0;

  copy(): ShellState {
    const copy = new ShellState();
    for (const [name, variable] of this.variables) copy.variables.set(name, { ...variable });
    for (const [name, body] of this.functions) copy.functions.set(name, body);
    for (const [signal, text] of this.traps) if (text === "") copy.traps.set(signal, text);
    for (const option of this.options) copy.options.add(option);
    for (const frame of this.locals) copy.locals.push(new Map(frame));
    copy.positional = this.positional;
    copy.name = this.name;
    copy.pid = this.pid;
    copy.status = this.status;
    copy.lastBackground = this.lastBackground;
    copy.line = this.line;
    copy.context = this.context;
    copy.bytes = this.bytes;
    return copy;
  }

  get(name: string): string | undefined {
    return this.variables.get(name)?.value;
  }

  /** @throws ShellError */
  set(name: string, value: string): void {
    const variable = this.variables.get(name);
    if (variable?.isReadonly) throw new ShellError(`${name}: is read only`);
    this.bytes += value.length + VARIABLE_BYTES - sizeOf(variable);
    if (this.bytes > MOST_TEXT_BYTES) throw new ShellError("Out of space");
    if (variable !== undefined) variable.value = value;
    else this.variables.set(name, { value, isExported: this.options.has("a"), isReadonly: false });
  }

  /** @throws ShellError */
  unset(name: string): void {
    if (this.variables.get(name)?.isReadonly) throw new ShellError(`${name}: is read only`);
    this.restore(name, undefined);
  }

  /** Makes a variable what it was. */
  restore(name: string, variable: Variable | undefined): void {
    this.bytes += sizeOf(variable) - sizeOf(this.variables.get(name));
    if (variable === undefined) this.variables.delete(name);
    else this.variables.set(name, variable);
  }

  /** The variable, which then exists, with or without a value. */
  declared(name: string): Variable {
    const known = this.variables.get(name);
    if (known !== undefined) return known;
    const made = { value: undefined, isExported: false, isReadonly: false };
    this.restore(name, made);
    return made;
  }

  /** What programs get. */
  exported(): Map<string, string> {
    const exported = new Map<string, string>();
    for (const [name, { value, isExported }] of this.variables) {
      if (isExported && value !== undefined) exported.set(name, value);
    }
    return exported;
  }

  get separators(): string {
    return this.get("IFS") ?? " \t\n";
  }

  /** Takes over the variables that a process got. */
  inherit(process: Process): void {
    const plain = (value: string) => ({ value, isExported: false, isReadonly: false });
    this.variables.set("PATH", plain(DEFAULT_SHELL_PATH));
    for (const [name, value] of process.environment) {
      if (/^[A-Za-z_]\w*$/.test(name)) this.variables.set(name, { value, isExported: true, isReadonly: false });
    }
    this.variables.set("IFS", plain(" \t\n"));
    this.variables.set("OPTIND", plain("1"));
    this.variables.set("PPID", plain(String(process.parentPid)));
    for (const [name, value] of [
      ["PS1", "# "],
      ["PS2", "> "],
      ["PS4", "+ "],
    ] as const)
      this.variables.set(name, plain(value));
    this.variables.set("PWD", { value: process.folder, isExported: true, isReadonly: false });
    this.pid = process.pid;
  }
}

function sizeOf(variable: Variable | undefined): number {
  return variable === undefined ? 0 : (variable.value?.length ?? 0) + VARIABLE_BYTES;
}

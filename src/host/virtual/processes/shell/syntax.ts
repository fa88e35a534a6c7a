/** What the shell's parser makes of its text. */

export type Part =
  | { readonly kind: "text"; readonly text: string; readonly isQuoted: boolean }
  | {
      readonly kind: "parameter";
      readonly name: string;
      /** "-", ":-", "=", "?", "+", "%", "%%", "#", "##", "length", or "bad": there is no such one. */
      readonly operator: string | undefined;
      readonly word: Word;
      readonly isQuoted: boolean;
    }
  | { readonly kind: "command"; readonly body: Command | undefined; readonly isQuoted: boolean }
  | { readonly kind: "arithmetic"; readonly word: Word; readonly isQuoted: boolean };

export type Word = readonly Part[];

export interface Assignment {
  readonly name: string;
  readonly value: Word;
}

export interface Redirect {
  readonly descriptor: number;
  readonly operator: "<" | ">" | ">>" | ">|" | "<>" | "<&" | ">&" | "<<";
  /** A file's name, a descriptor, or what a here-document has. */
  readonly target: Word;
}

export type Command =
  | {
      readonly kind: "simple";
      readonly line: number;
      readonly assignments: readonly Assignment[];
      readonly words: readonly Word[];
      readonly redirects: readonly Redirect[];
    }
  | { readonly kind: "pipeline"; readonly commands: readonly Command[] }
  | { readonly kind: "not" | "subshell" | "background"; readonly body: Command }
  | { readonly kind: "and" | "or"; readonly left: Command; readonly right: Command }
  | { readonly kind: "sequence"; readonly commands: readonly Command[] }
  | {
      readonly kind: "redirected";
      readonly body: Command;
      readonly redirects: readonly Redirect[];
      readonly line: number;
    }
  | {
      readonly kind: "if";
      readonly condition: Command;
      readonly then: Command;
      readonly otherwise: Command | undefined;
    }
  | { readonly kind: "while" | "until"; readonly condition: Command; readonly body: Command }
  | { readonly kind: "for"; readonly name: string; readonly words: readonly Word[] | undefined; readonly body: Command }
  | { readonly kind: "case"; readonly word: Word; readonly items: readonly CaseItem[] }
  | { readonly kind: "function"; readonly name: string; readonly body: Command };

export interface CaseItem {
  readonly patterns: readonly Word[];
  readonly body: Command | undefined;
}

/** An error of the shell: a message, and the line if it is another than that of the command. */
export class ShellError {
  readonly message: string;
  readonly line: number | undefined;
  readonly status: number;

  constructor(message: string, line?: number, status = 2) {
    this.message = message;
    this.line = line;
    this.status = status;
  }
}

/** An error of a built-in command, which is named in front of it. */
export class BuiltinError extends ShellError {
  readonly command: string;

  constructor(command: string, message: string, status = 2) {
    super(message, undefined, status);
    this.command = command;
  }
}

/** Expands words: parameters, commands, arithmetic, then splitting and names of files. */

import { toText } from "../bytes.ts";
import { read } from "../calls.ts";
import type { Steps } from "../process.ts";
import { arithmetic } from "./arithmetic.ts";
import { Fields, MOST_TEXT_BYTES } from "./fields.ts";
import { isPattern, matches, trim, unquote } from "./patterns.ts";
import type { Shell } from "./shell.ts";
import { type Command, type Part, ShellError, type Word } from "./syntax.ts";

/** The words of a command. @throws ShellError */
export function* expandWords(shell: Shell, words: readonly Word[]): Steps<string[]> {
  const expanded: string[] = [];
  for (const word of words) {
    const fields = new Fields(shell.state.separators);
    yield* new Expander(shell, fields, true).add(withTilde(shell, word, false));
    fields.end();
    for (const { text, pattern } of fields.done) {
      const found = isPattern(pattern) && !shell.state.options.has("f") ? filesLike(shell, pattern) : [];
      if (found.length > 0) expanded.push(...found);
      else expanded.push(text);
    }
  }
  return expanded;
}

/** One text, which is not split: what is assigned, or a file's name. @throws ShellError */
export function* expandText(shell: Shell, word: Word, isAssignment = false): Steps<string> {
  return (yield* expandWhole(shell, withTilde(shell, word, isAssignment))).text;
}

/** A pattern, as patterns.ts has them. @throws ShellError */
export function* expandPattern(shell: Shell, word: Word): Steps<string> {
  return (yield* expandWhole(shell, withTilde(shell, word, false))).pattern;
}

function* expandWhole(shell: Shell, word: Word) {
  const fields = new Fields("");
  yield* new Expander(shell, fields, false).add(word);
  fields.end();
  return fields.done[0] ?? { text: "", pattern: "" };
}

/** With the folder that a tilde at the beginning stands for. */
function withTilde({ state }: Shell, word: Word, isAssignment: boolean): Word {
  const home = state.get("HOME");
  const [first, ...rest] = word;
  if (home === undefined || first?.kind !== "text" || first.isQuoted || !first.text.includes("~")) return word;
  const isAlone = rest.length === 0;
  const pattern = isAssignment ? /(^|:)~(?=[/:]|$)/g : /^()~(?=\/|$)/g;
  const parts: Part[] = [];
  let from = 0;
  for (const match of first.text.matchAll(pattern)) {
    const end = match.index + match[0].length;
    if (end === first.text.length && !isAlone) continue;
    parts.push({ ...first, text: first.text.slice(from, end - 1) }, { kind: "text", text: home, isQuoted: true });
    from = end;
  }
  return [...parts, { ...first, text: first.text.slice(from) }, ...rest].filter(
    (part) => part.kind !== "text" || part.isQuoted || part.text !== "",
  );
}

class Expander {
  private readonly shell: Shell;
  private readonly fields: Fields;
  private readonly splits: boolean;

  constructor(shell: Shell, fields: Fields, splits: boolean) {
    this.shell = shell;
    this.fields = fields;
    this.splits = splits;
  }

  *add(word: Word): Steps<void> {
    for (const part of word) {
      switch (part.kind) {
        case "text":
          this.fields.add(part.text, part.isQuoted);
          break;
        case "command":
          this.put(yield* substitute(this.shell, part.body), part.isQuoted);
          break;
        case "arithmetic": {
          const text = yield* expandText(this.shell, part.word);
          this.put(String(arithmetic(text, this.shell.arithmeticVariables)), part.isQuoted);
          break;
        }
        case "parameter":
          yield* this.parameter(part);
      }
    }
  }

  private put(text: string, isQuoted: boolean): void {
    if (isQuoted || !this.splits) this.fields.add(text, isQuoted);
    else this.fields.addSplit(text);
  }

  private *parameter(part: Part & { kind: "parameter" }): Steps<void> {
    const { shell } = this;
    const { name, operator, word, isQuoted } = part;
    const isList = name === "@" || name === "*";
    const value = isList ? this.listText() : shell.parameter(name);
    const isSet = isList ? shell.state.positional.length > 0 : value !== undefined;
    if (operator === "bad") throw new ShellError("Bad substitution");
    const isThere = isSet && !(operator?.startsWith(":") && value === "");
    switch (operator?.replace(/^:/, "")) {
      case "-":
        if (!isThere) return yield* this.alternative(word, isQuoted);
        break;
      case "+":
        return isThere ? yield* this.alternative(word, isQuoted) : this.nothing(isQuoted);
      case "=":
        if (!isThere) {
          if (!/^[A-Za-z_]/.test(name)) throw new ShellError(`${name}: bad variable name`);
          const text = yield* expandText(shell, word, true);
          shell.state.set(name, text);
          return this.put(text, isQuoted);
        }
        break;
      case "?":
        if (!isThere) {
          const text = yield* expandText(shell, word);
          const usual = operator === "?" ? "parameter not set" : "parameter not set or null";
          throw new ShellError(`${name}: ${text === "" ? usual : text}`);
        }
        break;
      case "length":
        if (!isSet) this.refuseUnset(name);
        return this.put(String(isList ? this.listText().length : (value ?? "").length), isQuoted);
      case "%":
      case "%%":
      case "#":
      case "##": {
        if (!isSet) this.refuseUnset(name);
        const pattern = yield* expandPattern(shell, word);
        return this.put(trim(value ?? "", operator ?? "", pattern), isQuoted);
      }
    }
    if (isList) return this.list(name, isQuoted);
    if (!isSet) this.refuseUnset(name);
    if (value === undefined) return this.nothing(isQuoted);
    this.put(value, isQuoted);
  }

  private refuseUnset(name: string): void {
    if (this.shell.state.options.has("u") && !/^[@*]$/.test(name)) throw new ShellError(`${name}: parameter not set`);
  }

  private nothing(isQuoted: boolean): void {
    if (isQuoted) this.fields.add("", true);
  }

  /** What stands behind an operator, whose quotes count as they would outside. */
  private *alternative(word: Word, isQuoted: boolean): Steps<void> {
    if (isQuoted && word.length === 0) this.fields.add("", true);
    if (isQuoted || !this.splits) return yield* this.add(word);
    for (const part of word) {
      if (part.kind === "text" && !part.isQuoted) this.fields.addSplit(part.text);
      else yield* this.add([part]);
    }
  }

  private listText(): string {
    return this.shell.state.positional.join(" ");
  }

  private list(name: string, isQuoted: boolean): void {
    const { positional, separators } = this.shell.state;
    if (isQuoted && name === "*") return this.fields.add(positional.join(separators.charAt(0)), true);
    if (!this.splits) return this.fields.add(positional.join(name === "*" ? separators.charAt(0) : " "), isQuoted);
    for (const [at, item] of positional.entries()) {
      if (at > 0) this.fields.end();
      if (isQuoted) this.fields.add(item, true);
      else this.fields.addSplit(item);
    }
  }
}

/** What a command prints, without line breaks at its end. */
function* substitute(shell: Shell, body: Command | undefined): Steps<string> {
  if (body === undefined) {
    shell.substitutionStatus = 0;
    return "";
  }
  const { child, descriptor } = shell.forkReading(body);
  let text = "";
  for (;;) {
    const got = yield* read(shell.process, descriptor);
    if (!(got instanceof Uint8Array)) break;
    text += toText(got);
    if (text.length > MOST_TEXT_BYTES) throw new ShellError("Out of space");
  }
  shell.process.setFile(descriptor, undefined);
  shell.substitutionStatus = yield* shell.waitFor(child);
  const whole = text.replaceAll("\0", "");
  let end = whole.length;
  while (whole[end - 1] === "\n") end--;
  return whole.slice(0, end);
}

/** The files that a pattern stands for, in order. */
function filesLike(shell: Shell, pattern: string): string[] {
  const { process } = shell;
  const { files } = process.kernel.options;
  const parts = pattern.split("/");
  let found = [""];
  for (const [at, part] of parts.entries()) {
    const isLast = at === parts.length - 1;
    const next: string[] = [];
    for (const folder of found) {
      if (!isPattern(part)) {
        const path = folder + unquote(part);
        if (!isLast || part === "" || files.exists(process.pathOf(path))) next.push(isLast ? path : `${path}/`);
        continue;
      }
      const listed = files.list(process.pathOf(folder === "" ? "." : folder));
      if ("code" in listed) continue;
      for (const name of [...listed].sort()) {
        if (name.startsWith(".") && !/^\\?\./.test(part)) continue;
        if (!matches(part, name)) continue;
        const path = folder + name;
        if (isLast) next.push(path);
        else if (files.isDirectory(process.pathOf(path))) next.push(`${path}/`);
      }
    }
    found = next;
  }
  return found;
}

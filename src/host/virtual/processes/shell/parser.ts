/** The shell's grammar, as dash reads it: a command at a time, so that the ones before a mistake are run. */
import { Lexer, plainText, RESERVED, type Token } from "./lexer.ts";
import type { Assignment, CaseItem, Command, Redirect, Word } from "./syntax.ts";

export class Parser extends Lexer {
  /** The next line of commands; undefined at the end. @throws ShellError */
  nextLine(): Command | undefined {
    for (;;) {
      const token = this.peek();
      if (token.kind === "end") return undefined;
      if (!isOperator(token, "\n")) break;
      this.next();
    }
    const commands = [this.item()];
    for (;;) {
      const token = this.peek();
      if (token.kind === "end") break;
      if (isOperator(token, "\n")) {
        this.next();
        break;
      }
      if (!this.wasSeparated) throw this.unexpected(token);
      commands.push(this.item());
    }
    return commands.length === 1 ? commands[0] : { kind: "sequence", commands };
  }

  protected within(text: string, line: number): Parser {
    return new Parser(text, line);
  }

  protected parseInside(text: string): Command | undefined {
    const inside = this.within(text, this.line);
    const commands: Command[] = [];
    for (let command = inside.nextLine(); command !== undefined; command = inside.nextLine()) commands.push(command);
    return commands.length === 0 ? undefined : { kind: "sequence", commands };
  }

  protected substituted(): Command | undefined {
    const { wasSeparated } = this;
    const body = this.list();
    this.expect(")");
    this.wasSeparated = wasSeparated;
    return body;
  }

  /** Whether the last {@link item} ended with `;` or `&`. */
  private wasSeparated = false;

  /** A command up to a separator, which is taken if it is no line break. */
  private item(): Command {
    const command = this.andOr();
    const token = this.peek();
    this.wasSeparated = isOperator(token, ";") || isOperator(token, "&");
    if (!this.wasSeparated) return command;
    this.next();
    return isOperator(token, "&") ? { kind: "background", body: command } : command;
  }

  /** Commands up to what cannot begin one; undefined where there is none. */
  private list(): Command | undefined {
    const commands: Command[] = [];
    this.wasSeparated = true;
    for (;;) {
      this.skipLines();
      if (this.isListOver()) break;
      if (!this.wasSeparated) break;
      commands.push(this.item());
      if (isOperator(this.peek(), "\n")) this.wasSeparated = true;
    }
    return commands.length === 0 ? undefined : { kind: "sequence", commands };
  }

  /** As {@link list}; one command at least. */
  private neededList(): Command {
    const list = this.list();
    const token = this.peek();
    // at the end of the text, what should come behind the list is missed instead
    if (list === undefined && token.kind !== "end") throw this.unexpected(token);
    return list ?? { kind: "sequence", commands: [] };
  }

  private isListOver(): boolean {
    const token = this.peek();
    if (token.kind === "end" || isOperator(token, ")") || isOperator(token, ";;")) return true;
    return ["then", "else", "elif", "fi", "do", "done", "esac", "}"].includes(this.reserved() ?? "");
  }

  private skipLines(): void {
    while (isOperator(this.peek(), "\n")) this.next();
  }

  private andOr(): Command {
    let left = this.pipeline();
    for (;;) {
      const token = this.peek();
      const kind = isOperator(token, "&&") ? "and" : isOperator(token, "||") ? "or" : undefined;
      if (kind === undefined) return left;
      this.next();
      this.skipLines();
      left = { kind, left, right: this.pipeline() };
    }
  }

  private pipeline(): Command {
    if (this.reserved() === "!") {
      this.next();
      if (this.reserved() === "!") throw this.unexpected(this.peek());
      return { kind: "not", body: this.pipeline() };
    }
    const commands = [this.command()];
    while (isOperator(this.peek(), "|")) {
      this.next();
      this.skipLines();
      commands.push(this.command());
    }
    return commands.length === 1 ? (commands[0] as Command) : { kind: "pipeline", commands };
  }

  private command(): Command {
    this.enter();
    const { line } = this;
    const compound = this.compound();
    let command = compound;
    if (compound === undefined) command = this.simple();
    else if (compound.kind !== "function") {
      const redirects: Redirect[] = [];
      for (let token = this.peek(); token.kind === "redirect"; token = this.peek()) redirects.push(this.redirect());
      if (redirects.length > 0) command = { kind: "redirected", body: compound, redirects, line };
    }
    this.leave();
    return command as Command;
  }

  private compound(): Command | undefined {
    const token = this.peek();
    if (isOperator(token, "(")) {
      this.next();
      const body = this.neededList();
      this.expect(")");
      return { kind: "subshell", body };
    }
    switch (this.reserved()) {
      case "{": {
        this.next();
        const body = this.neededList();
        this.expectWord("}");
        return body.kind === "sequence" ? body : { kind: "sequence", commands: [body] };
      }
      case "if":
        return this.conditional("fi");
      case "while":
      case "until": {
        const kind = this.reserved() as "while" | "until";
        this.next();
        const condition = this.neededList();
        return { kind, condition, body: this.loopBody() };
      }
      case "for":
        return this.forLoop();
      case "case":
        return this.caseOf();
      default:
        return undefined;
    }
  }

  private conditional(end: "fi"): Command {
    this.next();
    const condition = this.neededList();
    this.expectWord("then");
    const then = this.neededList();
    const word = this.reserved();
    if (word === "elif") return { kind: "if", condition, then, otherwise: this.conditional(end) };
    let otherwise: Command | undefined;
    if (word === "else") {
      this.next();
      otherwise = this.neededList();
    }
    this.expectWord(end);
    return { kind: "if", condition, then, otherwise };
  }

  private loopBody(): Command {
    this.expectWord("do");
    const body = this.neededList();
    this.expectWord("done");
    return body;
  }

  private forLoop(): Command {
    this.next();
    const token = this.next();
    const name = token.kind === "word" ? plainText(token.word) : undefined;
    if (name === undefined || !/^[A-Za-z_]\w*$/.test(name)) throw this.error("Bad for loop variable");
    this.skipLines();
    let words: Word[] | undefined;
    const next = this.peek();
    if (next.kind === "word" && plainText(next.word) === "in") {
      this.next();
      words = [];
      for (let item = this.next(); !isOperator(item, "\n") && !isOperator(item, ";"); item = this.next()) {
        if (item.kind !== "word") throw this.unexpected(item);
        words.push(item.word);
      }
    } else if (isOperator(next, ";")) this.next();
    this.skipLines();
    return { kind: "for", name, words, body: this.loopBody() };
  }

  private caseOf(): Command {
    this.next();
    const token = this.next();
    if (token.kind !== "word") throw this.unexpected(token);
    this.skipLines();
    this.expectWord("in");
    const items: CaseItem[] = [];
    for (;;) {
      this.skipLines();
      if (this.reserved() === "esac") break;
      if (isOperator(this.peek(), "(")) this.next();
      const patterns: Word[] = [];
      do {
        const pattern = this.next();
        if (pattern.kind !== "word") throw this.unexpected(pattern, '")"');
        patterns.push(pattern.word);
      } while (this.takes("|"));
      this.expect(")");
      items.push({ patterns, body: this.list() });
      if (this.takes(";;")) continue;
      if (this.reserved() !== "esac") throw this.unexpected(this.peek(), '";;"');
    }
    this.expectWord("esac");
    return { kind: "case", word: token.word, items };
  }

  private simple(): Command {
    const assignments: Assignment[] = [];
    const words: Word[] = [];
    const redirects: Redirect[] = [];
    let { line } = this;
    for (let token = this.peek(); ; token = this.peek()) {
      if (token.kind === "redirect") redirects.push(this.redirect());
      else if (token.kind === "word") {
        if (words.length === 0 && assignments.length === 0) {
          line = this.line;
          const text = plainText(token.word);
          if (redirects.length === 0 && text !== undefined && RESERVED.has(text) && text !== "in")
            throw this.unexpected(token);
        }
        this.next();
        const assignment = words.length === 0 ? asAssignment(token.word) : undefined;
        if (assignment === undefined) words.push(token.word);
        else assignments.push(assignment);
      } else if (isOperator(token, "(") && words.length === 1 && assignments.length + redirects.length === 0) {
        return this.functionNamed(words[0] as Word);
      } else break;
    }
    if (assignments.length + words.length + redirects.length === 0) throw this.unexpected(this.peek());
    return { kind: "simple", line, assignments, words, redirects };
  }

  private functionNamed(word: Word): Command {
    this.next();
    this.expect(")");
    const name = plainText(word);
    if (name === undefined || !/^[A-Za-z_]\w*$/.test(name)) throw this.error("Bad function name");
    this.skipLines();
    return { kind: "function", name, body: this.command() };
  }

  private redirect(): Redirect {
    const token = this.next();
    if (token.kind !== "redirect") throw this.unexpected(token);
    return this.redirectTarget(token.operator, token.descriptor);
  }

  /** The word that stands here, if it is a reserved one. */
  private reserved(): string | undefined {
    const token = this.peek();
    const text = token.kind === "word" ? plainText(token.word) : undefined;
    return text !== undefined && RESERVED.has(text) ? text : undefined;
  }

  private takes(operator: string): boolean {
    if (!isOperator(this.peek(), operator)) return false;
    this.next();
    return true;
  }

  private expect(operator: string): void {
    const token = this.peek();
    if (!isOperator(token, operator)) throw this.unexpected(token, `"${operator}"`);
    this.next();
  }

  private expectWord(word: string): void {
    const token = this.peek();
    if (token.kind !== "word" || plainText(token.word) !== word) throw this.unexpected(token, `"${word}"`);
    this.next();
  }
}

function isOperator(token: Token, text: string): boolean {
  return token.kind === "operator" && token.text === text;
}

function asAssignment(word: Word): Assignment | undefined {
  const [first, ...rest] = word;
  if (first?.kind !== "text" || first.isQuoted) return undefined;
  const [whole, name] = /^([A-Za-z_]\w*)=/.exec(first.text) ?? [];
  if (whole === undefined || name === undefined) return undefined;
  return { name, value: [{ ...first, text: first.text.slice(whole.length) }, ...rest] };
}

/**
 * Fengari's lexer and parser, bent to LuaJIT's dialect. Together with `fengari-text.ts` this is the one place that knows
 * Fengari; `test/vm/parser/fengari.test.ts` fails when what is changed here changes under us.
 *
 * Its modules call one another through their exports, which is what makes the changes possible. Each of them asks first
 * whether the state is a {@link Parsing} of ours, so another user of the same Fengari keeps its language.
 */
import "./fengari-text.ts";
import ldebug from "fengari/src/ldebug.js"; // First: in the circle of imports from here on, llex must not be.
import llex, { type LexState } from "fengari/src/llex.js";
import lobject from "fengari/src/lobject.js";
import lparser, { type Proto } from "fengari/src/lparser.js";
import lstring, { type TString } from "fengari/src/lstring.js";
import lzio from "fengari/src/lzio.js";
import { parseNumber } from "../numbers.ts";
import { TokenBuffer, textOfBytes } from "./fengari-text.ts";
import { Parsing } from "./parsing.ts";
import { INVALID_ESCAPE, translateLexerMessage, translateParserMessage, withoutEscape } from "./syntax-messages.ts";
import { Token } from "./tokens.ts";

/** The name of the hidden upvalue that holds a function's environment. No script can spell it. */
export const ENVIRONMENT_NAME = "(environment)";

/** Parses `text` into Fengari's own form. Throws LuaSyntaxError. `parsing` is used up by it. */
export function parseWithFengari(text: string, parsing: Parsing): Proto {
  const buffer = new TokenBuffer();
  buffer.onUnicodeEscape = (codePoint) => refuseSurrogate(parsing, buffer, codePoint);
  const input = new TextInput(text);
  return lparser.luaY_parser(parsing, input, buffer, new lparser.Dyndata(), NO_NAME, input.zgetc()).p;
}

/** In place of Fengari's ZIO. */
class TextInput {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  zgetc(): number {
    return this.at < this.text.length ? this.text.charCodeAt(this.at++) : lzio.EOZ;
  }
}

const NO_NAME = new Uint8Array();

const stock = {
  LexState: llex.LexState,
  setInput: llex.luaX_setinput,
  next: llex.luaX_next,
  lookAhead: llex.luaX_lookahead,
  tokenText: llex.luaX_token2str,
  syntaxError: llex.luaX_syntaxerror,
  addPosition: ldebug.luaG_addinfo,
  format: lobject.luaO_pushfstring,
  parseNumber: lobject.luaO_str2num,
  arithmetic: lobject.luaO_arith,
};

/** Added to a character that is an operator in Lua 5.3 and none here, so that the parser does not know it. */
const NO_OPERATOR = 1024;

/** Where the lexer is asked for the line of the last token, an instruction is being written. */
llex.LexState = class extends stock.LexState {
  private line = 0;

  override get lastline(): number {
    if (this.L instanceof Parsing) this.L.noteInstruction(this, this.line);
    return this.line;
  }

  override set lastline(line: number) {
    this.line = line;
  }
};

llex.luaX_setinput = (L, lexer, input, source, firstByte) => {
  stock.setInput(L, lexer, input, source, firstByte);
  if (!(L instanceof Parsing)) return;
  L.lexer = lexer;
  if (lexer.buff instanceof TokenBuffer) lexer.buff.lexer = lexer;
  lexer.envn = environmentName();
};

/** One for each chunk: functions are told by it which of their upvalues is the environment. */
function environmentName(): TString {
  return new lstring.TString(
    null,
    Uint8Array.from(ENVIRONMENT_NAME, (character) => character.charCodeAt(0)),
  );
}

llex.luaX_next = (lexer) => {
  const { L } = lexer;
  if (!(L instanceof Parsing)) return stock.next(lexer);
  L.consume(lexer, lexer.t.token);
  if (lexer.lookahead.token === Token.END_OF_SOURCE && L.heldToken !== 0) {
    lexer.lastline = lexer.linenumber;
    lexer.t.token = L.heldToken;
    L.heldToken = 0;
    return;
  }
  const isLexed = lexer.lookahead.token === Token.END_OF_SOURCE;
  stock.next(lexer);
  if (isLexed) lexer.t.token = dialectToken(L, lexer, lexer.t.token);
};

llex.luaX_lookahead = (lexer) => {
  const { L } = lexer;
  const ahead = stock.lookAhead(lexer);
  if (!(L instanceof Parsing)) return ahead;
  lexer.lookahead.token = dialectToken(L, lexer, ahead);
  return lexer.lookahead.token;
};

/** Lua 5.3 has operators that are two tokens to LuaJIT, or characters without a meaning. */
function dialectToken(parsing: Parsing, lexer: LexState, read: number): number {
  switch (read) {
    case Token.DOUBLE_SLASH:
      parsing.heldToken = Token.SLASH;
      return Token.SLASH;
    case Token.SHIFT_LEFT:
      parsing.heldToken = skipEquals(lexer) ? Token.LESS_EQUAL : Token.LESS;
      return Token.LESS;
    case Token.SHIFT_RIGHT:
      parsing.heldToken = skipEquals(lexer) ? Token.GREATER_EQUAL : Token.GREATER;
      return Token.GREATER;
    case Token.AMPERSAND:
    case Token.BAR:
    case Token.TILDE:
      return read + NO_OPERATOR;
    default:
      return read;
  }
}

function skipEquals(lexer: LexState): boolean {
  if (lexer.current !== Token.EQUALS) return false;
  lexer.current = lexer.z.zgetc();
  return true;
}

// Every number is a double, of LuaJIT's spelling. Fengari stops at the first character that cannot follow in its own.
lobject.luaO_str2num = (read, result) => {
  if (!(read instanceof TokenBuffer) || read.lexer === null) return stock.parseNumber(read, result);
  const { lexer } = read;
  readRestOfNumeral(lexer, read);
  const text = read.text();
  const number = parseNumber(text);
  if (number === undefined) {
    const kind = kindOfForeignNumber(text);
    if (kind !== undefined && lexer.L instanceof Parsing) lexer.L.raise(`${kind} literal is not supported`, text);
    return 0;
  }
  result.setfltvalue(number);
  return text.length + 1;
};

/** LuaJIT takes letters, digits, points, and a sign behind the letter of an exponent. */
function readRestOfNumeral(lexer: LexState, read: TokenBuffer): void {
  const exponent = /^\.?0x/i.test(read.text()) ? "p" : "e";
  for (;;) {
    const character = lexer.current < 0 ? "" : String.fromCharCode(lexer.current);
    const isSign = character === "+" || character === "-";
    const last = String.fromCharCode(read.buffer[read.n - 1] ?? 0).toLowerCase();
    if (!(isSign ? last === exponent : /[\w.\x80-\xff]/.test(character))) return;
    read.append(lexer.current);
    lexer.current = lexer.z.zgetc();
  }
}

/** Numbers that LuaJIT makes objects of its ffi library. */
function kindOfForeignNumber(text: string): string | undefined {
  if (/^(?:0x[\da-f]+|0b[01]+|\d+)(?:u?ll|llu)$/i.test(text)) return "64-bit integer";
  if (/i$/i.test(text) && parseNumber(text.slice(0, -1)) !== undefined) return "imaginary number";
  return undefined;
}

/** LUA_OPMOD. */
const MODULO = 3;

// Constant folding with LuaJIT's modulo: 5 % inf is nan. It has no state that could tell whose constants they are.
lobject.luaO_arith = (L, operation, a, b, result) => {
  if (L === null && operation === MODULO) {
    const [x, y] = [Number(a.value), Number(b.value)];
    result.setfltvalue(x - Math.floor(x / y) * y);
  } else {
    stock.arithmetic(L, operation, a, b, result);
  }
};

lobject.luaO_pushfstring = (L, format, ...values) => {
  if (!(L instanceof Parsing)) return stock.format(L, format, ...values);
  let used = 0;
  return textOfBytes(format).replace(/%[sd]/g, () => textOf(values[used++]));
};

llex.luaX_token2str = (lexer, token) =>
  lexer.L instanceof Parsing ? `'${nameOfToken(token)}'` : stock.tokenText(lexer, token);

function nameOfToken(token: number): string {
  const fixed = llex.luaX_tokens[token - llex.FIRST_RESERVED];
  if (fixed !== undefined) return textOfBytes(fixed);
  const character = token >= NO_OPERATOR ? token - NO_OPERATOR : token;
  return character < 32 || character === 127 ? `char(${character})` : String.fromCharCode(character);
}

// Every error of the parser comes through here,
llex.luaX_syntaxerror = (lexer, message) => {
  const { L, t } = lexer;
  if (!(L instanceof Parsing)) return stock.syntaxError(lexer, message);
  const { text, near, line } = translateParserMessage(textOf(message), {
    isBehindCall: L.isBehindCall,
    isInVariableList: L.isInVariableList,
    isBehindParentheses: L.lastToken === Token.CLOSING_PARENTHESIS,
    isAtAssignment: t.token === Token.EQUALS || t.token === Token.COMMA,
  });
  L.raise(text, near && t.token !== 0 ? textOfToken(lexer, t.token) : null, line);
};

// and every error of the lexer here.
ldebug.luaG_addinfo = (L, message, source, line) => {
  if (!(L instanceof Parsing) || L.lexer === null) return stock.addPosition(L, message, source, line);
  const { text, near, nearEnd } = translateLexerMessage(textOf(message));
  const isAtEnd = nearEnd || (L.lexer.current === lzio.EOZ && text === "unfinished string");
  const read = textOfToken(L.lexer, isAtEnd ? Token.END_OF_SOURCE : Token.STRING);
  L.raise(text, near ? (text === INVALID_ESCAPE ? withoutEscape(read) : read) : null);
};

/** What "near" shows of a token: its name, or as it stands in the source. */
function textOfToken({ buff }: LexState, token: number): string {
  const isVariable = token === Token.NAME || token === Token.STRING || token === Token.NUMBER;
  return isVariable && buff instanceof TokenBuffer ? buff.text() : nameOfToken(token);
}

function refuseSurrogate(parsing: Parsing, buffer: TokenBuffer, codePoint: number): void {
  if (codePoint >= 0xd800 && codePoint < 0xe000) parsing.raise(INVALID_ESCAPE, buffer.text());
}

/** A part of a message: Fengari's bytes or what we made of them. */
function textOf(part: unknown): string {
  return part instanceof Uint8Array ? textOfBytes(part) : String(part);
}

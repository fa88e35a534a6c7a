/**
 * Fengari's parser, bent to LuaJIT's dialect, which reads from a lexer of ours. Together with `fengari-text.ts` this is the one place that knows
 * Fengari; `test/vm/parser/fengari.test.ts` fails when what is changed here changes under us.
 *
 * Its modules call one another through their exports, which is what makes the changes possible. Each of them asks first
 * whether the state is a {@link Parsing} of ours, so another user of the same Fengari keeps its language.
 */
import "./fengari-text.ts";
import "./fengari-circle.ts";
import llex, { type LexState, type SemInfo } from "fengari/src/llex.js";
import lobject from "fengari/src/lobject.js";
import lzio from "fengari/src/lzio.js";
import { power } from "../library/elementary/power.ts";
import { lparser, type Proto } from "./fengari-circle.ts";
import { textOfBytes, Word } from "./fengari-text.ts";
import { Parsing } from "./parsing.ts";
import { translateParserMessage } from "./syntax-messages.ts";
import { NO_OPERATOR, Token } from "./tokens.ts";

/** The name of the hidden upvalue that holds a function's environment. No script can spell it. */
export const ENVIRONMENT_NAME = "(environment)";

/** Parses what `parsing` reads into Fengari's own form. Throws LuaSyntaxError. */
export function parseWithFengari(parsing: Parsing): Proto {
  return lparser.luaY_parser(parsing, NO_INPUT, new lzio.MBuffer(), new lparser.Dyndata(), NO_NAME, lzio.EOZ).p;
}

/** In place of what Fengari's lexer would read. */
const NO_INPUT = {};
const NO_NAME = new Uint8Array();

const stock = {
  LexState: llex.LexState,
  setInput: llex.luaX_setinput,
  next: llex.luaX_next,
  lookAhead: llex.luaX_lookahead,
  newString: llex.luaX_newstring,
  tokenText: llex.luaX_token2str,
  syntaxError: llex.luaX_syntaxerror,
  format: lobject.luaO_pushfstring,
  arithmetic: lobject.luaO_arith,
};

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
  // One for each chunk: functions are told by it which of their upvalues is the environment.
  lexer.envn = new Word(ENVIRONMENT_NAME, Token.NAME);
};

llex.luaX_next = (lexer) => {
  const { L, t, lookahead } = lexer;
  if (!(L instanceof Parsing)) return stock.next(lexer);
  L.consume(lexer, t.token);
  lexer.lastline = lexer.linenumber;
  if (lookahead.token === Token.END_OF_SOURCE) {
    t.token = read(L, lexer, t.seminfo);
    return;
  }
  t.token = lookahead.token;
  t.seminfo.r = lookahead.seminfo.r;
  t.seminfo.ts = lookahead.seminfo.ts;
  lookahead.token = Token.END_OF_SOURCE;
};

llex.luaX_lookahead = (lexer) => {
  const { L, lookahead } = lexer;
  if (!(L instanceof Parsing)) return stock.lookAhead(lexer);
  lookahead.token = read(L, lexer, lookahead.seminfo);
  return lookahead.token;
};

function read({ tokens }: Parsing, lexer: LexState, meaning: SemInfo): number {
  const token = tokens.next();
  if (token === Token.NUMBER) meaning.r = tokens.number;
  else meaning.ts = tokens.word;
  lexer.linenumber = tokens.line;
  return token;
}

llex.luaX_newstring = (lexer, bytes) =>
  lexer.L instanceof Parsing ? lexer.L.words.ofBytes(bytes) : stock.newString(lexer, bytes);

/** LUA_OPMOD and LUA_OPPOW. */
const MODULO = 3;
const POWER = 4;

// Constant folding with LuaJIT's modulo, where 5 % inf is nan, and C's pow. It has no state that could tell whose constants they are.
lobject.luaO_arith = (L, operation, a, b, result) => {
  if (L === null && operation === MODULO) {
    const [x, y] = [Number(a.value), Number(b.value)];
    result.setfltvalue(x - Math.floor(x / y) * y);
  } else if (L === null && operation === POWER) {
    result.setfltvalue(power(Number(a.value), Number(b.value)));
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

// Every error of the parser comes through here.
llex.luaX_syntaxerror = (lexer, message) => {
  const { L, t } = lexer;
  if (!(L instanceof Parsing)) return stock.syntaxError(lexer, message);
  const { text, near, line } = translateParserMessage(textOf(message), {
    isBehindCall: L.isBehindCall,
    isInVariableList: L.isInVariableList,
    isBehindParentheses: L.lastToken === Token.CLOSING_PARENTHESIS,
    isAtAssignment: t.token === Token.EQUALS || t.token === Token.COMMA,
  });
  L.raise(text, near && t.token !== 0 ? textOfToken(L, t.token) : null, line);
};

/** What "near" shows of a token: its name, or as it stands in the source. */
function textOfToken({ tokens }: Parsing, token: number): string {
  const isVariable = token === Token.NAME || token === Token.STRING || token === Token.NUMBER;
  return isVariable ? tokens.lastText : nameOfToken(token);
}

/** A part of a message: Fengari's bytes or what we made of them. */
function textOf(part: unknown): string {
  return part instanceof Uint8Array ? textOfBytes(part) : String(part);
}

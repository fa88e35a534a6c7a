/** One run of Fengari's parser: what it takes for a lua_State, and what we watch on the way. */
import type { FuncState, LexState } from "fengari/src/llex.js";
import type { Instruction, Proto } from "fengari/src/lparser.js";
import { cString } from "../byte-text.ts";
import { Words } from "./fengari-text.ts";
import { Lexer } from "./lexer.ts";
import { Opcode } from "./opcodes.ts";
import { LuaSyntaxError } from "./syntax-error.ts";
import { Token } from "./tokens.ts";

/** LuaJIT's limits in OpenResty's branch, which allows 120 upvalues where others have 60. */
const MAX_UPVALUES = 120;
const MAX_CONSTANTS = 65536;
/** How far LuaJIT can jump, in instructions. */
const MAX_JUMP = 32768;
/** An operand of `and` and `or`, or an `elseif`, mostly takes LuaJIT three instructions: a value, a test and a jump. */
const MAX_CHAIN = Math.floor(MAX_JUMP / 3);
/** Operands from here on are constants. */
const BITRK = 256;
/** Labels in scope, which LuaJIT counts as local variables. It has room for some 65,000; each is compared with all before it. */
const MAX_LABELS = 16_384;

export class Parsing {
  /** The part of a lua_State that the parser needs. */
  readonly l_G = { id_counter: 1 };
  readonly stack: unknown[] = [];
  top = 0;
  readonly stack_last = Number.POSITIVE_INFINITY;

  /** The chunk's name as it shows in messages. */
  readonly source: string;
  readonly words = new Words();
  readonly tokens: Lexer;
  /** The token consumed last. */
  lastToken = 0;

  /** Tokens consumed so far; moments are given in it. */
  private now = 0;
  private innermost: FuncState | null = null;
  private callEmittedAt = -1;
  private levelReadAt = -1;
  private levelWrittenAt = -1;
  /** Starts at 1 because Fengari allows 200 levels of syntax, LuaJIT 199. */
  private level = 1;
  /** For each level: how many of its jumps wait for the same target. */
  private readonly chains: number[] = [];
  /** The parentheses and braces that are open; with the function that a brace's table constructor belongs to. */
  private readonly opened: { readonly line: number; readonly constructorOf: FuncState | null }[] = [];
  private argumentsLine = 0;
  /** Where the token consumed last is. */
  private line = 0;
  /** Where that before the last separator of items, closing brace or `then` is. */
  private itemLine = 0;
  /** The position behind the last instruction before the last closing brace. */
  private bracePc = 0;

  constructor(text: string, source: string, onProgress: (characters: number) => void) {
    this.source = source;
    this.tokens = new Lexer(text, this.words, (message, near) => this.raise(message, near), onProgress);
  }

  get nCcalls(): number {
    this.levelReadAt = this.now;
    return this.level;
  }

  set nCcalls(level: number) {
    if (level > this.level) this.chains[level] = 0;
    this.levelWrittenAt = this.now;
    this.level = level;
  }

  /** True while the parser stands right behind a call, not behind parentheses around one. */
  get isBehindCall(): boolean {
    return this.callEmittedAt === this.now;
  }

  /**
   * True while the parser checks the second or a later variable of an assignment: there, and only there, it looks at the
   * level of nesting without changing it.
   */
  get isInVariableList(): boolean {
    return this.levelReadAt === this.now && this.levelWrittenAt !== this.now;
  }

  /** Called before `token` is consumed, while the lexer's line is still the token's. */
  consume(lexer: LexState, token: number): void {
    const { fs } = lexer;
    const { line, lastToken } = this;
    this.now++;
    this.lastToken = token;
    this.line = lexer.linenumber;
    switch (token) {
      case Token.OPENING_PARENTHESIS:
        this.opened.push({ line: lexer.linenumber, constructorOf: null });
        break;
      case Token.OPENING_BRACE:
        this.opened.push({ line: lexer.linenumber, constructorOf: fs });
        break;
      case Token.CLOSING_BRACE:
        this.bracePc = fs?.pc ?? 0;
        this.argumentsLine = this.opened.pop()?.line ?? 0;
        if (!isSeparator(lastToken)) this.itemLine = line;
        break;
      case Token.CLOSING_PARENTHESIS:
        this.argumentsLine = this.opened.pop()?.line ?? 0;
        break;
      case Token.COMMA:
      case Token.SEMICOLON:
      case Token.THEN:
        this.itemLine = line;
        break;
      case Token.STRING:
        this.argumentsLine = lexer.linenumber;
        break;
      case Token.AND:
      case Token.OR:
      case Token.ELSEIF:
        this.lengthenChain();
        break;
      case Token.BREAK:
      case Token.GOTO:
      case Token.DOUBLE_COLON:
        this.checkJumps(lexer);
        break;
    }
    if (fs !== this.innermost) {
      if (this.innermost !== null && this.innermost.prev === fs) finish(this.innermost.f);
      this.innermost = fs;
    }
    if (fs !== null) this.checkLimits(lexer, fs);
  }

  /**
   * Called for each instruction as it is written. LuaJIT places a call where its arguments begin and an operator where
   * its last operand ends, Fengari at the beginning of the expression and at the operator. LuaJIT writes a condition and
   * an item of a table constructor before it looks at what follows, Fengari afterwards.
   */
  noteInstruction(lexer: LexState, lastLine: number): void {
    const { fs } = lexer;
    if (fs === null) return;
    // The parser asks for the line after the instruction is in place and before the position moves on.
    const instruction = fs.f.code[fs.pc];
    if (instruction === undefined) return;
    const { opcode } = instruction;
    if (opcode === Opcode.CALL) {
      instruction.line = this.argumentsLine;
      this.callEmittedAt = this.now;
    } else if (opcode >= Opcode.ADD && opcode <= Opcode.CONCAT) {
      instruction.line = lastLine;
    } else if (opcode === Opcode.SETLIST) {
      if (this.lastToken === Token.CLOSING_BRACE) for (let pc = this.bracePc; pc < fs.pc; pc++) this.placeItem(fs, pc);
      this.placeItem(fs, fs.pc);
    } else if (this.lastToken === Token.THEN) {
      instruction.line = this.itemLine;
    } else if (this.opened[this.opened.length - 1]?.constructorOf === fs) {
      const isItem = isSeparator(this.lastToken) && opcode !== Opcode.NEWTABLE && opcode !== Opcode.VARARG;
      if (isItem || isConstantField(instruction)) this.placeItem(fs, fs.pc);
    }
  }

  /** Places an instruction for an item of a table constructor. Constants are part of LuaJIT's NEWTABLE: they begin no line. */
  private placeItem({ f }: FuncState, pc: number): void {
    const instruction = f.code[pc];
    const before = f.code[pc - 1];
    if (instruction === undefined || before === undefined) return;
    const list = instruction.opcode === Opcode.SETLIST;
    const isConstant = list ? isConstantItem(before, f.code[pc - 2]) : isConstantItem(instruction, before);
    instruction.line =
      isConstant || isConstantField(instruction) ? (before.line ?? f.lineinfo[pc - 1] ?? 0) : this.itemLine;
  }

  /** Ends the parsing with `text` at `line`; `near` is the offending token's text without quotes, null to leave it out. */
  raise(text: string, near: string | null, line = this.tokens.line): never {
    // LuaJIT hands both on as C strings.
    const suffix = near === null ? "" : ` near '${cString(near)}'`;
    throw new LuaSyntaxError(`${this.source}:${line}: ${cString(text)}${suffix}`);
  }

  /** Fengari walks along a chain for each new link of it: a long one would keep it busy for minutes. */
  private lengthenChain(): void {
    const length = (this.chains[this.level] ?? 0) + 1;
    if (length > MAX_CHAIN) this.raise("control structure too long", null);
    this.chains[this.level] = length;
  }

  private checkJumps({ dyd }: LexState): void {
    if (dyd.gt.n > MAX_JUMP) this.raise("control structure too long", null);
    if (dyd.label.n > MAX_LABELS) this.raise(`chunk has more than ${MAX_LABELS} local variables`, null);
  }

  private checkLimits(lexer: LexState, innermost: FuncState): void {
    if (innermost.np > MAX_CONSTANTS) this.raiseLimit(innermost, MAX_CONSTANTS, "constants");
    // A variable from far outside is an upvalue of each function between; the outermost of them complains.
    let full: FuncState | null = null;
    for (let fs: FuncState | null = innermost; fs !== null; fs = fs.prev) {
      if (fs.nups > MAX_UPVALUES && variables(fs, lexer) > MAX_UPVALUES) full = fs;
    }
    if (full !== null) this.raiseLimit(full, MAX_UPVALUES, "upvalues");
  }

  private raiseLimit({ f }: FuncState, limit: number, what: string): never {
    const where = f.linedefined === 0 ? "main function" : `function at line ${f.linedefined}`;
    this.raise(`${where} has more than ${limit} ${what}`, null);
  }
}

function isSeparator(token: number): boolean {
  return token === Token.COMMA || token === Token.SEMICOLON;
}

/** A constant among the items of a list. A comparison's result is none: it is loaded behind a jump. */
function isConstantItem({ opcode }: Instruction, before: Instruction | undefined): boolean {
  if (opcode === Opcode.LOADBOOL) return before?.opcode !== Opcode.JMP;
  return opcode === Opcode.LOADK || opcode === Opcode.LOADNIL;
}

function isConstantField({ opcode, B, C }: Instruction): boolean {
  return opcode === Opcode.SETTABLE && B >= BITRK && C >= BITRK;
}

/** Lets go of the instructions of a function whose text has ended: as objects they take six times as much memory. */
function finish(proto: Proto): void {
  proto.compact = compacted(proto);
  proto.code = [];
  proto.lineinfo = [];
}

/** The instructions as Lua 5.3 encodes them, and the source line of each as LuaJIT counts. */
export function compacted({ code, lineinfo }: Proto): { encoded: number[]; lines: number[] } {
  return {
    encoded: code.map((instruction) => instruction.code),
    lines: code.map(({ opcode, line }, at) => {
      // LuaJIT makes a tail call where its statement ends, Fengari puts a return there.
      if (opcode === Opcode.TAILCALL) return lineinfo[at + 1] ?? 0;
      return line ?? lineinfo[at] ?? 0;
    }),
  };
}

/** Upvalues that a script sees: not the hidden one of the environment. */
function variables(fs: FuncState, lexer: LexState): number {
  const hasEnvironment = fs.f.upvalues.some(({ name }) => name === lexer.envn);
  return fs.nups - (hasEnvironment ? 1 : 0);
}

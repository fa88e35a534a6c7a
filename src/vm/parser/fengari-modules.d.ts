/** Fengari's modules, as narrowly as the parser names them. It ships no types; its names are C Lua's. */

declare module "fengari/src/lstring.js" {
  export class TString {
    constructor(L: unknown, bytes: Uint8Array);
    hash: string | null;
    realstring: Uint8Array;
    getstr(): Uint8Array;
    tsslen(): number;
  }
  const lstring: {
    TString: typeof TString;
    luaS_eqlngstr(a: TString, b: TString): boolean;
  };
  export default lstring;
}

declare module "fengari/src/lzio.js" {
  const lzio: {
    EOZ: number;
    MBuffer: new () => object;
  };
  export default lzio;
}

declare module "fengari/src/lobject.js" {
  import type { TString } from "fengari/src/lstring.js";
  export interface TValue {
    value: TString | number | boolean | null;
    setfltvalue(number: number): void;
  }
  const lobject: {
    luaO_pushfstring(L: unknown, format: Uint8Array, ...values: unknown[]): unknown;
    luaO_arith(L: unknown, operation: number, a: TValue, b: TValue, result: TValue): void;
  };
  export default lobject;
}

declare module "fengari/src/llex.js" {
  import type { Proto } from "fengari/src/lparser.js";
  import type { TString } from "fengari/src/lstring.js";

  /** The function that is being compiled. */
  export interface FuncState {
    f: Proto;
    prev: FuncState | null;
    pc: number;
    nups: number;
    np: number;
  }
  /** What a token is besides its kind: a number, or a name or string. */
  export interface SemInfo {
    r: number;
    ts: TString | null;
  }
  interface ReadToken {
    token: number;
    seminfo: SemInfo;
  }
  export interface LexState {
    L: unknown;
    linenumber: number;
    /** The line of the last token that was consumed. */
    lastline: number;
    t: ReadToken;
    lookahead: ReadToken;
    fs: FuncState | null;
    envn: TString;
    /** Gotos (and breaks) that wait for their labels, and the labels in scope. */
    dyd: { gt: { n: number }; label: { n: number } };
  }
  const llex: {
    LexState: new () => LexState;
    RESERVED: Readonly<Record<string, number>>;
    FIRST_RESERVED: number;
    luaX_tokens: readonly Uint8Array[];
    luaX_newstring(lexer: LexState, bytes: Uint8Array): TString;
    luaX_next(lexer: LexState): void;
    luaX_lookahead(lexer: LexState): number;
    luaX_syntaxerror(lexer: LexState, message: unknown): void;
    luaX_token2str(lexer: LexState, token: number): unknown;
    luaX_setinput(L: unknown, lexer: LexState, input: unknown, source: TString, firstByte: number): void;
  };
  export default llex;
}

declare module "fengari/src/lparser.js" {
  import type { TValue } from "fengari/src/lobject.js";
  import type { TString } from "fengari/src/lstring.js";

  export interface Instruction {
    /** All of the following, as Lua 5.3 encodes it. */
    code: number;
    opcode: number;
    A: number;
    B: number;
    C: number;
    Bx: number;
    sBx: number;
    Ax: number;
    /** Ours: the line where LuaJIT places it, when that is not Fengari's. */
    line?: number;
  }
  export interface Proto {
    k: TValue[];
    p: Proto[];
    code: Instruction[];
    lineinfo: number[];
    /** Ours: what is left of `code` and `lineinfo`, once the function's text has ended. */
    compact?: { encoded: number[]; lines: number[] };
    upvalues: { name: TString; instack: boolean; idx: number }[];
    numparams: number;
    is_vararg: boolean;
    maxstacksize: number;
    locvars: { varname: TString; startpc: number; endpc: number }[];
    linedefined: number;
    lastlinedefined: number;
  }
  const lparser: {
    Dyndata: new () => object;
    luaY_parser(
      L: unknown,
      input: object,
      buffer: object,
      dynamic: object,
      name: Uint8Array,
      firstByte: number,
    ): { p: Proto };
  };
  export default lparser;
}

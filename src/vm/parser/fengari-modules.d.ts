/** Fengari's modules, as narrowly as the parser names them. It ships no types; its names are C Lua's. */

declare module "fengari/src/lstring.js" {
  export interface TString {
    hash: string | null;
    realstring: Uint8Array;
    /** Ours: set where the lexer has read it. The lexer keeps one of each text, so two that are in use differ. */
    isLexed?: boolean;
  }
  const lstring: {
    TString: new (L: unknown, bytes: Uint8Array) => TString;
    luaS_hash(bytes: Uint8Array): string;
    luaS_hashlongstr(string: TString): string;
    luaS_eqlngstr(a: TString, b: TString): boolean;
    luaS_new(L: unknown, bytes: Uint8Array | object): TString;
  };
  export default lstring;
}

declare module "fengari/src/lzio.js" {
  export interface MBuffer {
    buffer: Uint8Array;
    n: number;
  }
  const lzio: {
    EOZ: number;
    MBuffer: new () => MBuffer;
    luaZ_buffer(buffer: MBuffer): Uint8Array | MBuffer;
    luaZ_buffremove(buffer: MBuffer, count: number): void;
  };
  export default lzio;
}

declare module "fengari/src/ljstype.js" {
  const ljstype: {
    lislalpha(byte: number): boolean;
    lislalnum(byte: number): boolean;
  };
  export default ljstype;
}

declare module "fengari/src/lobject.js" {
  import type { TString } from "fengari/src/lstring.js";
  export interface TValue {
    value: TString | number | boolean | null;
    setfltvalue(number: number): void;
  }
  const lobject: {
    luaO_str2num(text: object, result: TValue): number;
    luaO_pushfstring(L: unknown, format: Uint8Array, ...values: unknown[]): unknown;
    luaO_arith(L: unknown, operation: number, a: TValue, b: TValue, result: TValue): void;
  };
  export default lobject;
}

declare module "fengari/src/ldebug.js" {
  const ldebug: {
    luaG_addinfo(L: unknown, message: unknown, source: unknown, line: number): unknown;
  };
  export default ldebug;
}

declare module "fengari/src/llex.js" {
  import type { Proto } from "fengari/src/lparser.js";
  import type { TString } from "fengari/src/lstring.js";
  import type { MBuffer } from "fengari/src/lzio.js";

  /** The function that is being compiled. */
  export interface FuncState {
    f: Proto;
    prev: FuncState | null;
    pc: number;
    nups: number;
    np: number;
  }
  export interface LexState {
    L: unknown;
    /** The next byte, or EOZ. */
    current: number;
    linenumber: number;
    /** The line of the last token that was consumed. */
    lastline: number;
    t: { token: number };
    lookahead: { token: number };
    fs: FuncState | null;
    z: { zgetc(): number };
    buff: MBuffer;
    envn: TString;
    /** Gotos (and breaks) that wait for their labels, and the labels in scope. */
    dyd: { gt: { n: number }; label: { n: number } };
  }
  const llex: {
    LexState: new () => LexState;
    RESERVED: Readonly<Record<string, number>>;
    FIRST_RESERVED: number;
    luaX_tokens: readonly Uint8Array[];
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
  import type { MBuffer } from "fengari/src/lzio.js";

  export interface Instruction {
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
      input: { zgetc(): number },
      buffer: MBuffer,
      dynamic: object,
      name: Uint8Array,
      firstByte: number,
    ): { p: Proto };
  };
  export default lparser;
}

/** The instructions of Lua 5.3's bytecode, numbered as Fengari numbers them. {@link parseChunk} gives them. */
export enum Opcode {
  MOVE = 0,
  LOADK = 1,
  LOADKX = 2,
  LOADBOOL = 3,
  LOADNIL = 4,
  GETUPVAL = 5,
  GETTABUP = 6,
  GETTABLE = 7,
  SETTABUP = 8,
  SETUPVAL = 9,
  SETTABLE = 10,
  NEWTABLE = 11,
  SELF = 12,
  ADD = 13,
  SUB = 14,
  MUL = 15,
  MOD = 16,
  POW = 17,
  DIV = 18,
  IDIV = 19,
  BAND = 20,
  BOR = 21,
  BXOR = 22,
  SHL = 23,
  SHR = 24,
  UNM = 25,
  BNOT = 26,
  NOT = 27,
  LEN = 28,
  CONCAT = 29,
  JMP = 30,
  EQ = 31,
  LT = 32,
  LE = 33,
  TEST = 34,
  TESTSET = 35,
  CALL = 36,
  TAILCALL = 37,
  RETURN = 38,
  FORLOOP = 39,
  FORPREP = 40,
  TFORCALL = 41,
  TFORLOOP = 42,
  SETLIST = 43,
  CLOSURE = 44,
  VARARG = 45,
  EXTRAARG = 46,
}

/** An instruction of that bytecode, taken apart. */
export interface Decoded {
  /** All of the following. */
  readonly code: number;
  readonly opcode: number;
  readonly A: number;
  readonly B: number;
  readonly C: number;
  readonly Bx: number;
  readonly Ax: number;
  readonly sBx: number;
}

/** 6 bits of opcode, 8 of A, 9 of C and 9 of B. The last two are Bx, which may have a sign, the last three Ax. */
export function decoded(code: number): Decoded {
  const Bx = code >>> 14;
  const A = (code >>> 6) & 255;
  return { code, opcode: code & 63, A, B: code >>> 23, C: Bx & 511, Bx, Ax: code >>> 6, sBx: Bx - 131_071 };
}

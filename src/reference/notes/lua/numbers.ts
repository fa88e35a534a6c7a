import type { Area, Note } from "../../note.ts";

const short = (usage: string, does: string, example: string, more: Partial<Note> = {}): Note => ({
  usage,
  does,
  example,
  ...more,
});

export const luaMath: Area = {
  page: "math",
  title: "Lua: math",
  about: "Numbers are doubles: whole ones are exact up to 2^53.",
  notes: {
    "math.abs": short("n = math.abs(x)", "The number without its sign.", "print(math.abs(-3)) --> 3"),
    "math.ceil": short("n = math.ceil(x)", "The next whole number upwards.", "print(math.ceil(1.2)) --> 2"),
    "math.floor": short("n = math.floor(x)", "The next whole number downwards.", "print(math.floor(-1.2)) --> -2"),
    "math.fmod": short(
      "n = math.fmod(x, y)",
      "The rest of a division, with the sign of x (% has that of y).",
      `print(math.fmod(-5, 3), " ", -5 % 3) --> -2 1`,
    ),
    "math.modf": short(
      "whole, fraction = math.modf(x)",
      "The whole part and the fraction.",
      `print((math.modf(2.75)), " ", select(2, math.modf(2.75))) --> 2 0.75`,
    ),
    "math.max": short("n = math.max(x, ...)", "The largest of its arguments.", "print(math.max(1, 3, 2)) --> 3"),
    "math.min": short("n = math.min(x, ...)", "The smallest of its arguments.", "print(math.min(1, 3, 2)) --> 1"),
    "math.sqrt": short("n = math.sqrt(x)", "The square root.", "print(math.sqrt(16)) --> 4"),
    "math.pow": short("n = math.pow(x, y)", "x to the power of y, as x ^ y.", "print(math.pow(2, 10)) --> 1024"),
    "math.exp": short("n = math.exp(x)", "e to the power of x.", "print(math.exp(0)) --> 1"),
    "math.log": short("n = math.log(x, base?)", "The logarithm, natural or to a base.", "print(math.log(8, 2)) --> 3", {
      note: "Lua 5.1 takes no base.",
    }),
    "math.log10": short("n = math.log10(x)", "The logarithm to the base 10.", "print(math.log10(1000)) --> 3"),
    "math.frexp": short(
      "fraction, exponent = math.frexp(x)",
      "The number as fraction * 2 ^ exponent, the fraction from 0.5 up to 1.",
      `print((math.frexp(8)), " ", select(2, math.frexp(8))) --> 0.5 4`,
    ),
    "math.ldexp": short("n = math.ldexp(x, exponent)", "x * 2 ^ exponent.", "print(math.ldexp(0.5, 4)) --> 8"),
    "math.deg": short("degrees = math.deg(radians)", "An angle in degrees.", "print(math.deg(math.pi)) --> 180"),
    "math.rad": short(
      "radians = math.rad(degrees)",
      "An angle in radians.",
      "print(math.rad(180) == math.pi) --> true",
    ),
    "math.sin, math.cos, math.tan": short(
      "n = math.sin(radians)\nn = math.cos(radians)\nn = math.tan(radians)",
      "Sine, cosine and tangent of an angle.",
      "print(math.sin(0), math.cos(0), math.tan(0)) --> 010",
    ),
    "math.asin, math.acos, math.atan": short(
      "radians = math.asin(x)\nradians = math.acos(x)\nradians = math.atan(x)",
      "The angle with this sine, cosine or tangent.",
      "print(math.asin(1) == math.pi / 2) --> true",
    ),
    "math.atan2": short(
      "radians = math.atan2(y, x)",
      "The angle of a point, from -pi to pi.",
      "print(math.atan2(0, 1)) --> 0",
    ),
    "math.sinh, math.cosh, math.tanh": short(
      "n = math.sinh(x)\nn = math.cosh(x)\nn = math.tanh(x)",
      "Hyperbolic sine, cosine and tangent.",
      "print(math.cosh(0)) --> 1",
    ),
    "math.random": short(
      "n = math.random(first?, last?)",
      "A number by chance: from 0 up to 1, or a whole one from first (1) to last.",
      `
        math.randomseed(42)
        local n = math.random(1, 6)
        print(n >= 1 and n <= 6 and n % 1 == 0) --> true`,
      { note: "The series of a seed is LuaJIT's own." },
    ),
    "math.randomseed": short(
      "math.randomseed(seed?)",
      "Begins the series of random numbers that belongs to a seed.",
      `
        math.randomseed(7)
        local first = math.random()
        math.randomseed(7)
        print(math.random() == first) --> true`,
    ),
    "math.huge": short("math.huge", "Infinity.", "print(math.huge, -math.huge) --> inf-inf"),
    "math.pi": short("math.pi", "The number pi.", "print(math.pi) --> 3.1415926535898"),
  },
};

export const luaBit: Area = {
  page: "bit",
  title: "Lua: bit",
  about: "Bits of numbers, as signed 32-bit ones: LuaJIT's library, which Lua 5.1 has not.",
  notes: {
    "bit.tobit": short(
      "n = bit.tobit(x)",
      "The number as a signed one of 32 bits.",
      "print(bit.tobit(0xffffffff)) --> -1",
    ),
    "bit.tohex": short(
      "text = bit.tohex(x, digits?)",
      "The number in hexadecimal; negative digits mean capital letters.",
      `print(bit.tohex(255), " ", bit.tohex(255, -4)) --> 000000ff 00FF`,
    ),
    "bit.band": short("n = bit.band(x, ...)", "The bits that all arguments have.", "print(bit.band(6, 3)) --> 2"),
    "bit.bor": short("n = bit.bor(x, ...)", "The bits that any argument has.", "print(bit.bor(6, 3)) --> 7"),
    "bit.bxor": short(
      "n = bit.bxor(x, ...)",
      "The bits that an odd number of arguments has.",
      "print(bit.bxor(6, 3)) --> 5",
    ),
    "bit.bnot": short("n = bit.bnot(x)", "All bits turned over.", "print(bit.bnot(0)) --> -1"),
    "bit.lshift": short("n = bit.lshift(x, count)", "Bits moved to the left.", "print(bit.lshift(1, 4)) --> 16"),
    "bit.rshift": short(
      "n = bit.rshift(x, count)",
      "Bits moved to the right, zeros after them.",
      "print(bit.rshift(-1, 28)) --> 15",
    ),
    "bit.arshift": short(
      "n = bit.arshift(x, count)",
      "Bits moved to the right, the sign after them.",
      "print(bit.arshift(-16, 2)) --> -4",
    ),
    "bit.rol": short("n = bit.rol(x, count)", "Bits turned round to the left.", "print(bit.rol(0x80000000, 1)) --> 1"),
    "bit.ror": short("n = bit.ror(x, count)", "Bits turned round to the right.", "print(bit.ror(2, 1)) --> 1"),
    "bit.bswap": short(
      "n = bit.bswap(x)",
      "The four bytes in the opposite order.",
      "print(bit.tohex(bit.bswap(0x01020304))) --> 04030201",
    ),
  },
};

/** LuaJIT's `math`: Lua 5.1's functions and `log` with a base. Where C and JavaScript differ, C wins. */
import type { Random } from "../../host/ports.ts";
import { checkNumber } from "../arguments.ts";
import { LuaError } from "../errors.ts";
import type { NativeBody } from "../functions.ts";
import { arithmetic, toNumber } from "../operators.ts";
import type { State } from "../state.ts";
import type { Table } from "../table.ts";
import { NOTHING, type Result, typeName, type Value } from "../values.ts";
import { type Library, libraryTable } from "./define.ts";
import { cosh, exp, sinh } from "./elementary/exponential.ts";
import { log, log2, log10 } from "./elementary/logarithm.ts";
import { power } from "./elementary/power.ts";
import { Layout } from "./fields.ts";
import { loadAngles } from "./load-angles.ts";
import { Tausworthe } from "./tausworthe.ts";

const MATH = new Layout();

/** LuaJIT multiplies by these constants, which is not always what dividing by π gives. */
const DEGREES = 57.29577951308232;
const RADIANS = 0.017453292519943295;

/**
 * The table `math`, with random numbers of its own.
 * @param chance where a seed comes from that no script gives
 */
export function installMath(state: State, chance?: Random): Table {
  return libraryTable(MATH, mathLibrary(state, chance), { pi: Math.PI, huge: Number.POSITIVE_INFINITY });
}

function mathLibrary(state: State, chance: Random | undefined): Library {
  const random = new Tausworthe();
  const unary = (compute: (x: number) => number): NativeBody => {
    return function compute1(x) {
      return compute(typeof x === "number" ? x : checkNumber(state, x, 1, arguments.length));
    };
  };
  const binary = (compute: (x: number, y: number) => number): NativeBody => {
    return function compute2(x, y) {
      return compute(
        typeof x === "number" ? x : checkNumber(state, x, 1, arguments.length),
        typeof y === "number" ? y : checkNumber(state, y, 2, arguments.length),
      );
    };
  };
  return {
    abs: unary(Math.abs),
    floor: unary(Math.floor),
    ceil: unary(Math.ceil),
    sqrt: unary(Math.sqrt),
    exp: unary(exp),
    log10: unary(log10),
    sin: unary((x) => loadAngles().sin(x)),
    cos: unary((x) => loadAngles().cos(x)),
    tan: unary((x) => loadAngles().tan(x)),
    asin: unary((x) => loadAngles().asin(x)),
    acos: unary((x) => loadAngles().acos(x)),
    atan: unary((x) => loadAngles().atan(x)),
    sinh: unary(sinh),
    cosh: unary(cosh),
    tanh: unary(Math.tanh),
    atan2: binary((y, x) => loadAngles().atan2(y, x)),
    pow: binary(power),
    fmod: binary((x, y) => x % y),
    ldexp: binary((mantissa, exponent) => ldexp(mantissa, Math.trunc(exponent))),
    log(x, base) {
      const number = checkNumber(state, x, 1, arguments.length);
      if (arguments.length < 2) return log(number);
      // LuaJIT's way, rounding included.
      return log2(number) * (1 / log2(checkNumber(state, base, 2, arguments.length)));
    },
    deg(x) {
      return multiply(state, "deg", x, DEGREES);
    },
    rad(x) {
      return multiply(state, "rad", x, RADIANS);
    },
    modf(x) {
      const number = checkNumber(state, x, 1, arguments.length);
      const whole = Math.trunc(number);
      const isInfinite = number === Number.POSITIVE_INFINITY || number === Number.NEGATIVE_INFINITY;
      const fraction = isInfinite ? 0 : number - whole;
      return [whole, fraction === 0 && (number < 0 || Object.is(number, -0)) ? -0 : fraction];
    },
    frexp(x) {
      return frexp(checkNumber(state, x, 1, arguments.length));
    },
    max(first) {
      const count = arguments.length;
      let most = checkNumber(state, first, 1, count);
      for (let at = 1; at < count; at++) {
        const number = checkNumber(state, arguments[at] as Value, at + 1, count);
        // The processor's maximum: the second of two equal ones, or where one is NaN.
        if (!(most > number)) most = number;
      }
      return most;
    },
    min(first) {
      const count = arguments.length;
      let least = checkNumber(state, first, 1, count);
      for (let at = 1; at < count; at++) {
        const number = checkNumber(state, arguments[at] as Value, at + 1, count);
        if (!(least < number)) least = number;
      }
      return least;
    },
    random(low, high) {
      const fraction = random.next();
      const count = arguments.length;
      if (count === 0) return fraction;
      const first = checkNumber(state, low, 1, count);
      if (count === 1) return Math.floor(fraction * first) + 1;
      const last = checkNumber(state, high, 2, count);
      // An empty range is no error in LuaJIT (golden case "random numbers in range").
      return Math.floor(fraction * (last - first + 1)) + first;
    },
    randomseed(seed) {
      if (arguments.length > 0) random.seed(checkNumber(state, seed, 1, arguments.length));
      else random.seed(chance === undefined ? random.next() : byChance(chance));
      return NOTHING;
    },
  };
}

/** A seed, as good as any other. */
function byChance(chance: Random): number {
  return chance.bytes(6).reduce((number, byte) => number * 256 + byte, 0);
}

/** `deg` and `rad`, which LuaJIT writes in Lua: they multiply whatever can be multiplied. */
function multiply(state: State, name: string, value: Value, factor: number): Result {
  if (typeof value === "number") return value * factor;
  if (toNumber(value) === undefined && state.metamethod(value, "__mul") === undefined) {
    throw new LuaError(`[builtin:${name}]:0: attempt to perform arithmetic on a ${typeName(value)} value`);
  }
  return arithmetic(state, "__mul", value, factor, -1, -1);
}

/** C's frexp: a fraction from 0.5 to below 1, and the power of two that makes it `x`. */
function frexp(x: number): [number, number] {
  if (x === 0 || !Number.isFinite(x)) return [x, 0];
  const view = new DataView(new ArrayBuffer(8));
  const isSubnormal = Math.abs(x) < 2 ** -1022;
  view.setFloat64(0, isSubnormal ? x * 2 ** 54 : x);
  const high = view.getUint32(0);
  const exponent = (high >>> 20) & 0x7ff;
  view.setUint32(0, (high & 0x800fffff) | (1022 << 20));
  return [view.getFloat64(0), exponent - 1022 - (isSubnormal ? 54 : 0)];
}

/** C's ldexp, which rounds once. */
function ldexp(mantissa: number, exponent: number): number {
  if (mantissa !== mantissa || exponent !== exponent) return Number.NaN;
  if (mantissa === 0 || !Number.isFinite(mantissa)) {
    return Number.isFinite(exponent) ? mantissa : mantissa * (exponent > 0 ? exponent : 0);
  }
  const [fraction, own] = frexp(mantissa);
  const total = own + exponent;
  if (total > 1024) return fraction * Number.POSITIVE_INFINITY;
  if (total < -1080) return fraction * 0;
  if (total > 1023) return fraction * 2 * 2 ** (total - 1);
  if (total >= -1021) return fraction * 2 ** total;
  // The result has fewer digits: only the last step may round.
  return fraction * 2 ** -54 * 2 ** (total + 54);
}

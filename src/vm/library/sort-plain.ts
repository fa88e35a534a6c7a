/**
 * `table.sort` without a function, of numbers or strings alone: the engine sorts, which nothing can interrupt. So it sorts
 * pieces, which are then merged, and the budget is asked in between.
 */
import { charge } from "../charge.ts";
import type { State } from "../state.ts";
import type { Value } from "../values.ts";

/** Comparisons that cost as much as one step, and characters that such comparisons may pass. */
const COMPARISONS_A_STEP = 50;
const CHARACTERS_A_STEP = 256 * COMPARISONS_A_STEP;

/** What the engine sorts in 20 to 30 milliseconds. */
const PIECE_NUMBERS = 131_072;
const PIECE_STRINGS = 65_536;
const PIECE_CHARACTERS = 1_000_000;

/** @returns undefined where there is anything else, or a NaN, which has no order */
export function sortPlain(state: State, values: readonly Value[]): ArrayLike<Value> | undefined {
  const type = typeof values[0];
  if (type !== "number" && type !== "string") return undefined;
  for (const value of values) if (typeof value !== type || value !== value) return undefined;
  return type === "number" ? sortNumbers(state, values as readonly number[]) : sortStrings(state, values as string[]);
}

function sortNumbers(state: State, values: readonly number[]): ArrayLike<number> {
  const numbers = new Float64Array(values);
  const ends: number[] = [];
  for (let at = 0; at < numbers.length; at += PIECE_NUMBERS) {
    const piece = numbers.subarray(at, at + PIECE_NUMBERS).sort();
    ends.push(at + piece.length);
    chargePiece(state, piece.length, 0);
  }
  return ends.length === 1 ? numbers : merged(state, numbers, new Float64Array(numbers.length), ends);
}

function sortStrings(state: State, values: readonly string[]): ArrayLike<string> {
  const pieces: string[][] = [];
  for (let at = 0; at < values.length; ) {
    let [end, characters] = [at, 0];
    while (end < values.length && end - at < PIECE_STRINGS && characters < PIECE_CHARACTERS) {
      characters += (values[end++] as string).length;
    }
    pieces.push(values.slice(at, end).sort());
    chargePiece(state, end - at, characters);
    at = end;
  }
  const [first = []] = pieces;
  if (pieces.length === 1) return first;
  let sum = 0;
  const ends = pieces.map(({ length }) => (sum += length));
  return merged<string, string[]>(state, pieces.flat(), new Array(sum), ends);
}

/** Each value is compared some times. */
function chargePiece(state: State, count: number, characters: number): void {
  const rounds = Math.log2(Math.max(2, count));
  charge(state, Math.ceil((count * rounds) / COMPARISONS_A_STEP + (characters * rounds) / CHARACTERS_A_STEP));
}

/** Merges sorted pieces, two by two, until one is left. `other` has the room for that. */
function merged<Plain extends number | string, List extends { [index: number]: Plain }>(
  state: State,
  values: List & ArrayLike<Plain>,
  other: List & ArrayLike<Plain>,
  ends: readonly number[],
): ArrayLike<Plain> {
  if (ends.length === 1) return values;
  const nextEnds: number[] = [];
  let at = 0;
  let from = 0;
  for (let piece = 0; piece < ends.length; piece += 2) {
    const middle = ends[piece] as number;
    const end = ends[piece + 1] ?? middle;
    let [left, right, compared, characters] = [from, middle, 0, 0];
    while (at < end) {
      const one = values[left] as Plain;
      const takesLeft = right >= end || (left < middle && !((values[right] as Plain) < one));
      other[at++] = takesLeft ? (values[left++] as Plain) : (values[right++] as Plain);
      if (typeof one === "string") characters += one.length;
      if (++compared < COMPARISONS_A_STEP && characters < CHARACTERS_A_STEP) continue;
      charge(state, Math.ceil(1 + characters / CHARACTERS_A_STEP));
      compared = 0;
      characters = 0;
    }
    nextEnds.push(end);
    from = end;
  }
  return merged(state, other, values, nextEnds);
}

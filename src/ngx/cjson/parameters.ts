/** What cjson's functions take, with its texts. A setting that is not given stays as it is. */
import { checkNumber, checkOption, checkString } from "../../vm/arguments.ts";
import { cString } from "../../vm/byte-text.ts";
import { raiseArgument } from "../../vm/raise.ts";
import type { State } from "../../vm/state.ts";
import type { Value } from "../../vm/values.ts";
import { low32, toInt64 } from "../c-conversions.ts";
import type { Parameter } from "../declaration/parameters.ts";

export const LARGEST_INT = 2 ** 31 - 1;

/** The one value that a function takes. */
export function onlyValue(name: string): Parameter<Value> {
  return {
    name,
    shape: "one",
    type: "any value",
    check: (state, value, _index, count) => (count === 1 ? value : raiseArgument(state, 1, "expected 1 argument")),
  };
}

/** @param most how many arguments the function takes */
export function flag(name: string, most = 1): Parameter<boolean | undefined> {
  return setting(name, "boolean", most, (state, value, index, count) =>
    typeof value === "boolean" ? value : checkOption(state, value, index, count, ["off", "on"]) === "on",
  );
}

export function flagOrNull(name: string): Parameter<boolean | "null" | undefined> {
  return setting(name, "boolean", 1, (state, value, index, count) => {
    if (typeof value === "boolean") return value;
    const option = checkOption(state, value, index, count, ["off", "on", "null"]);
    return option === "null" ? option : option === "on";
  });
}

/** A C int between two bounds. */
export function wholeNumber(
  name: string,
  least: number,
  largest = LARGEST_INT,
  most = 1,
): Parameter<number | undefined> {
  return setting(name, "number", most, (state, value, index, count) => {
    const number = low32(toInt64(checkNumber(state, value, index, count)));
    if (number >= least && number <= largest) return number;
    // lua-cjson names the first argument, whichever it is.
    return raiseArgument(state, 1, `expected integer between ${least} and ${largest}`);
  });
}

export function cText(name: string): Parameter<string | undefined> {
  return setting(name, "string", 1, (state, value, index, count) => cString(checkString(state, value, index, count)));
}

function setting<T>(
  name: string,
  type: string,
  most: number,
  check: (state: State, value: Value, index: number, count: number) => T,
): Parameter<T | undefined> {
  return {
    name,
    shape: "optional",
    type,
    check: (state, value, index, count) => {
      if (count > most) raiseArgument(state, most + 1, "found too many arguments");
      return value === undefined ? undefined : check(state, value, index, count);
    },
  };
}

/** A parsed function as plain data: so the bundles carry Lua that each run needs, and do not parse it. */
import { decoded } from "./opcodes.ts";
import type { ParsedFunction } from "./parse.ts";

/** What JSON keeps of a {@link ParsedFunction}. */
export interface StoredFunction extends Omit<ParsedFunction, "code" | "constants" | "children"> {
  /** Instructions as Lua 5.3 encodes them. */
  readonly encoded: readonly number[];
  /** nil is null. */
  readonly constants: readonly (null | boolean | number | string)[];
  readonly children: readonly StoredFunction[];
}

/** Constants must be such as JSON keeps. */
export function toStored(parsed: ParsedFunction): StoredFunction {
  const { lineDefined, lastLineDefined, parameters, isVararg, stackSize } = parsed;
  const { lines, upvalues, locals, environmentUpvalue } = parsed;
  return {
    ...{ lineDefined, lastLineDefined, parameters, isVararg, stackSize },
    ...{ lines, upvalues, locals, environmentUpvalue },
    encoded: parsed.code.map(({ code }) => code),
    constants: parsed.constants.map((value) => value ?? null),
    children: parsed.children.map(toStored),
  };
}

export function fromStored({ encoded, constants, children, ...rest }: StoredFunction): ParsedFunction {
  let code: ParsedFunction["code"] | undefined;
  return {
    ...rest,
    get code() {
      code ??= encoded.map(decoded);
      return code;
    },
    constants: constants.map((value) => value ?? undefined),
    children: children.map(fromStored),
  };
}

import { formatNumber } from "../../vm/numbers.ts";

/** As the reference's C writes a number: without the sign of zero, and with that of x86's usual NaN. */
export function textOfNumber(value: number): string {
  if (value === 0) return "0";
  return Number.isNaN(value) ? "-nan" : formatNumber(value);
}

/** A number as C's `time_t`. What does not fit becomes the least one, as on x86-64. */
export function toTime(value: number): number {
  const whole = Math.trunc(value);
  return whole >= -(2 ** 63) && whole < 2 ** 63 ? whole + 0 : -(2 ** 63);
}

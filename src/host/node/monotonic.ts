/**
 * Whole milliseconds that never go back, many times faster than {@link monotonicMs}, for who asks in each turn. Where the day's clock
 * is set forward, they make a jump.
 */
export function coarseMonotonicMs(): () => number {
  let last = 0;
  let behindMs = 0;
  return () => {
    const now = Date.now() + behindMs;
    if (now >= last) last = now;
    else behindMs += last - now;
    return last;
  };
}

/** Milliseconds that never go back, with a fraction. As `performance.now`, whose module takes Node a millisecond to load. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

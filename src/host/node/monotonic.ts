/** Milliseconds that never go back, with a fraction. As `performance.now`, whose module takes Node a millisecond to load. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

/** Which part of time is seen, and how wide. All in milliseconds and CSS pixels. */

/** Nobody needs to see less than a tenth of a millisecond: events are stamped with whole ones. */
const LEAST_SPAN_MS = 0.1;
/** How much of the width stays empty on either side where all is shown. */
const MARGIN = 0.02;

export interface Span {
  readonly startMs: number;
  readonly endMs: number;
}

export class Viewport {
  /** What there is to see. */
  private whole: Span = { startMs: 0, endMs: 1 };
  private startMs = 0;
  private spanMs = 1;
  width = 1;
  /** All is shown, and what comes is, too. */
  isFitted = true;

  get span(): Span {
    return { startMs: this.startMs, endMs: this.startMs + this.spanMs };
  }

  get msPerPixel(): number {
    return this.spanMs / this.width;
  }

  xOf(ms: number): number {
    return ((ms - this.startMs) / this.spanMs) * this.width;
  }

  msAt(x: number): number {
    return this.startMs + (x / this.width) * this.spanMs;
  }

  /** There is more to see, or less. */
  setWhole(startMs: number, endMs: number): void {
    this.whole = { startMs, endMs: Math.max(endMs, startMs + 1) };
    if (this.isFitted) this.fit();
    else this.show(this.startMs, this.spanMs);
  }

  fit(): void {
    this.isFitted = true;
    const { startMs, endMs } = this.fitted();
    this.startMs = startMs;
    this.spanMs = endMs - startMs;
  }

  /** @param factor below 1 to see less, more closely; @param x what stays where it is. @returns whether anything has changed */
  zoom(factor: number, x = this.width / 2): boolean {
    const { startMs, spanMs } = this;
    const at = this.msAt(x);
    const wanted = spanMs * factor;
    const all = this.fitted();
    if (wanted >= all.endMs - all.startMs) this.fit();
    else {
      this.isFitted = false;
      const span = Math.max(wanted, LEAST_SPAN_MS);
      this.show(at - (x / this.width) * span, span);
    }
    return startMs !== this.startMs || spanMs !== this.spanMs;
  }

  /** Moves the view to the right by so many pixels. @returns whether it has moved */
  pan(pixels: number): boolean {
    const { startMs } = this;
    this.show(startMs + pixels * this.msPerPixel, this.spanMs);
    return this.startMs !== startMs;
  }

  /** Moves as little as need be to have something in view. */
  reveal(startMs: number, endMs: number): void {
    const end = Math.min(endMs, this.whole.endMs);
    const edge = this.spanMs * 0.1;
    if (startMs < this.startMs || startMs > this.startMs + this.spanMs) {
      this.show(startMs - edge, this.spanMs);
    } else if (end > this.startMs + this.spanMs && end - startMs < this.spanMs) {
      this.show(end - this.spanMs + edge, this.spanMs);
    }
  }

  private fitted(): Span {
    const { startMs, endMs } = this.whole;
    const margin = (endMs - startMs) * MARGIN;
    return { startMs: startMs - margin, endMs: endMs + margin };
  }

  /** Keeps within what there is. */
  private show(startMs: number, spanMs: number): void {
    const all = this.fitted();
    this.spanMs = Math.min(spanMs, all.endMs - all.startMs);
    this.startMs = Math.min(Math.max(startMs, all.startMs), all.endMs - this.spanMs);
  }
}

/** How commands leave what they are in: thrown, and caught by who it is meant for. */

/** The shell ends. */
export class ShellExit {
  readonly status: number;

  constructor(status: number) {
    this.status = status;
  }
}

export class LoopExit {
  readonly kind: "break" | "continue";
  /** How many loops it leaves. */
  levels: number;

  constructor(kind: "break" | "continue", levels: number) {
    this.kind = kind;
    this.levels = levels;
  }
}

/** `return` */
export class FunctionExit {
  readonly status: number;

  constructor(status: number) {
    this.status = status;
  }
}

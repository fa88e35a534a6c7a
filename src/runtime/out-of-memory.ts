import { Kill, MemoryError } from "../vm/errors.ts";

/** What a script gets for having too much memory: first Lua's own error, and its end where it goes on as before. */
export class OutOfMemory {
  private readonly killReason: string;
  private readonly looksOfGrace: number;
  private graceLeft = 0;
  private wasTold = false;

  /** @param looksOfGrace how often it may be looked away after the error, for what handles it may let go of something */
  constructor(killReason: string, looksOfGrace = 0) {
    this.killReason = killReason;
    this.looksOfGrace = looksOfGrace;
  }

  /** Whether it has just been told, and is not to be looked at this time. */
  takeGrace(): boolean {
    return this.graceLeft > 0 && this.graceLeft-- > 0;
  }

  /** There is enough memory again. */
  isOver(): void {
    this.wasTold = false;
  }

  /** @throws LuaError the first time, Kill the next, unless it {@link isOver} between */
  raise(): never {
    if (this.wasTold) throw new Kill(this.killReason);
    this.wasTold = true;
    this.graceLeft = this.looksOfGrace;
    throw new MemoryError();
  }
}

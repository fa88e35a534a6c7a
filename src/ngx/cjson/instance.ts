/** The instances of cjson: each has settings and a buffer of its own. */
import type { ByteText } from "../../host/ports.ts";
import type { State } from "../../vm/state.ts";
import type { Userdata } from "../../vm/values.ts";
import { Marks } from "./marks.ts";
import { Settings } from "./settings.ts";
import { Writer } from "./writer.ts";

export class Instance {
  readonly settings = new Settings();
  /** Whether it answers nil and the error where the other kind raises it. */
  readonly isSafe: boolean;
  private kept: Writer | undefined;

  constructor(isSafe: boolean) {
    this.isSafe = isSafe;
  }

  /** Calls `use` with a buffer, which may be in use already: a metamethod can encode, too. */
  withWriter<T>(state: State, byteText: ByteText, use: (writer: Writer) => T): T {
    const writer = this.kept ?? new Writer(state.budget, byteText);
    this.kept = undefined;
    try {
      return use(writer);
    } finally {
      if (this.settings.keepBuffer && !writer.isLarge) this.kept = writer;
    }
  }
}

/** What one machine has of cjson. */
export class Cjson {
  readonly marks: Marks;
  readonly plain = new Instance(false);
  readonly safe = new Instance(true);

  constructor(ngxNull: Userdata) {
    this.marks = new Marks(ngxNull);
  }
}

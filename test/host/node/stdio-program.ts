/** What stdio.test.ts runs as processes of their own: the first argument says which. */
import { writeSync } from "node:fs";
import { nodeStdio } from "../../../src/host/node/stdio.ts";

const { stdin, stdout, stderr } = nodeStdio({
  onBrokenPipe() {
    writeSync(2, "nobody reads");
    process.exit(7);
  },
});
const text = (bytes: unknown) => (bytes instanceof Uint8Array ? Buffer.from(bytes).toString() : String(bytes));

const programs: Record<string, () => void> = {
  /** 20 MB in pieces of an odd size, then an abrupt end. */
  pieces() {
    const piece = Buffer.alloc(1009, "x");
    let left = 20_000_000;
    for (; left >= piece.length; left -= piece.length) stdout.write(piece);
    stdout.write(piece.subarray(0, left));
    process.exit(5);
  },

  /** 20 MB at once, through a pipe that does not wait (Node's own stream makes it so). */
  atOnce() {
    process.stdout.write("");
    stdout.write(Buffer.alloc(20_000_000, "x"));
  },

  mixed() {
    stdout.write(Buffer.from("1"));
    stderr.write(Buffer.from("e"));
    stdout.write(Buffer.alloc(70_000, "x"));
    stdout.write(Buffer.from("2"));
    process.exit(3);
  },

  turns() {
    stdout.write(Buffer.from("first"));
    setTimeout(() => stdin.readSync(1), 1);
  },

  both() {
    stdin.read(4, (first) => {
      const second = text(stdin.readSync(4));
      stdin.read(100, (third) => {
        stdin.read(100, (end) => {
          stdout.write(Buffer.from([text(first), second, text(third), text(end), text(stdin.readSync(9))].join("|")));
        });
      });
    });
  },

  abandoned() {
    const cancel = stdin.read(10, () => stdout.write(Buffer.from("wrong")));
    setImmediate(() => {
      cancel();
      stdout.write(Buffer.from("cancelled"));
    });
  },

  exiting() {
    stdin.read(10, () => {});
    setTimeout(() => process.exit(4), 20);
  },
};

programs[process.argv[2] ?? ""]?.();

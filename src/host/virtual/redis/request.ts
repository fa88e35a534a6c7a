/** Requests as they come over a connection, in Redis' protocol or as plain lines ("inline"). */

const LONGEST_LINE = 65_536;
const MOST_WORDS = 1024 * 1024;
const LONGEST_WORD = 512 * 1024 * 1024;

export class RequestReader {
  private input = "";
  /** Words of a request that has begun, and how many are still missing. */
  private words: string[] = [];
  private missing = 0;
  /** The length of the word that comes next. */
  private length: number | undefined;

  add(text: string): void {
    this.input += text;
  }

  /** The next whole request; undefined: not yet; or what is wrong, after which nothing more can be read. */
  next(): readonly string[] | { readonly error: string } | undefined {
    for (;;) {
      if (this.missing === 0) {
        const line = this.takeLine("too big inline request");
        if (typeof line !== "string") return line;
        if (!line.startsWith("*")) {
          const words = wordsOf(line);
          if (words === undefined) return { error: "unbalanced quotes in request" };
          if (words.length > 0) return words;
          continue;
        }
        const count = integerOf(line.slice(1));
        if (count === undefined || count > MOST_WORDS) return { error: "invalid multibulk length" };
        if (count <= 0) continue;
        this.missing = count;
        this.words = [];
      }
      if (this.length === undefined) {
        const line = this.takeLine("too big bulk count string");
        if (typeof line !== "string") return line;
        if (!line.startsWith("$")) return { error: `expected '$', got '${line.charAt(0)}'` };
        const length = integerOf(line.slice(1));
        if (length === undefined || length < 0 || length > LONGEST_WORD) return { error: "invalid bulk length" };
        this.length = length;
      }
      if (this.input.length < this.length + 2) return undefined;
      this.words.push(this.input.slice(0, this.length));
      this.input = this.input.slice(this.length + 2);
      this.length = undefined;
      if (--this.missing === 0) return this.words;
    }
  }

  private takeLine(tooLong: string): string | { readonly error: string } | undefined {
    const end = this.input.indexOf("\n");
    if (end < 0) return this.input.length > LONGEST_LINE ? { error: tooLong } : undefined;
    const line = this.input.slice(0, end > 0 && this.input[end - 1] === "\r" ? end - 1 : end);
    this.input = this.input.slice(end + 1);
    return line;
  }
}

function integerOf(text: string): number | undefined {
  return /^(?:0|-?[1-9][0-9]{0,17})$/.test(text) ? Number(text) : undefined;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", a: "\x07" };

/** The words of a line, some of them in quotes; undefined where a quote does not end. */
function wordsOf(line: string): string[] | undefined {
  const words: string[] = [];
  let rest = line.trim();
  while (rest !== "") {
    const [whole, double, single, bare] =
      /^(?:"((?:\\[\s\S]|[^"\\])*)"|'((?:\\'|[^'])*)'|([^\s"']+))(?=\s|$)/.exec(rest) ?? [];
    if (whole === undefined) return undefined;
    if (double !== undefined) {
      words.push(
        double.replace(/\\(?:x([0-9a-f]{2})|([\s\S]))/gi, (_, hex?: string, char?: string) =>
          hex === undefined ? (ESCAPES[char ?? ""] ?? char ?? "") : String.fromCharCode(Number.parseInt(hex, 16)),
        ),
      );
    } else words.push(single?.replaceAll("\\'", "'") ?? bare ?? "");
    rest = rest.slice(whole.length).trimStart();
  }
  return words;
}

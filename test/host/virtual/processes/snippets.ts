/** Texts for the shell, whose output, messages and status are the same on a real machine (snippets.txt, one in a line). */
import { readFileSync } from "node:fs";

export const FILES: Readonly<Record<string, string>> = {
  "words.txt": "pear\napple\nfig\napple\nbanana\nfig\nfig\n",
  "numbers.txt": "10\n9\n2\n33\n1\n2\n-5\n3.5\n",
  "table.txt": "bob 30 x\namy 4 y\ncat 100 z\ndan 4 w\n",
  "csv.txt": "b,2,z\na,10,y\nc,1,x\n",
  "lines.txt": "the quick brown fox\nJumps over\n\nthe lazy dog\nTHE END\n",
  "open.txt": "first\nlast without end",
  "script.sh": 'echo "script $0 $# $1"\nexit 7\n',
  "library.sh": "libvar=42\nlibfun() { echo lib $1; return 5; }\n",
};

/** In the file, a paragraph mark stands for a line break. */
export const SNIPPETS: readonly string[] = readFileSync(new URL("./snippets.txt", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => line.replaceAll("¶", "\n"));

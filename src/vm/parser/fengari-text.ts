/**
 * Fengari's strings, changed before its parser is loaded: that takes these functions out of their module once, so later
 * changes would not reach it. `fengari.ts`, where everything else is changed, imports this module first. What is not ours
 * (another user of the same Fengari) keeps its behaviour.
 */
import lstring, { type TString } from "fengari/src/lstring.js";
import { FIRST_RESERVED, RESERVED_WORDS, Token } from "./tokens.ts";

const NO_BYTES = new Uint8Array();

/** A name or a string of a text: a string to Fengari, which asks for its bytes only to put them into messages. */
export class Word extends lstring.TString {
  readonly text: string;
  /** What it is where it stands as a name. */
  readonly token: number;

  constructor(text: string, token: number) {
    super(null, NO_BYTES);
    this.text = text;
    this.token = token;
    this.hash = `|${text}`;
  }

  override getstr(): Uint8Array {
    return Uint8Array.from(this.text, (character) => character.charCodeAt(0));
  }

  override tsslen(): number {
    return this.text.length;
  }
}

const RESERVED: ReadonlyMap<string, Word> = new Map(
  RESERVED_WORDS.map((text, at) => [text, new Word(text, FIRST_RESERVED + at)]),
);

/** The words of one text, each once: most names of a program come up again and again. */
export class Words {
  private readonly known = new Map<string, Word>();
  private readonly given = new Map<Uint8Array, Word>();

  /** The word for a name that the parser itself gives: it has the same array each time. */
  ofBytes(bytes: Uint8Array): Word {
    const known = this.given.get(bytes);
    if (known !== undefined) return known;
    const word = this.of(textOfBytes(bytes));
    this.given.set(bytes, word);
    return word;
  }

  of(text: string): Word {
    const known = RESERVED.get(text) ?? this.known.get(text);
    if (known !== undefined) return known;
    const word = new Word(text, Token.NAME);
    this.known.set(text, word);
    return word;
  }
}

/** A Fengari string as ours: characters for bytes. */
export function textOfString(string: TString): string {
  return string instanceof Word ? string.text : textOfBytes(string.realstring);
}

/** Bytes as characters 0-255. */
export function textOfBytes(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += PIECE) text += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return text;
}

/** Few enough to be passed as arguments. */
const PIECE = 4096;

const { luaS_eqlngstr } = lstring;
lstring.luaS_eqlngstr = (a, b) => a === b || (!(a instanceof Word && b instanceof Word) && luaS_eqlngstr(a, b));

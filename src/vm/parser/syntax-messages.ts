/** Fengari's syntax errors in LuaJIT's words. */

/** What to say: the text, whether "near" the current token, and at which line if not the lexer's. */
export interface SyntaxMessage {
  readonly text: string;
  readonly near: boolean;
  readonly line?: number;
}

/** What the words depend on besides Fengari's own. */
export interface ParserSituation {
  /** The tokens before make a call statement that is complete. */
  readonly isBehindCall: boolean;
  /** A variable behind the first of an assignment is being checked. */
  readonly isInVariableList: boolean;
  /** The expression before is one in parentheses. */
  readonly isBehindParentheses: boolean;
  /** Whether the token that is wrong is `=` or `,`. */
  readonly isAtAssignment: boolean;
}

/** Translates an error that Fengari's parser reports. */
export function translateParserMessage(message: string, situation: ParserSituation): SyntaxMessage {
  if (message === "syntax error") return { text: explainSyntaxError(situation), near: true };
  for (const [pattern, translate] of PARSER_MESSAGES) {
    const found = pattern.exec(message);
    if (found !== null) return translate(found, situation);
  }
  return { text: message, near: true };
}

type Translation = (found: RegExpExecArray, situation: ParserSituation) => SyntaxMessage;

const PARSER_MESSAGES: readonly (readonly [RegExp, Translation])[] = [
  [
    /^too many JS levels \(limit is \d+\) in (.*)$/,
    ([, where], { isInVariableList }) =>
      isInVariableList ? withoutNear(`${where} has more than 200 variable names`) : withoutNear(TOO_MANY_LEVELS),
  ],
  [
    /^too many (.*) \(limit is (\d+)\) in (.*)$/,
    ([, what, limit, where]) => withoutNear(`${where} has more than ${limit} ${what}`),
  ],
  [/^<break> at line (\d+) not inside a loop$/, ([, line]) => withoutNear("no loop to break", line)],
  [
    /^no visible label '(.*)' for <goto> at line (\d+)$/,
    ([, label, line]) => withoutNear(`undefined label '${label}'`, line),
  ],
  [/^label '(.*)' already defined on line \d+$/, ([, label]) => withoutNear(`duplicate label '${label}'`)],
  [
    /^<goto (.*)> at line (\d+) jumps into the scope of local '(.*)'$/,
    ([, label, line, local]) => withoutNear(`<goto ${label}> jumps into the scope of local '${local}'`, line),
  ],
  [
    /^(?:function or expression needs too many registers|constructor too long)$/,
    () => ({ text: "function or expression too complex", near: true }),
  ],
];

/** Where syntax is nested deeper than 199 levels. */
export const TOO_MANY_LEVELS = "chunk has too many syntax levels";

/** LuaJIT takes a call for a whole statement and anything else for the left side of an assignment. */
function explainSyntaxError(situation: ParserSituation): string {
  const { isBehindCall, isInVariableList, isBehindParentheses, isAtAssignment } = situation;
  if (isInVariableList) return "syntax error";
  if (isAtAssignment) return isBehindCall ? "unexpected symbol" : "syntax error";
  return isBehindParentheses ? "syntax error" : "'=' expected";
}

function withoutNear(text: string, line?: string): SyntaxMessage {
  return line === undefined ? { text, near: false } : { text, near: false, line: Number(line) };
}

/** Fengari's numbers for the tokens that we look at; a token of one character is that character. */
export const Token = {
  AMPERSAND: 38,
  OPENING_PARENTHESIS: 40,
  CLOSING_PARENTHESIS: 41,
  COMMA: 44,
  SEMICOLON: 59,
  LESS: 60,
  EQUALS: 61,
  GREATER: 62,
  OPENING_BRACE: 123,
  BAR: 124,
  CLOSING_BRACE: 125,
  TILDE: 126,
  AND: 257,
  BREAK: 258,
  ELSEIF: 261,
  GOTO: 266,
  OR: 272,
  THEN: 275,
  CONCAT: 280,
  DOTS: 281,
  EQUAL: 282,
  GREATER_EQUAL: 283,
  LESS_EQUAL: 284,
  NOT_EQUAL: 285,
  DOUBLE_COLON: 288,
  END_OF_SOURCE: 289,
  NUMBER: 290,
  NAME: 292,
  STRING: 293,
} as const;

/** Added to a character that is an operator in Lua 5.3 and none here, so that the parser does not know it. */
export const NO_OPERATOR = 1024;

/** In the order of their tokens. */
export const RESERVED_WORDS =
  "and break do else elseif end false for function goto if in local nil not or repeat return then true until while".split(
    " ",
  );
export const FIRST_RESERVED = 257;

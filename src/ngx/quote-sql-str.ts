/** ngx.quote_sql_str: a text as MySQL writes it in a statement. */
import { chargeText } from "../vm/charge.ts";
import { string } from "./declaration/parameters.ts";
import { everywhere } from "./declaration/phases.ts";
import { module } from "./declare.ts";

const ESCAPES: Readonly<Record<string, string>> = {
  "\0": "\\0",
  "\b": "\\b",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\x1a": "\\Z",
  "\\": "\\\\",
  "'": "\\'",
  '"': '\\"',
};

export const quoteSqlStr = module("ngx", {
  quote_sql_str: {
    phases: everywhere,
    does: "A text in single quotes, escaped for MySQL.",
    arity: { least: 1, most: 1, text: () => "expecting one argument" },
    params: [string("raw_value")],
    run: ({ state }, value) => {
      state.budget.chargeString(value.length * 2 + 2);
      chargeText(state, value.length);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: bytes are what is escaped
      return `'${value.replace(/[\0\b\n\r\t\x1a\\'"]/g, (byte) => ESCAPES[byte] ?? byte)}'`;
    },
  },
});

/** Random Lua programs that print what they do. */
import fc from "fast-check";
import { callees, conditions, type Dialect, expressions, first } from "./expressions.ts";
import { statements } from "./statements.ts";
import { make, nesting, type Text } from "./text.ts";

/** Programs: main chunks that get the arguments 1, "two", nil and 4. Most are small: they show as much in less time. */
export function programs(dialect: Dialect): fc.Arbitrary<string> {
  return fc.oneof({ arbitrary: nested(dialect, 1), weight: 10 }, nested(dialect, 2), nested(dialect, 3));
}

function nested(dialect: Dialect, depth: number): Text {
  const deep = nesting(depth);
  const { expression, block } = fc.letrec<{ expression: string; callee: string; statement: string; block: string }>(
    (tie) => {
      const e = tie("expression");
      const callee = tie("callee");
      const body = tie("block");
      const list = fc.array(e, { maxLength: 3 }).map((texts) => texts.join(", "));
      const more = fc.array(e, { maxLength: 2 }).map((texts) => texts.map((text) => `, ${text}`).join(""));
      const lines = fc
        .array(tie("statement"), { minLength: 1, maxLength: Math.min(depth, 2) })
        .map((texts) => texts.join("\n"));
      const fn = make`function(x, ...) if not enter() then return end\n${body}\nend`;
      const parts = { expression: e, callee, block: body, fn, list, more, condition: conditions({ expression: e }) };
      return {
        expression: fc.oneof(deep, ...expressions(dialect, parts)),
        callee: fc.oneof(deep, ...callees({ fn })),
        statement: fc.oneof(deep, ...statements(dialect, parts)),
        block: fc.oneof(lines, make`${lines}\ndo return ${list} end`, make`${lines}\ndo return ${callee}(${list}) end`),
      };
    },
  );
  const start = first(dialect, expression);
  const one = guarded(block);
  const blocks = fc.oneof({ arbitrary: block, weight: 3 }, { arbitrary: one, weight: 3 }, make`${one}\n${one}`);
  return make`local a, b, c, d, x = ${start}, ${start}, ${start}, ...\n${blocks}`;
}

/** An error ends a block, not the program. */
function guarded(block: Text): Text {
  return make`p(pcall(function(...)\n${block}\nend, ...)) p(a, b, c, d, x, G1, G2)`;
}

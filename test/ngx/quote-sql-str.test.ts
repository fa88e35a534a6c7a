import { test } from "uvu";
import * as assert from "uvu/assert";
import { fakeWorker } from "./fake-worker.ts";

const { run } = fakeWorker();

test("quote_sql_str escapes what ends a text in MySQL, and leaves other bytes", () => {
  assert.equal(run(`return ngx.quote_sql_str("it's \\"\\\\"), ngx.quote_sql_str("\\0\\b\\n\\r\\t\\26\\127\\233")`), [
    `'it\\'s \\"\\\\'`,
    "'\\0\\b\\n\\r\\t\\Z\x7f\xe9'",
  ]);
  assert.equal(run('return ngx.quote_sql_str(""), ngx.quote_sql_str(1.5)'), ["''", "'1.5'"]);
});

test("quote_sql_str takes one string", () => {
  const cases: Record<string, string> = {
    "": "expecting one argument",
    ", 1, 2": "expecting one argument",
    ", nil": "bad argument #1 to '?' (string expected, got nil)",
    ", true": "bad argument #1 to '?' (string expected, got boolean)",
  };
  for (const [args, message] of Object.entries(cases)) {
    assert.equal(run(`return pcall(ngx.quote_sql_str${args})`), [false, message], args);
  }
});

test.run();

import { test } from "uvu";
import * as assert from "uvu/assert";
import { defectReporter } from "../../src/cli/run/defect.ts";
import { NativeFunction } from "../../src/vm/functions.ts";
import { sandbox } from "../vm/scripts.ts";

/** What is written about a fault in a native function that a script calls, under `variables`. */
function reportOf(variables: Record<string, string>): string {
  const { machine } = sandbox();
  let text = "";
  const report = defectReporter((piece) => void (text += piece), machine.state, variables);
  machine.state.reportDefect = report;
  machine.globals.set(
    "broken",
    new NativeFunction("broken", () => {
      throw new TypeError("x is not a function");
    }),
  );
  const script = machine.load("local function f()\n  local ok = pcall(broken)\n  return ok\nend\nf()", "@t.lua");
  try {
    machine.resume(machine.createCoroutine(script), []);
    assert.unreachable("no pcall may catch a defect");
  } catch (thrown) {
    report(thrown);
  }
  return text;
}

test("a JavaScript exception is told once, as our defect and with the place in the script", () => {
  const text = reportOf({});
  assert.match(text, /^ngxbox: internal error, a defect of ngxbox: TypeError: x is not a function\nstack traceback:\n/);
  assert.match(text, /\tt\.lua:2: in function 'f'\n/);
  assert.match(text, /Please report it/);
  assert.is(text.match(/internal error/g)?.length, 1);
  assert.not.match(text, /\.ts:/);
});

test("the place in our own code is shown when asked for", () => {
  assert.match(reportOf({ NGXBOX_DEBUG: "1" }), /defect\.test\.ts:/);
});

test("a machine is not needed, nor an exception that is an Error", () => {
  let text = "";
  defectReporter((piece) => void (text += piece), undefined, {})("odd");
  assert.match(text, /^ngxbox: internal error, a defect of ngxbox: odd\nPlease/);
});

test.run();

/**
 * Replaces what differs from run to run, or belongs to the reference's launcher and not to the script: the recordings went
 * through the same rules.
 *
 * @param folder the folder the case ran in
 */
export function normalise(text: string, folder: string): string {
  return rules.reduce(
    (done, [pattern, replacement]) => done.replace(pattern, replacement),
    text.replaceAll(folder, "DIR"),
  );
}

const rules: readonly (readonly [RegExp, string])[] = [
  [/\/tmp\/resty_\w+/g, "PREFIX"],
  [/\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[(\w+)\] \d+#\d+: /g, "TIME [$1] PID: "],
  [/PID: \*\d+ /g, "PID: *N "],
  [/\b0x[0-9a-f]{6,16}\b/g, "ADDR"],
  [/function: builtin#\d+/g, "function: builtin"],
  // stack frames of the launcher
  [/\n\tinit_worker_by_lua\(nginx\.conf:\d+\):\d+: in [^\n]*/g, ""],
  [/\n\t\[C\]: in function 'xpcall'(?=\n{0,2}$)/g, ""],
  // where the reference is installed: absolute places of the module search, frames inside its own libraries
  [/\n\tno file '\/[^'\n]*'/g, ""],
  [/\n\t\/[^:\n]*\/lualib\/[^\n]*/g, ""],
  [/ at \/\S+\/resty line \d+/g, " at RESTY line N"],
  [/configure arguments: [^\n]*/g, "configure arguments: ARGS"],
];

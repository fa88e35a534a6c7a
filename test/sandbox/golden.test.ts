/** The recorded cases in sandboxes on virtual time: those that its options can express, by what they print. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { createSandbox, type SandboxOptions } from "../../src/index.ts";
import { disagreements } from "../golden/compare.ts";
import { normalise } from "../golden/normalise.ts";
import { type AreaCase, differenceTitles, recordedCases } from "../golden/recordings.ts";
import { shellWords } from "../golden/shell-words.ts";

const AREAS = ["dialect", "timer", "output", "thread", "time", "shdict"];

test("recorded cases agree", async () => {
  const different = differenceTitles();
  const cases = recordedCases().filter(({ area }) => AREAS.includes(area));
  const lines: string[] = [];
  const unexpected: string[] = [];
  let [ran, agreed] = [0, 0];
  for (const one of cases) {
    const options = optionsOf(one);
    if (options === undefined) continue;
    ran++;
    const got = await outputOf(options);
    const missed = disagreements(one.recorded, {
      stdout: got,
      stderr: one.recorded.expected.stderr,
      exit: one.recorded.expected.exit,
    });
    if (missed.length === 0) agreed++;
    else if (!different.has(one.title)) {
      unexpected.push(one.title);
      lines.push(
        `${one.title}\n  expected ${JSON.stringify(one.recorded.expected.stdout)}\n  got      ${JSON.stringify(got)}`,
      );
    }
  }
  process.stdout.write(
    `${agreed} of ${ran} cases agree in a sandbox; its options cannot express ${cases.length - ran} of ${cases.length}\n`,
  );
  if (process.env.NGXBOX_DIFF) process.stdout.write(`${lines.join("\n")}\n`);
  assert.ok(agreed >= ran * 0.97, `only ${agreed} of ${ran}: ${unexpected.join("; ")}`);
});

/** The options that make a sandbox of what the command line was given; undefined where there are none. */
function optionsOf({ recorded }: AreaCase): SandboxOptions | undefined {
  if (recorded.lua === undefined || recorded.server !== undefined) return undefined;
  const words = shellWords(recorded.args);
  const dicts: Record<string, string> = {};
  const args: string[] = [];
  let limits = {};
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    if (word === "{}") {
      args.push(...words.slice(at + 1));
      break;
    }
    const value = words[++at] ?? "";
    const [, name, most] = /^lua_max_(pending|running)_timers (\d+);$/.exec(value) ?? [];
    if (word === "--shdict") {
      const [dict = "", size = ""] = value.split(" ");
      dicts[dict] = size;
    } else if (word === "--http-conf" && name !== undefined) limits = { [`${name}Timers`]: Number(most) };
    else return undefined;
  }
  if (Object.values(dicts).includes("1k")) return undefined; // nginx does not even start
  const files = Object.fromEntries([...recorded.files].map(([path, text]) => [path, Buffer.from(text, "latin1")]));
  return {
    files: { ...files, "t.lua": Buffer.from(recorded.lua, "latin1") },
    args,
    env: { PATH: "/bin", ...Object.fromEntries(recorded.env) },
    stdin: Buffer.from(recorded.stdin, "latin1"),
    dicts,
    limits: { cpuMs: 10_000, wallMs: 20_000, ...limits },
  };
}

async function outputOf(options: SandboxOptions): Promise<string> {
  const box = await createSandbox(options);
  const { stdoutBytes, exitCode, error } = await box.run({ file: "t.lua" });
  const goesOn = exitCode === 0 || error?.message.includes("was aborted"); // as under the command line
  const rest = goesOn ? (await box.close()).stdoutBytes : new Uint8Array();
  return normalise(Buffer.concat([stdoutBytes, rest]).toString("latin1"), "/work");
}

test.run();

import { parseArgs } from "node:util";
import { recordedCases, writeWaiting } from "./recordings.ts";
import { explain, listed, problems, summary } from "./report.ts";
import { builtCommand, runCases } from "./run-cases.ts";
import { shellWords } from "./shell-words.ts";

const usage = `npm run golden -- [AREA…] [--only TEXT] [--diff] [--write-waiting] [--vm TIER | --cmd COMMAND]

  AREA             timer, pipe, …: only these
  --only TEXT      only cases whose name contains TEXT
  --diff           how each failing case differs, also where it is listed in waiting.txt or DIFFERENCES.md
  --write-waiting  write waiting.txt anew: what fails now, of the cases that ran
  --vm TIER        run the cases with this option of ours: auto, interpreter or compiler
  --cmd COMMAND    run the cases against another command, such as a real "resty"
`;

const { values: options, positionals: areas } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: "string", default: "" },
    diff: { type: "boolean", default: false },
    "write-waiting": { type: "boolean", default: false },
    vm: { type: "string" },
    cmd: { type: "string" },
    help: { type: "boolean", short: "h", default: false },
  },
});

if (options.help) process.stdout.write(usage);
else await check();

async function check(): Promise<void> {
  const chosen = recordedCases().filter(
    ({ area, recorded }) => (areas.length === 0 || areas.includes(area)) && recorded.name.includes(options.only),
  );
  if (chosen.length === 0) {
    process.stderr.write(`no recorded case fits\n\n${usage}`);
    process.exitCode = 2;
    return;
  }
  const lists = listed();
  const mayFail = new Set([...lists.waiting, ...lists.differences]);
  const ours = options.vm === undefined ? builtCommand : [...builtCommand, "--vm", options.vm];
  const verdicts = await runCases(chosen, mayFail, options.cmd === undefined ? ours : shellWords(options.cmd));
  const failing = verdicts.filter(({ missed }) => missed.length > 0);
  if (options["write-waiting"]) {
    rewriteWaiting(new Set(chosen.map(({ title }) => title)), new Set(failing.map(({ title }) => title)));
  }
  const open = problems(verdicts, listed());
  const listedFailures = failing.filter(({ title }) => mayFail.has(title));
  const texts = options.diff ? [...open, ...listedFailures.map(explain)] : open;
  process.stdout.write([...texts, summary(verdicts), ""].join("\n"));
  if (open.length > 0) process.exitCode = 1;
}

/** Cases that did not run keep their place in the list. */
function rewriteWaiting(ran: ReadonlySet<string>, failing: ReadonlySet<string>): void {
  const { waiting, differences } = listed();
  const isOpen = (title: string) =>
    ran.has(title) ? failing.has(title) && !differences.has(title) : waiting.has(title);
  const open = recordedCases().flatMap(({ title }) => (isOpen(title) ? [title] : []));
  for (const title of waiting) if (!open.includes(title)) process.stdout.write(`- ${title}\n`);
  for (const title of open) if (!waiting.has(title)) process.stdout.write(`+ ${title}\n`);
  writeWaiting(open);
}

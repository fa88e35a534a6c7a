import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ngxboxRun } from "./contenders.ts";
import { interleaved, interleavedFigures, least, median, output, type Samples } from "./measure.ts";
import { figure, printTable } from "./table.ts";

/** Whole processes, from their start to their end: of a script of one line, and of a program of many modules. */
export function start(quick: boolean): void {
  const folder = mkdtempSync(join(tmpdir(), "ngxbox-bench-"));
  try {
    const bytes = writeModules(folder);
    const rounds = quick ? 10 : 30;
    const [node = [], line = [], modules = []] = interleaved(
      [
        [process.execPath, "-e", "0"],
        [...ngxboxRun, "-e", "ngx.say(1)"],
        [...ngxboxRun, "-I", folder, "-e", 'require("main")'],
      ],
      rounds,
      milliseconds,
    );
    const row = (title: string, samples: Samples) => [
      title,
      figure(least(samples)),
      figure(median(samples)),
      figure((least(samples) ?? Number.NaN) / (least(node) ?? Number.NaN)),
    ];
    printTable("Start-up, ms", [
      ["", "min", "median", "to node"],
      row("node -e 0", node),
      row("ngxbox run -e 'ngx.say(1)'", line),
      row(`${MODULES} modules, ${Math.round(bytes / 1000)} kB`, modules),
    ]);
    parsing(folder, quick);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function milliseconds([program = "", ...argv]: readonly string[]): number | undefined {
  const started = performance.now();
  const { status } = spawnSync(program, argv, { stdio: "ignore" });
  return status === 0 ? performance.now() - started : undefined;
}

/** Loading text again and again in one process: the first times are cold. */
function parsing(folder: string, quick: boolean): void {
  const code = `
    local text = io.open("${folder}/all.lua"):read("*a")
    local function rate(times)
      local started = os.clock()
      for _ = 1, times do assert(loadstring(text)) end
      return #text * times / (os.clock() - started) / 1e6
    end
    ngx.say("cold ", rate(1)) rate(10) ngx.say("warm ", rate(5))`;
  const [figures] = interleavedFigures([() => output([...ngxboxRun, "-e", code])], quick ? 2 : 5);
  const most = (name: string) => figure(Math.max(...(figures?.get(name) ?? [])));
  printTable("Loading source text, MB/s, most", [
    ["the first 300 kB", most("cold")],
    ["warm", most("warm")],
  ]);
}

/** Of 300 kB in all. */
const MODULES = 41;

/** Writes modules of some 5 kB each, which main.lua requires, and all their text as all.lua. @returns the bytes of all */
function writeModules(folder: string): number {
  let all = "";
  for (let number = 1; number <= MODULES; number++) {
    const functions = Array.from({ length: 14 }, (_, at) => moduleFunction(number, at)).join("\n");
    const text = `local _M = { version = "${number}" }\n${functions}\nreturn _M\n`;
    writeFileSync(join(folder, `m${number}.lua`), text);
    all += `do local function m${number}()\n${text}end end\n`;
  }
  writeFileSync(join(folder, "all.lua"), all);
  const names = Array.from(
    { length: MODULES },
    (_, at) => `assert(require("m${at + 1}").f1({ 1, 2, x = 3 }, "a") == 9)`,
  );
  writeFileSync(join(folder, "main.lua"), names.join("\n"));
  return all.length;
}

function moduleFunction(module: number, at: number): string {
  return `-- looks through items, as code of every day does
function _M.f${at}(items, name, ...)
  local count, seen = ${at}, { first = "${module}", [name or "none"] = true }
  if type(items) ~= "table" then return nil, "no items: " .. tostring(items) end
  for key, value in pairs(items) do
    if type(key) == "string" and not seen[key] then
      seen[key] = value
      count = count + (tonumber(value) or #key) % 17
    elseif value ~= nil then
      count = count + (key == ${at} and 2 or 1) * 2.5
    end
  end
  return ${at === 1 ? "9" : "count"}, seen
end
`;
}

import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { commandHelp, ngxboxHelp } from "../../src/cli/help.ts";
import { usage } from "../../src/cli/options/resty-usage.ts";
import { restyVersionText, VERSION, versionLine } from "../../src/cli/version.ts";
import { executable, ngxbox, run } from "./processes.ts";

function widest(text: string): number {
  return Math.max(...text.split("\n").map((line) => line.length));
}

test("the help fits a terminal of 24 lines and 80 columns", () => {
  assert.ok(ngxboxHelp().split("\n").length <= 24);
  assert.ok(widest(ngxboxHelp()) <= 80);
});

test("the help names the commands and gives three examples", () => {
  for (const command of ["run", "check", "explain", "playground"])
    assert.match(ngxboxHelp(), new RegExp(`^ {2}${command} `, "m"));
  assert.is(ngxboxHelp().match(/^ {2}ngxbox /gm)?.length, 3);
});

test("each command has a help of its own within 80 columns", () => {
  for (const command of ["run", "check", "explain", "playground"]) {
    const text = commandHelp(command) ?? "";
    assert.match(text, new RegExp(`^Usage: ngxbox ${command} `));
    assert.ok(widest(text) <= 80, `${command}: ${widest(text)}`);
  }
  assert.is(commandHelp("constructor"), undefined);
});

test("the usage of run names each option of resty", () => {
  const options = [
    "-e",
    "-l",
    "-I",
    "-j",
    "-c",
    "-v",
    "-V",
    "-h",
    "--help",
    "--shdict",
    "--errlog-level",
    "--ns",
    "--nginx",
  ];
  options.push("--resolve-ipv6", "--no-stream", "--dump-nginx-conf", "--http-conf", "--main-conf", "--stream-conf");
  options.push(
    "--http-include",
    "--main-include",
    "--load-module",
    "--user-runner",
    "--gdb",
    "--rr",
    "--valgrind",
    "--stap",
  );
  for (const option of options) assert.ok(usage("resty-box").includes(option), option);
});

test("the version is that of the package", () => {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  assert.is(VERSION, version);
  assert.is(versionLine(), `ngxbox ${version} (simulates nginx/1.31.3, ngx_lua 10032, LuaJIT 2.1)\n`);
  assert.ok(restyVersionText().includes(`ngxbox ${version}`));
});

test("an unknown command is told with what is meant", async () => {
  for (const [words, hint] of [
    [["rnu", "x.lua"], "Did you mean run?\nngxbox --help shows the commands.\n"],
    [["serve"], "ngxbox --help shows the commands.\n"],
    [["x.lua"], "To run a script: ngxbox run x.lua\n"],
    [["-e", "ngx.say(1)"], "To run a script: ngxbox run [options] script.lua\n"],
  ] as const) {
    const { exit, stdout, stderr } = await ngxbox(words);
    assert.equal([exit, stdout, stderr], [2, "", `ngxbox: unknown command ${words[0]}\n${hint}`]);
  }
  assert.match((await ngxbox(["-v"])).stdout, /^ngxbox \d/);
});

test("check reads standard input for -", async () => {
  const { exit, stderr } = await run(process.execPath, [executable, "check", "-"], { input: "\nx = = 1" });
  assert.equal([exit, stderr], [1, "stdin:2: unexpected symbol near '='\n"]);
});

test.run();

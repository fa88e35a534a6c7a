/** Which parts a project needs: never too few. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readExamples } from "../../playground/examples/read.ts";
import { needsOf } from "../../playground/src/run/needs.ts";
import type { Project } from "../../src/sandbox/project.ts";

function project(text: string, more: Partial<Project> = {}): Project {
  return { format: "ngxbox-project", version: 1, main: "main.lua", files: { "main.lua": text }, ...more };
}

const NONE = { programs: false, libraries: false, regex: false };
const ALL = { programs: true, libraries: true, regex: true };

test("a plain script needs no part", () => {
  assert.equal(needsOf(project('local x = 1\nngx.say("hi ", ngx.now())\nngx.timer.at(1, print)')), NONE);
  assert.equal(needsOf(project('local new = require "table.new"\nngx.say(#new(1, 1))')), NONE);
});

test("what is named is needed", () => {
  assert.equal(needsOf(project('os.execute("ls")')), { ...NONE, programs: true });
  assert.equal(needsOf(project('ngx.re.match("a", "b")')), { ...NONE, regex: true });
  assert.equal(needsOf(project('local shell = require("resty.shell")')), ALL);
});

test("names that may be computed count as all of them", () => {
  for (const text of [
    'require("resty." .. name)',
    "local r = require",
    "for k, v in pairs(_G) do end",
    'getfenv()["o" .. "s"].execute()',
    "loadstring(code)()",
    "package.loaded.os.execute()",
    "debug.getregistry()",
  ]) {
    assert.equal(needsOf(project(text)), ALL, text);
  }
  assert.ok(needsOf(project('local n = ngx\nlocal r = n["r" .. "e"]')).regex);
  assert.ok(needsOf(project("return ngx")).regex);
  assert.ok(needsOf(project('ngx["r" .. "e"].match()')).regex);
});

test("every file counts, and so do init and init_worker", () => {
  const os = "os.execute()";
  assert.ok(needsOf(project("", { files: { "main.lua": "", "lib/x.lua": os } })).programs);
  assert.ok(needsOf(project("", { init: os })).programs);
  assert.ok(needsOf(project("", { initWorker: os })).programs);
  assert.equal(needsOf(project("", { files: { "main.lua": "", "x.bin": { base64: "AAAA" } } })), ALL);
});

test("examples that start programs are seen to", () => {
  for (const { id, project } of readExamples()) {
    const texts = Object.values(project.en.files).join("\n");
    if (/os\.execute|io\.popen|ngx\.pipe|resty\.shell/.test(texts)) assert.ok(needsOf(project.en).programs, id);
  }
});

test.run();

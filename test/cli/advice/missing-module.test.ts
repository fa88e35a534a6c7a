import { readdirSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { aboutMissingModule } from "../../../src/cli/advice/missing-module.ts";

function said(name: string, folder: string | undefined, files: readonly string[] = []): string | undefined {
  const message = `t.lua:1: module '${name}' not found:\n\tno field package.preload['${name}']`;
  return aboutMissingModule(message, folder, (path) => files.includes(path));
}

test("a module beside the script is told with the folder to name", () => {
  const told = "It lies in the script's folder, which is not searched: name it by -I app";
  assert.is(said("mylib", "app", ["app/mylib.lua"]), told);
  assert.is(said("my.lib", "app", ["app/my/lib/init.lua"]), told);
  assert.is(said("mylib", "app"), undefined);
});

test("a mistyped library is told by its name", () => {
  for (const [name, meant] of [
    ["resty.lrucach", "resty.lrucache"],
    ["ngx.semaphor", "ngx.semaphore"],
    ["cjosn", "cjson"],
    ["ngxbox.tiemr", "ngxbox.timer"],
  ] as const) {
    assert.is(said(name, undefined), `If ${meant} is meant, write it so: there is no ${name}.`);
  }
});

test("each library that comes as Lua is known", () => {
  const lua = new URL("../../../lua/", import.meta.url);
  const names = ["ngxbox", "resty", "resty/lrucache"].flatMap((folder) =>
    readdirSync(new URL(folder, lua))
      .filter((file) => file.endsWith(".lua"))
      .map((file) => `${folder}/${file.slice(0, -4)}`.replaceAll("/", ".")),
  );
  for (const name of names) assert.ok(said(`${name}x`, undefined)?.startsWith(`If ${name} is meant`), name);
});

test("about libraries of others nothing is said", () => {
  for (const name of ["resty.http", "resty.mysql", "resty.template", "resty.limit.req", "lfs", "x".repeat(500)]) {
    assert.is(said(name, "app"), undefined, name);
  }
});

test.run();

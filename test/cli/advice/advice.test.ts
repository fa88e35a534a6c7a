import { test } from "uvu";
import * as assert from "uvu/assert";
import { adviceForProject } from "../../../src/cli/advice/advice.ts";
import { writeProject } from "../../../src/sandbox/project/write.ts";

const project = writeProject({
  format: "ngxbox-project",
  version: 1,
  main: "main.lua",
  files: {
    "main.lua": `require "app.part"\nngx.shared.cats:get(1)\nngx.sayy("x")`,
    "app/part.lua": "local a = 1\nstring.formt('%d', a)",
    "bytes.lua": { base64: "/w==" },
  },
});

test("an error in a file of a project is told by that file's line", () => {
  const advice = adviceForProject(project);
  const about = (place: string, error: string) =>
    advice(`${place}: attempt to ${error} (a nil value)\nstack traceback:`);
  assert.is(about("main.lua:3", "call field 'sayy'"), "If ngx.say is meant, write it so: there is no ngx.sayy.");
  assert.is(
    about("./app/part.lua:2", "call field 'formt'"),
    "If string.format is meant, write it so: there is no string.formt.",
  );
  assert.is(about("main.lua:2", "index field 'cats'"), 'Declare the dictionary: "dicts": { "cats": "1m" }.');
  for (const place of ["bytes.lua:1", "toString:1", "main.lua:99", "other.lua:3"]) {
    assert.is(about(place, "call field 'sayy'"), undefined, place);
  }
  assert.is(advice("module 'cjosn' not found:"), "If cjson is meant, write it so: there is no cjosn.");
});

test.run();

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { ngxbox } from "./processes.ts";

const folder = mkdtempSync(join(tmpdir(), "ngxbox-trace-"));
test.after(() => rmSync(folder, { recursive: true }));

const code = "ngx.timer.at(5, function() ngx.sleep(1) end) ngx.sleep(7) ngx.say('done')";

test("run --trace writes a trace at the end", async () => {
  const file = join(folder, "out.json");
  const ended = await ngxbox(["run", "--virtual-time", "--trace", file, "-e", code], { input: "" });
  assert.equal(ended, { exit: 0, stdout: "done\n", stderr: "" });
  const { traceEvents } = JSON.parse(readFileSync(file, "utf8"));
  const runs = traceEvents.filter(({ name }: { name: string }) => name === "runs" || name === "the script");
  const seconds = runs.map(({ dur }: { dur: number }) => Math.round(dur / 1e6));
  assert.equal(seconds.sort(), [1, 7], "the timer's callback, and the script's");
  const life = traceEvents.find(({ name }: { name: string }) => name.startsWith("nginx -p "));
  assert.is(Math.round(life.dur / 1e6), 7);
  assert.equal(life.args, { how: "gracefully", status: 0 });
});

test("a file that cannot be written is told of, and the status stays the script's", async () => {
  const { exit, stderr } = await ngxbox(["run", "--trace", `${folder}/none/out.json`, "-e", "os.exit(3)"], {
    input: "",
  });
  assert.is(exit, 3);
  assert.is(stderr, `ngxbox: --trace: cannot write ${folder}/none/out.json: No such file or directory\n`);
});

test.run();

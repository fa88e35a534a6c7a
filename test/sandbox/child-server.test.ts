/** The host's end of real children, asked by what may not be the sandbox any more. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { ChildOptions } from "../../src/host/ports.ts";
import { ChildServer } from "../../src/sandbox/isolation/child-server.ts";
import { FakeProcesses } from "../ngx/fake-processes.ts";

const KILLED = 9;
const options: ChildOptions = {
  argv: ["sleep", "9"],
  environment: [],
  stdin: "null",
  stdout: "pipe",
  stderr: "pipe",
  group: true,
};

function served() {
  const processes = new FakeProcesses();
  const server = new ChildServer(processes, 1000, () => {});
  const answers: unknown[] = [];
  return {
    processes,
    server,
    answers,
    ask: (question: object) => server.answer({ kind: "child", ...question } as never, (answer) => answers.push(answer)),
  };
}

test("all that was started ends with the sandbox, by whatever numbers it was asked for", () => {
  const { processes, server, ask } = served();
  for (const id of [1, -4, Number.NaN]) ask({ act: "spawn", id, options });
  for (const id of [0, -4, 0, 0]) ask({ act: "run", id, options });
  assert.is(processes.children.length, 7);
  server.close();
  assert.equal(
    processes.children.map(({ signals }) => signals),
    processes.children.map(() => [KILLED]),
  );
});

test("a number stands for one child as long as that is known", () => {
  const { processes, ask, answers } = served();
  ask({ act: "spawn", id: 1, options });
  ask({ act: "spawn", id: 1, options });
  ask({ act: "spawn", id: "2", options });
  const code = (answer: unknown) => (answer as { code?: string }).code;
  assert.equal(answers.map(code), [undefined, "EINVAL", "EINVAL"]);
  assert.is(processes.children.length, 1);
});

test("nobody can ask for a child that is run to its end", () => {
  const { processes, ask, answers } = served();
  ask({ act: "run", id: -1, options });
  ask({ act: "kill", id: -1, signal: KILLED });
  assert.equal(processes.last.signals, []);
  assert.is((answers[0] as { code: string }).code, "ESRCH");
  processes.last.end("exit", 3);
  assert.equal(answers[1], { exit: { reason: "exit", status: 3 }, output: [] });
});

test.run();

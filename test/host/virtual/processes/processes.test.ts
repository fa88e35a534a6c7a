import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Child, ChildExit, HostError } from "../../../../src/host/ports.ts";
import { Collected, Machine } from "./machine.ts";

const TERM = 15;
const KILL = 9;

test("output comes when it is written", () => {
  const machine = new Machine();
  const child = machine.start(["sh", "-c", "for i in 1 2 3; do echo $i; sleep 1; done"]);
  const stdout = new Collected(child.stdout);
  const seen: [number, string][] = [];
  for (let before = ""; child.exit === undefined && machine.clock.next(); before = stdout.text) {
    if (stdout.text !== before) seen.push([machine.clock.monotonicMs(), stdout.text]);
  }
  assert.equal(seen, [
    [0, "1\n"],
    [1000, "1\n2\n"],
    [2000, "1\n2\n3\n"],
  ]);
  assert.is(machine.clock.monotonicMs(), 3000);
  assert.equal(child.exit, { reason: "exit", status: 0 });
});

test("five minutes of sleep take no time but virtual time", () => {
  const machine = new Machine();
  assert.equal(machine.run(["sleep", "5m"]).exit, { reason: "exit", status: 0 });
  assert.is(machine.clock.monotonicMs(), 300_000);
});

test("a writer without a reader ends", () => {
  const machine = new Machine();
  assert.is(machine.sh("yes | head -n 3").stdout, "y\ny\ny\n");
  const child = machine.start(["yes"]);
  child.stdout?.close();
  settle(machine, child);
  assert.equal(child.exit, { reason: "signal", status: 13 });
});

test("a signal ends a child that sleeps, at once", () => {
  const machine = new Machine();
  const child = machine.start(["sleep", "100"]);
  machine.clock.advance(1000);
  assert.is(child.exit, undefined);
  assert.is(child.kill(TERM), undefined);
  assert.equal(child.exit, { reason: "signal", status: TERM });
  assert.is(child.kill(TERM)?.code, "ESRCH");
  assert.is(machine.clock.nextMs, null, "nobody waits for its end");
});

test("a shell becomes its last command, which signals then reach", () => {
  const machine = new Machine();
  const child = machine.start(["sh", "-c", "sleep 100"]);
  machine.clock.advance(10);
  child.kill(TERM);
  assert.equal(child.exit, { reason: "signal", status: TERM });
});

test("a signal to a group reaches all of it", () => {
  const machine = new Machine();
  const child = machine.start(["sh", "-c", "sleep 50 & sleep 60 | cat; echo no"], { group: true });
  const stdout = new Collected(child.stdout);
  machine.clock.advance(10);
  child.kill(TERM);
  machine.clock.advance(10);
  assert.equal(child.exit, { reason: "signal", status: TERM });
  assert.ok(stdout.hasEnded, "nobody holds the pipe any more");
  assert.is(machine.clock.nextMs, null);
});

test("who is ended leaves no pipe open", () => {
  const machine = new Machine();
  const texts = [
    "{ sleep 50; } > out",
    "f() { sleep 50; }; f > out",
    "x=$(sleep 50)",
    "cat nosuch > out; sleep 50",
    "exec 3>&1; sleep 50; true",
  ];
  for (const text of texts) {
    const child = machine.start(["sh", "-c", text], { group: true });
    const stdout = new Collected(child.stdout);
    machine.clock.advance(10);
    child.kill(TERM);
    machine.clock.advance(10);
    assert.ok(stdout.hasEnded, text);
  }
});

test("a trap runs when the command in front has ended", () => {
  const machine = new Machine();
  const child = machine.start(["sh", "-c", "trap 'echo bye; exit 3' TERM; sleep 2; echo no"]);
  const stdout = new Collected(child.stdout);
  machine.clock.advance(500);
  child.kill(TERM);
  machine.clock.advance(1000);
  assert.is(stdout.text, "");
  machine.clock.advance(1000);
  assert.is(stdout.text, "bye\n");
  assert.equal(child.exit, { reason: "exit", status: 3 });
});

test("a stopped child goes on when it is told to", () => {
  const machine = new Machine();
  const child = machine.start(["sh", "-c", "sleep 1; echo on"]);
  const stdout = new Collected(child.stdout);
  child.kill(19);
  machine.clock.advance(5000);
  assert.is(child.exit, undefined);
  child.kill(18);
  machine.clock.advance(5000);
  assert.is(stdout.text, "on\n");
});

test("signal 0 does nothing, and there are no signals above 64", () => {
  const machine = new Machine();
  const child = machine.start(["cat"], { stdin: "pipe" });
  assert.is(child.kill(0), undefined);
  assert.is(child.kill(65)?.code, "EINVAL");
  assert.is(child.kill(-1)?.code, "EINVAL");
  assert.is(child.exit, undefined);
});

test("who writes faster than its reader reads waits for it", () => {
  const machine = new Machine();
  const child = machine.start(["yes"]);
  machine.clock.advance(1000);
  let bytes = 0;
  while (bytes < 30e6) {
    assert.is(machine.clock.nextMs, null, "it does nothing until it is read");
    let piece = 0;
    for (let got = child.stdout?.readNow(65_536); got instanceof Uint8Array; got = child.stdout?.readNow(65_536)) {
      piece += got.length;
    }
    assert.is(piece, 65_536);
    bytes += piece;
    machine.clock.advance(1);
  }
  assert.is(child.exit, undefined);
});

test("what a child does not read yet waits, and the rest of it with the writer", () => {
  const machine = new Machine();
  const child = machine.start(["sh", "-c", "sleep 1; cat | wc -c"], { stdin: "pipe" });
  const stdout = new Collected(child.stdout);
  const big = new Uint8Array(200_000);
  assert.is(child.stdin?.writeNow(big), 65_536);
  assert.is(child.stdin?.writeNow(big), 0);
  let done: HostError | undefined | "not yet" = "not yet";
  child.stdin?.write(big, (error) => {
    done = error;
    child.stdin?.close();
  });
  machine.clock.advance(999);
  assert.is(done, "not yet");
  machine.clock.advance(100);
  assert.is(done, undefined);
  assert.is(stdout.text, "265536\n");
});

test("writing to a child that has ended fails", () => {
  const machine = new Machine();
  const child = machine.start(["true"], { stdin: "pipe" });
  settle(machine, child);
  assert.is(codeOf(child.stdin?.writeNow(Buffer.from("x"))), "EPIPE");
});

test("a program that does not exist, or may not be started, fails after the start", () => {
  const machine = new Machine({ isAllowed: (name) => name !== "rm" });
  for (const [argv, code] of [
    [["nosuch"], "ENOENT"],
    [["/no/such"], "ENOENT"],
    [["rm", "x"], "EACCES"],
    [[""], "ENOENT"],
  ] as const) {
    const child = machine.start(argv);
    let failure: HostError | undefined;
    child.onFailedStart((error) => {
      failure = error;
    });
    assert.is(failure, undefined, "not before the call has returned");
    settle(machine, child);
    assert.is(failure?.code, code);
    assert.equal(child.exit, { reason: "exit", status: 1 });
  }
  assert.equal(machine.denied, ["rm"]);
});

test("what may not be started may not be started by a program either", () => {
  const machine = new Machine({ isAllowed: (name) => name !== "rm" });
  const ran = machine.sh("rm x; echo $?; /bin/rm x; echo $?; env rm x; echo $?; exec rm x");
  assert.is(ran.stdout, "126\n126\n126\n");
  assert.is(
    ran.stderr,
    "sh: 1: rm: Permission denied\nsh: 1: /bin/rm: Permission denied\nenv: 'rm': Permission denied\nsh: 1: exec: rm: Permission denied\n",
  );
  assert.equal(ran.exit, { reason: "exit", status: 126 });
  assert.equal(machine.denied, ["rm", "rm", "rm", "rm"]);
});

test("system(3) and popen(3) learn at once that there is no shell for them", () => {
  const machine = new Machine({ isAllowed: () => false });
  const answer = machine.processes.runSync({ file: "/bin/sh", argv: ["sh", "-c", "true"] });
  assert.equal(answer, { code: "EACCES", errno: 13, message: "Permission denied", call: "fork" });
});

test("there are only so many processes", () => {
  const machine = new Machine({ mostProcesses: 3 });
  const children = [1, 2, 3].map(() => machine.start(["sleep", "1"]));
  const refused = machine.processes.spawn({
    argv: ["true"],
    stdin: "null",
    stdout: "null",
    stderr: "null",
    group: false,
  });
  assert.is("call" in refused && `${refused.call} ${refused.code}`, "fork EAGAIN");
  for (const child of children) child.kill(KILL);
  const bomb = machine.sh("f() { f | f; }; f");
  assert.match(bomb.stderr, /sh: 1: Cannot fork\n/);
  assert.is(machine.sh("echo still").stdout, "still\n");
});

test("time that a command takes passes at once where a script cannot wait", () => {
  const machine = new Machine();
  const inherit = { stdin: "inherit", stdout: "inherit", stderr: "inherit" } as const;
  assert.equal(machine.processes.runSync({ argv: ["sh", "-c", "echo a; sleep 3; exit 4"] }), {
    reason: "exit",
    status: 4,
  });
  assert.is(machine.printed, "a\n");
  assert.is(machine.clock.monotonicMs(), 3000);
  assert.equal(machine.start(["sleep", "1"], inherit).waitSync(), { reason: "exit", status: 0 });
  assert.is(machine.clock.monotonicMs(), 4000);
  const child = machine.start(["cat"], { stdin: "pipe" });
  assert.is(child.stdin?.writeSync(Buffer.from("abc")), undefined);
  assert.is(Buffer.from(child.stdout?.readSync(10) as Uint8Array).toString(), "abc");
});

test("what can never come is an error where a script cannot wait", () => {
  const machine = new Machine();
  const child = machine.start(["cat"], { stdin: "pipe" });
  assert.is(codeOf(child.stdout?.readSync(10)), "EDEADLK");
  assert.is(child.stdin?.writeSync(new Uint8Array(1e6))?.code, "EDEADLK");
  assert.equal(child.waitSync(), { reason: "signal", status: KILL });
  const standing = new Machine({}, {}, false);
  const slept = standing.processes.runSync({ argv: ["sh", "-c", "echo first; sleep 1"] });
  assert.is("call" in slept && slept.code, "EDEADLK", "time that cannot be moved");
  assert.is(standing.printed, "first\n");
});

test("a limit ends a command that holds up its starter", () => {
  let looks = 0;
  const machine = new Machine({
    checkLimits: () => {
      if (++looks > 20) throw new Error("enough");
    },
  });
  assert.throws(() => machine.processes.runSync({ argv: ["sh", "-c", "while :; do :; done"] }), "enough");
  looks = 0;
  assert.is(machine.sh("echo fine").stdout, "fine\n");
});

test("a child that never waits does not stop the clock", () => {
  const machine = new Machine();
  const child = machine.start(["sh", "-c", "while :; do :; done"]);
  let rang = false;
  const { clock } = machine.clock.another();
  clock.wakeAt(20, () => {
    rang = true;
    child.kill(KILL);
  });
  while (child.exit === undefined && machine.clock.next());
  assert.ok(rang);
  assert.is(machine.clock.monotonicMs(), 20);
});

test("signals to others leave the machine of children", () => {
  const sent: [number, number][] = [];
  const machine = new Machine({
    signal: (pid, signal) => {
      sent.push([pid, signal]);
      return undefined;
    },
  });
  assert.is(machine.sh("kill -HUP 1 && echo sent").stdout, "sent\n");
  assert.is(machine.run(["kill", "-s", "USR1", "7"]).exit?.status, 0);
  assert.equal(sent, [
    [1, 1],
    [7, 10],
  ]);
});

test("the end of who started them ends children", () => {
  const machine = new Machine();
  const child = machine.start(["sh", "-c", "sleep 100 & sleep 100; true"]);
  machine.clock.advance(1);
  machine.processes.end();
  assert.equal(child.exit, { reason: "signal", status: KILL });
  assert.is(machine.clock.nextMs, null);
});

test("each run is like the one before", () => {
  const text =
    "echo $$ $PPID; (echo sub; sleep 0.1) & sh -c 'echo $$' | cat; echo $!; wait; yes | head -n 1 & seq 2; wait";
  const [one, other] = [new Machine().sh(text), new Machine().sh(text)];
  assert.match(one.stdout, /^101 1\n/);
  assert.equal(one, other);
});

test("streams may be the starter's own, one for both, or none", () => {
  const machine = new Machine();
  const merged = machine.start(["sh", "-c", "echo a; echo b >&2; echo c"], { stderr: "stdout" });
  const output = new Collected(merged.stdout);
  settle(machine, merged);
  assert.is(output.text, "a\nb\nc\n");
  assert.is(merged.stderr, undefined);
  settle(machine, machine.start(["echo", "shown"], { stdout: "inherit" }));
  settle(machine, machine.start(["echo", "lost"], { stdout: "null" }));
  assert.is(machine.printed, "shown\n");
});

test("a child has the variables that it is given, and its program is found by others", () => {
  const machine = new Machine({}, { PATH: "/bin", A: "1" });
  const child = machine.start(["env"], { environment: ["B=2", "C"] });
  const stdout = new Collected(child.stdout);
  settle(machine, child);
  assert.is(stdout.text, "B=2\nC=\n");
  assert.is(new Machine({}, { PATH: "/nowhere" }).run(["true"]).exit?.status, 1);
});

test("the end of a child is told later, also where it has ended already", () => {
  const machine = new Machine();
  const child = machine.start(["true"]);
  const told: ChildExit[] = [];
  child.onExit((exit) => told.push(exit));
  settle(machine, child);
  child.onExit((exit) => told.push(exit));
  assert.is(told.length, 1);
  settle(machine, child);
  assert.is(told.length, 2);
});

test("what the shell has not is said, with status 2", () => {
  const ran = new Machine().sh("alias a=b; echo $?");
  assert.is(ran.stdout, "2\n");
  assert.is(ran.stderr, "sh: 1: alias: not simulated\n");
});

test("a shell and programs keep no more than so much", () => {
  const machine = new Machine();
  const doubled = machine.sh("x=0123456789; while :; do x=$x$x; done");
  assert.is(doubled.stderr, "sh: 1: Out of space\n");
  assert.is(machine.sh("x=$(yes); echo no").stderr, "sh: 1: Out of space\n");
  assert.is(machine.sh("x=$(head -c 3000000 /dev/zero | tr '\\0' a); y=a$x").stderr, "sh: 1: Out of space\n");
  assert.is(machine.sh('set -- ""; while :; do set -- "$@" "$@"; done').stderr, "sh: 1: Out of space\n");
  assert.is(
    machine.sh("f() { local x=abc; }; i=0; while [ $i -lt 3000 ]; do f; i=$((i+1)); done; echo ok").stdout,
    "ok\n",
  );
  assert.is(machine.sh("yes | sort").stderr, "sort: memory exhausted\n");
  assert.is(machine.sh("cat /dev/zero | grep x").stderr, "grep: memory exhausted\n");
  assert.is(machine.sh("f() { f; }; f").exit?.status, 2);
});

test("nothing nests for ever", () => {
  const machine = new Machine();
  machine.files.put("again.sh", Buffer.from(". ./again.sh"));
  for (const text of [
    "f() { f; }; f",
    "f() { eval f; }; f",
    `x='eval "$x"'; eval "$x"`,
    ". ./again.sh",
    "trap 'kill -USR1 $$' USR1; kill -USR1 $$",
    `${"( ".repeat(2000)}true${" )".repeat(2000)}`,
    `${"$(".repeat(2000)}true${")".repeat(2000)}`,
    `echo $((${"(".repeat(2000)}1${")".repeat(2000)}))`,
    `echo $((${"-".repeat(2000)}1))`,
    `case x in ${"*a".repeat(20_000)}) ;; esac; exit 2`,
  ]) {
    const { exit } = machine.sh(text);
    assert.is(exit?.status, 2, text.slice(0, 60));
  }
  const deep = machine.sh(`true ${"&& true ".repeat(20_000)}`);
  assert.equal(deep.exit, { reason: "signal", status: 11 });
  const child = machine.start(["sh", "-c", `export x='exec sh -c "$x"'; exec sh -c "$x"`]);
  machine.clock.advance(20);
  assert.is(child.exit, undefined, "it becomes itself all the time");
  child.kill(KILL);
});

test("a pattern that others try for ever is found at once", () => {
  const machine = new Machine();
  const ran = machine.run(["grep", "-cE", "(a|aa)*(a|a)*b"], `${"a".repeat(5000)}\n`);
  assert.is(ran.stdout, "0\n");
  assert.is(
    machine.sh("x=$(head -c 20000 /dev/zero | tr '\\0' a); case $x in *a*a*a*a*b) echo no;; esac; echo \"$x\" | wc -c")
      .stdout,
    "20001\n",
  );
});

function codeOf(outcome: unknown): string | undefined {
  return (outcome as HostError | undefined)?.code;
}

/** Lets everything happen that happens at this moment. */
function settle(machine: Machine, child: Child): void {
  while (child.exit === undefined && machine.clock.next());
  machine.clock.advance(0);
}

test.run();

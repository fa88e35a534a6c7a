import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Block, findBlocks, findLoop, jumpsOf } from "../../../src/vm/compiler/blocks.ts";
import { nest } from "../../../src/vm/compiler/structure.ts";
import { Instruction, Op } from "../../../src/vm/instructions.ts";

/** As long as any run of these programs may be: they have no reason to end. */
const FUEL = 60;

/** Where a program goes: each instruction that it runs, and each choice taken from `choices`, the last one for ever. */
function simulate(code: readonly Instruction[], start: number, choices: readonly boolean[]): number[] {
  const trace: number[] = [];
  let chosen = 0;
  for (let at = start; trace.length < FUEL; ) {
    trace.push(at);
    const jumps = jumpsOf(code[at] as Instruction, at) ?? [at + 1];
    if (jumps.length === 0) break;
    at =
      jumps.length === 1 || choices[Math.min(chosen++, choices.length - 1)]
        ? (jumps[0] as number)
        : (jumps[1] as number);
  }
  return trace;
}

/** The same by the nested text, up to where control leaves the blocks; null where there are none. */
function runNested(
  code: readonly Instruction[],
  blocks: readonly Block[] | null,
  choices: readonly boolean[],
): number[] | null {
  if (blocks === null) return null;
  const body = nest(blocks, ({ start: from, end }, goTo) => {
    const lines: string[] = [];
    if (from === end) return `trace.push(${from}); return trace;`;
    for (let at = from; at < end; at++) {
      lines.push(`trace.push(${at}); if (trace.length === ${FUEL}) return trace;`);
      const jumps = jumpsOf(code[at] as Instruction, at);
      if (jumps === undefined) continue;
      if (jumps.length === 0) lines.push("return trace;");
      else if (jumps.length === 1) lines.push(goTo(jumps[0] as number));
      else lines.push(`if (choose()) { ${goTo(jumps[0] as number)} }\n${goTo(jumps[1] as number)}`);
    }
    if (jumpsOf(code[end - 1] as Instruction, end - 1) === undefined) lines.push(goTo(end));
    return lines.join("\n");
  });
  let chosen = 0;
  const choose = () => choices[Math.min(chosen++, choices.length - 1)];
  return new Function("choose", `const trace = [];\n${body}`)(choose) as number[];
}

function instruction(op: Op, target: number): Instruction {
  const made = new Instruction(op);
  made.target = target;
  return made;
}

const LENGTH = 14;
const program = fc
  .array(fc.tuple(fc.constantFrom(Op.Move, Op.TestJump, Op.TestJump, Op.Jump, Op.ReturnOne), fc.nat(LENGTH)), {
    minLength: LENGTH,
    maxLength: LENGTH,
  })
  .map((parts) => [...parts.map(([op, target]) => instruction(op, target)), instruction(Op.ReturnOne, 0)]);
const choices = fc.array(fc.boolean(), { minLength: 1, maxLength: 20 });

test("nested text goes where the jumps go, from any start", () => {
  let nested = 0;
  fc.assert(
    fc.property(program, fc.nat(LENGTH), choices, (code, start, chosen) => {
      const trace = runNested(code, findBlocks(code.map(jumpsOf), start), chosen);
      if (trace === null) return;
      nested++;
      assert.equal(trace, simulate(code, start, chosen));
    }),
    { numRuns: 3000 },
  );
  assert.ok(nested > 1500, `${nested} could be nested`);
});

test("the text of a loop goes where the jumps go, from any start in it, until they leave it", () => {
  const seen = { whole: 0, left: 0 };
  fc.assert(
    fc.property(program, fc.nat(LENGTH), choices, (code, start, chosen) => {
      const trace = runNested(code, findLoop(code.map(jumpsOf), start), chosen);
      if (trace === null) return;
      if (trace.length < FUEL) seen.left++;
      else seen.whole++;
      assert.equal(trace, simulate(code, start, chosen).slice(0, trace.length));
    }),
    { numRuns: 3000, seed: 1 },
  );
  assert.ok(seen.left > 50 && seen.whole > 50, JSON.stringify(seen));
});

test("a generic loop, which is entered where its iterator is called, is a loop from the beginning of its body on", () => {
  const code = [
    instruction(Op.Jump, 2),
    instruction(Op.Move, 0),
    instruction(Op.GenericFor, 1),
    instruction(Op.ReturnOne, 0),
  ];
  const blocks = findLoop(code.map(jumpsOf), 1) ?? [];
  assert.equal(
    blocks.map(({ start, end }) => [start, end]),
    [
      [1, 2],
      [2, 3],
      [3, 3],
    ],
  );
});

test("a generic loop whose body begins with a loop is one with that", () => {
  const code = [
    instruction(Op.Jump, 3),
    instruction(Op.TestJump, 3),
    instruction(Op.Loop, 1),
    instruction(Op.GenericFor, 1),
    instruction(Op.ReturnOne, 0),
  ];
  const blocks = findLoop(code.map(jumpsOf), 1) ?? [];
  assert.equal(blocks.map(({ start, end }) => [start, end]).sort(), [
    [1, 2],
    [2, 3],
    [3, 4],
    [4, 4],
  ]);
});

test("a loop with two entries is refused", () => {
  const code = [
    instruction(Op.TestJump, 3),
    instruction(Op.Move, 0),
    instruction(Op.Move, 0),
    instruction(Op.Move, 0),
    instruction(Op.TestJump, 1),
    instruction(Op.ReturnOne, 0),
  ];
  assert.is(findBlocks(code.map(jumpsOf), 0), null);
});

test("a start inside two loops has what is left of both in front of them", () => {
  // for … do for … do <start> end <rest> end
  const code = [
    instruction(Op.Move, 0),
    instruction(Op.Move, 0),
    instruction(Op.Move, 0),
    instruction(Op.ForLoop, 2),
    instruction(Op.Move, 0),
    instruction(Op.ForLoop, 1),
    instruction(Op.ReturnOne, 0),
  ];
  const blocks = findBlocks(code.map(jumpsOf), 2) ?? [];
  assert.equal(blocks.map(({ start, isHeader }) => (isHeader ? `loop ${start}` : `${start}`)).sort(), [
    "4",
    "4",
    "6",
    "6",
    "loop 1",
    "loop 2",
    "loop 2",
  ]);
});

test("what follows a loop stands behind it", () => {
  const code = [
    instruction(Op.TestJump, 3),
    instruction(Op.Move, 0),
    instruction(Op.Loop, 0),
    instruction(Op.ReturnOne, 0),
  ];
  const text = nest(findBlocks(code.map(jumpsOf), 0) ?? [], ({ start }, goTo) =>
    start === 0 ? `if (x) { ${goTo(3)} } ${goTo(1)}` : start === 1 ? goTo(0) : "return;",
  );
  assert.match(text, /(L\d): for \(;;\) \{[^}]*break (B\d);[^}]*\}[^}]*continue \1;\s*\}\s*\}\s*return;$/);
});

test.run();

/** The host's end of the pipe to a cell, which may send anything. */
import { PassThrough } from "node:stream";
import { deserialize, serialize } from "node:v8";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { answerOverPipe } from "../../../../src/host/node/cells/line.ts";

function framed(body: Buffer, length = body.length): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32LE(length);
  return Buffer.concat([head, body]);
}

/** What the host makes of pieces that come one after another: the questions, and how often they could not be read. */
function heard(pieces: readonly Uint8Array[]): { questions: unknown[]; broken: number; answered: Buffer[] } {
  const result = { questions: [] as unknown[], broken: 0, answered: [] as Buffer[] };
  const pipe = new PassThrough();
  // what the pipe is written is no question
  pipe.write = (bytes: Buffer) => {
    result.answered.push(bytes);
    return true;
  };
  answerOverPipe(
    pipe,
    (question, answer) => {
      result.questions.push(question);
      answer([question]);
    },
    () => result.broken++,
  );
  for (const piece of pieces) pipe.emit("data", Buffer.from(piece));
  return result;
}

const QUESTIONS = [1, "two", { three: new Uint8Array(300) }, null];
const STREAM = Buffer.concat(QUESTIONS.map((question) => framed(serialize(question))));

test("questions are heard in whatever pieces they come", () => {
  for (const size of [1, 2, 3, 4, 5, 7, 64, 200, STREAM.length]) {
    const pieces = Array.from({ length: Math.ceil(STREAM.length / size) }, (_, at) =>
      STREAM.subarray(at * size, (at + 1) * size),
    );
    const { questions, broken } = heard(pieces);
    assert.equal([questions, broken], [QUESTIONS, 0], `pieces of ${size}`);
  }
});

test("each answer has the length of what follows", () => {
  const { answered } = heard([STREAM]);
  assert.equal(
    answered.map((bytes) => [bytes.readUInt32LE(0), deserialize(bytes.subarray(4))]),
    answered.map((bytes, at) => [bytes.length - 4, [QUESTIONS[at]]]),
  );
  assert.is(answered.length, QUESTIONS.length);
});

test("what is no question, or too long to be one, breaks the line", () => {
  assert.equal(heard([framed(Buffer.from("no value"))]), { questions: [], broken: 1, answered: [] });
  assert.is(heard([framed(Buffer.alloc(0), 2 ** 26 + 1)]).broken, 1);
  assert.equal(heard([framed(Buffer.alloc(10), 2 ** 26)]), { questions: [], broken: 0, answered: [] });
});

test("a long question that comes in many pieces is heard", () => {
  const long = new Uint8Array(2 ** 24).fill(7);
  const bytes = framed(serialize(long));
  const pieces = Array.from({ length: Math.ceil(bytes.length / 4096) }, (_, at) =>
    bytes.subarray(at * 4096, (at + 1) * 4096),
  );
  assert.is((heard(pieces).questions[0] as Uint8Array).length, long.length);
});

test.run();

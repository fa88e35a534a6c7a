import { test } from "uvu";
import * as assert from "uvu/assert";
import { InputBuffer, type Piece } from "../../../src/runtime/stream/input-buffer.ts";
import { ReadAll, ReadAny, ReadExactly, type Reader, ReadLine } from "../../../src/runtime/stream/readers.ts";
import { portableByteText } from "../../../src/vm/byte-text.ts";

function bufferOf(pieces: Piece[], size = 8): InputBuffer {
  return new InputBuffer({ bytes: portableByteText, size, sizeUntilEnd: 16, next: () => pieces.shift() });
}

function read(buffer: InputBuffer, reader: Reader): [how: unknown, text: string] {
  const how = buffer.advance(reader);
  return [how, buffer.takeText()];
}

test("a reader takes what it wants, however it came", () => {
  const buffer = bufferOf(["ab\r", "c\ndefgh", "ijk\n", "rest", null]);
  assert.equal(read(buffer, new ReadLine()), ["done", "abc"]);
  assert.equal(read(buffer, new ReadExactly(6)), ["done", "defghi"]);
  assert.equal(read(buffer, new ReadLine()), ["done", "jk"]);
  assert.equal(read(buffer, new ReadExactly(9)), [null, "rest"]);
  assert.equal(read(buffer, new ReadAll()), [null, ""]);
});

test("what is there is what the buffer that is in use holds", () => {
  const buffer = bufferOf(["0123456789abcdef!"]);
  assert.equal(read(buffer, new ReadAny(3)), ["done", "012"]);
  assert.ok(buffer.hasUnread);
  assert.equal(read(buffer, new ReadAny(100)), ["done", "34567"]);
  assert.not.ok(buffer.hasUnread);
  assert.equal(read(buffer, new ReadExactly(3)), ["done", "89a"]);
  assert.equal(read(buffer, new ReadAny(100)), ["done", "bcdef"]);
  assert.equal(read(buffer, new ReadAny(100)), ["done", "!"]);
  assert.equal(read(buffer, new ReadAny(100)), [undefined, ""]);
});

test("a read that goes beyond a buffer fills others, whose rest is unread then", () => {
  const buffer = bufferOf(["0123456789abcdef!"]);
  assert.equal(read(buffer, new ReadExactly(9)), ["done", "012345678"]);
  assert.ok(buffer.hasUnread);
  assert.equal(read(buffer, new ReadAny(100)), ["done", "9abcdef"]);
  assert.not.ok(buffer.hasUnread);
  assert.is(buffer.peek(), "!");
});

test("what an interrupted read has taken belongs to the next answer", () => {
  const pieces: Piece[] = ["abc"];
  const buffer = bufferOf(pieces);
  assert.is(buffer.advance(new ReadLine()), undefined);
  pieces.push("d\n");
  assert.equal(read(buffer, new ReadLine()), ["done", "abcd"]);
});

test("a text that is longer than a string can be is an error, and lost", () => {
  const pieces: Piece[] = Array(9).fill("x".repeat(2 ** 26));
  const buffer = bufferOf([...pieces, "\n", "next\n"]);
  assert.equal(read(buffer, new ReadLine()), ["too long", ""]);
  assert.is(read(buffer, new ReadLine())[1].length, 2 ** 26);
});

test.run();

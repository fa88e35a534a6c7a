import { test } from "uvu";
import * as assert from "uvu/assert";
import type { FileHandle, HostError, OpenMode } from "../../../src/host/ports.ts";
import { VirtualFiles } from "../../../src/host/virtual/files.ts";

const NONE: OpenMode = { read: false, write: false, append: false, create: false, truncate: false, exclusive: false };
const READ: OpenMode = { ...NONE, read: true };
const WRITE: OpenMode = { ...NONE, write: true, create: true, truncate: true };
const APPEND: OpenMode = { ...NONE, write: true, create: true, append: true };

test("what is written is read again, wherever the path is written from", () => {
  const files = opened();
  const file = handle(files.open("a.txt", WRITE));
  assert.is(file.write(bytes("hello")), undefined);
  assert.is(file.seek("set", 1), 1);
  file.write(bytes("E"));
  assert.is(text(files.readWhole("/work/./x/../a.txt")), "hEllo");
  handle(files.open("a.txt", APPEND)).write(bytes("!"));
  assert.is(text(handle(files.open("a.txt", READ)).read(100)), "hEllo!");
  files.open("a.txt", WRITE);
  assert.is(text(files.readWhole("a.txt")), "");
});

test("a place behind the end is filled with zeros", () => {
  const files = opened();
  const file = handle(files.open("a", { ...WRITE, read: true }));
  file.seek("set", 3);
  file.write(bytes("x"));
  assert.is(text(files.readWhole("a")), "\0\0\0x");
  assert.equal(codeOf(file.seek("end", -5)), "EINVAL");
});

test("paths lead nowhere else", () => {
  const files = opened();
  files.put("/etc/secret", bytes("s"));
  assert.is(text(files.readWhole("../../../../etc/secret")), "s", "the tree has no outside");
  assert.is(codeOf(files.open("a\0b", READ)), "ENOENT");
  assert.is(codeOf(files.open("", READ)), "ENOENT");
  assert.is(codeOf(files.open("no/file", WRITE)), "ENOENT");
  files.put("file", bytes(""));
  assert.is(codeOf(files.open("file/below", WRITE)), "ENOTDIR");
  assert.is(codeOf(files.open("file/", READ)), "ENOTDIR");
  assert.is(codeOf(files.open("/tmp", READ)), "EISDIR");
  assert.throws(() => files.put("file/below", bytes("")), RangeError);
});

test("files are renamed and removed, folders with what is in them", () => {
  const files = opened();
  files.put("d/e/f", bytes("1"));
  files.put("g", bytes("2"));
  assert.is(codeOf(files.rename("g", "d")), "EISDIR");
  assert.is(codeOf(files.rename("d", "d/e/x")), "EINVAL");
  assert.is(codeOf(files.remove("d")), "ENOTEMPTY");
  assert.is(files.rename("d", "h"), undefined);
  assert.is(text(files.readWhole("h/e/f")), "1");
  assert.is(files.exists("d"), false);
  assert.is(files.rename("g", "h/e/f"), undefined);
  assert.is(text(files.readWhole("h/e/f")), "2");
  assert.is(files.remove("h/e/f"), undefined);
  assert.is(files.remove("h/e"), undefined);
  assert.is(codeOf(files.remove("h/e")), "ENOENT");
  assert.is(files.isDirectory("h"), true);
});

test("there is as much room as was said", () => {
  const files = new VirtualFiles({ folder: "/work", room: 10 });
  files.put("a", bytes("12345"));
  files.put("a", bytes("123456"));
  assert.throws(() => files.put("b", bytes("12345")), RangeError);
  const file = handle(files.open("c", WRITE));
  assert.is(file.write(bytes("1234")), undefined);
  assert.is(codeOf(file.write(bytes("5"))), "ENOSPC");
  assert.is(files.remove("a"), undefined);
  assert.is(file.write(bytes("567890")), undefined);
});

test("a file that has no name any more is there for who has it open, and then its room is free", () => {
  for (const unname of [
    (files: VirtualFiles) => files.remove("a"),
    (files: VirtualFiles) => {
      files.put("/work/b", bytes("b"));
      files.rename("b", "a");
    },
  ]) {
    const files = new VirtualFiles({ folder: "/work", room: 10 });
    const first = handle(files.open("a", { ...WRITE, read: true }));
    const second = handle(files.open("a", READ));
    first.write(bytes("12345678"));
    unname(files);
    assert.is(text(second.read(100)), "12345678");
    assert.is(first.write(bytes("9")), undefined);
    assert.throws(() => files.put("/work/c", bytes("12345678")), RangeError);
    first.close();
    first.close();
    assert.is(text(second.read(100)), "9");
    second.close();
    files.remove("a");
    files.put("/work/c", bytes("1234567890"));
  }
});

test("a temporary file takes room until it is closed", () => {
  const files = new VirtualFiles({ folder: "/work", room: 10 });
  for (let round = 0; round < 3; round++) {
    const file = files.openTemporary();
    assert.is(file.write(bytes("1234567890")), undefined);
    assert.is(codeOf(file.write(bytes("1"))), "ENOSPC");
    file.close();
  }
});

test("the library is read and not written", () => {
  const read = (path: string) => (path === "m.lua" ? bytes("return 1") : undefined);
  const files = new VirtualFiles({ folder: "/work", room: 10, library: { folder: "/lib", read } });
  assert.is(text(files.readWhole("/lib/m.lua")), "return 1");
  assert.is(files.exists("/lib/n.lua"), false);
  assert.is(codeOf(files.open("/lib/m.lua", WRITE)), "EACCES");
});

test("temporary files have names that are free", () => {
  const files = opened();
  const [one, other] = [files.temporaryName(), files.temporaryName()];
  assert.is.not(one, other);
  assert.is(text(files.readWhole(one)), "");
});

function opened(): VirtualFiles {
  return new VirtualFiles({ folder: "/work", room: 1000 });
}

function bytes(content: string): Uint8Array {
  return new TextEncoder().encode(content);
}

function text(read: Uint8Array | HostError): string {
  if ("message" in read) throw new Error(read.message);
  return new TextDecoder().decode(read);
}

function handle(opening: FileHandle | HostError): FileHandle {
  if ("message" in opening) throw new Error(opening.message);
  return opening;
}

function codeOf(outcome: unknown): string {
  return (outcome as HostError).code;
}

test("a folder tells what is in it", () => {
  const files = new VirtualFiles({ folder: "/work", room: 1000 });
  files.put("a/b.txt", new Uint8Array());
  files.put("a/c/d.txt", new Uint8Array());
  assert.equal([...(files.list("a") as string[])].sort(), ["b.txt", "c"]);
  assert.equal([...(files.list("/") as string[])].sort(), ["tmp", "work"]);
  assert.equal(files.list("/tmp/"), []);
  assert.is((files.list("nowhere") as HostError).code, "ENOENT");
  assert.is((files.list("a/b.txt") as HostError).code, "ENOTDIR");
});

test("folders are made one at a time", () => {
  const files = new VirtualFiles({ folder: "/work", room: 1000 });
  assert.is(files.makeFolder("new"), undefined);
  assert.ok(files.isDirectory("/work/new"));
  assert.is(files.makeFolder("new")?.code, "EEXIST");
  assert.is(files.makeFolder("no/new")?.code, "ENOENT");
  files.put("file", new Uint8Array());
  assert.is(files.makeFolder("file/new")?.code, "ENOTDIR");
});

test.run();

/** Programs that change the tree of files, or show it: ls, mkdir, rm, touch, mv, cp. */
import type { HostError } from "../../../ports.ts";
import { complain, open, UPDATING } from "../calls.ts";
import type { Process, Program, Steps } from "../process.ts";
import { fail, failUsage, quoted } from "./messages.ts";
import { parseOptions } from "./options.ts";
import { Output } from "./streams.ts";

export const ls: Program = function* (process, argv) {
  const name = argv[0] ?? "ls";
  const { options, operands } = yield* parseOptions(process, argv, {
    short: "1aAdr",
    long: { all: "a", "almost-all": "A", directory: "d", reverse: "r" },
    status: 2,
  });
  const letters = new Set(options.map(([letter]) => letter));
  const { files } = process.kernel.options;
  const output = new Output(process, name);
  const [plain, folders]: [string[], string[]] = [[], []];
  let status = 0;
  for (const file of operands.length === 0 ? ["."] : [...operands].sort()) {
    const path = process.pathOf(file);
    if (!files.exists(path)) {
      status = 2;
      yield* complain(process, `${name}: cannot access ${quoted(file)}: No such file or directory\n`);
    } else (files.isDirectory(path) && !letters.has("d") ? folders : plain).push(file);
  }
  const put = (names: readonly string[]) =>
    output.put((letters.has("r") ? [...names].reverse() : names).map((one) => `${one}\n`).join(""));
  yield* put(plain);
  for (const [at, folder] of folders.entries()) {
    if (plain.length + folders.length > 1) yield* output.put(`${at > 0 || plain.length > 0 ? "\n" : ""}${folder}:\n`);
    const listed = files.list(process.pathOf(folder));
    const names = "code" in listed ? [] : [...listed].sort();
    const dots = letters.has("a") ? [".", ".."] : [];
    yield* put([...dots, ...names.filter((one) => letters.has("a") || letters.has("A") || !one.startsWith("."))]);
  }
  yield* output.flush();
  return status;
};

export const mkdir: Program = function* (process, argv) {
  const name = argv[0] ?? "mkdir";
  const { options, operands } = yield* parseOptions(process, argv, {
    short: "pm:v",
    long: { parents: "p", mode: "m" },
  });
  if (operands.length === 0) return yield* failUsage(process, name, "missing operand");
  const { files } = process.kernel.options;
  const parents = options.some(([letter]) => letter === "p");
  return yield* each(process, operands, (folder) => {
    const path = process.pathOf(folder);
    const names = path.split("/").filter((one) => one !== "");
    const parts = parents ? names.map((_, at) => `/${names.slice(0, at + 1).join("/")}`) : [path];
    for (const part of parts) {
      if (parents && files.isDirectory(part)) continue;
      const error = files.makeFolder(part);
      if (error !== undefined) return `${name}: cannot create directory ${quoted(folder)}: ${error.message}`;
    }
    return undefined;
  });
};

export const rmdir: Program = function* (process, argv) {
  const name = argv[0] ?? "rmdir";
  const { operands } = yield* parseOptions(process, argv, { short: "" });
  if (operands.length === 0) return yield* failUsage(process, name, "missing operand");
  const { files } = process.kernel.options;
  return yield* each(process, operands, (folder) => {
    const path = process.pathOf(folder);
    const error = files.exists(path) && !files.isDirectory(path) ? { message: "Not a directory" } : files.remove(path);
    return error && `${name}: failed to remove ${quoted(folder)}: ${error.message}`;
  });
};

export const rm: Program = function* (process, argv) {
  const name = argv[0] ?? "rm";
  const { options, operands } = yield* parseOptions(process, argv, {
    short: "frRdiv",
    long: { force: "f", recursive: "r", dir: "d" },
  });
  const letters = new Set(options.map(([letter]) => letter));
  if (operands.length === 0) return letters.has("f") ? 0 : yield* failUsage(process, name, "missing operand");
  const { files } = process.kernel.options;
  const removeAll = (path: string): HostError | undefined => {
    const inside = files.list(path);
    if (!("code" in inside)) for (const one of inside) removeAll(`${path}/${one}`);
    return files.remove(path);
  };
  return yield* each(process, operands, (file) => {
    const path = process.pathOf(file);
    if (letters.has("f") && !files.exists(path)) return undefined;
    const isFolder = files.isDirectory(path);
    const recurses = letters.has("r") || letters.has("R");
    if (isFolder && !recurses && !letters.has("d")) return `${name}: cannot remove ${quoted(file)}: Is a directory`;
    const error = isFolder && recurses ? removeAll(path) : files.remove(path);
    return error && `${name}: cannot remove ${quoted(file)}: ${error.message}`;
  });
};

export const touch: Program = function* (process, argv) {
  const name = argv[0] ?? "touch";
  const { options, operands } = yield* parseOptions(process, argv, { short: "acmd:t:r:", long: { "no-create": "c" } });
  if (operands.length === 0) return yield* failUsage(process, name, "missing file operand");
  const creates = !options.some(([letter]) => letter === "c");
  return yield* each(process, operands, (file) => {
    const { files } = process.kernel.options;
    if (files.exists(process.pathOf(file)) || !creates) return undefined;
    const opened = open(process, file, UPDATING);
    if ("code" in opened) return `${name}: cannot touch ${quoted(file)}: ${opened.message}`;
    opened.retain().release();
    return undefined;
  });
};

export const mv: Program = (process, argv) =>
  transfer(process, argv, "move", (from, to) => process.kernel.options.files.rename(from, to));

export const cp: Program = (process, argv) =>
  transfer(process, argv, "copy", (from, to) => {
    const { files } = process.kernel.options;
    const bytes = files.readWhole(from);
    if (!(bytes instanceof Uint8Array)) return bytes;
    const mode = { read: false, write: true, append: false, create: true, truncate: true, exclusive: false };
    const opened = files.open(to, mode);
    if ("errno" in opened) return opened;
    const error = opened.write(bytes);
    opened.close();
    return error;
  });

function* transfer(
  process: Process,
  argv: readonly string[],
  verb: "move" | "copy",
  act: (from: string, to: string) => HostError | undefined,
): Steps<number> {
  const name = argv[0] ?? "";
  const { operands } = yield* parseOptions(process, argv, { short: "fp", long: { force: "f" } });
  const [first, ...others] = operands;
  const target = others.at(-1);
  if (first === undefined) return yield* failUsage(process, name, "missing file operand");
  if (target === undefined) {
    return yield* failUsage(process, name, `missing destination file operand after ${quoted(first)}`);
  }
  const { files } = process.kernel.options;
  const into = files.isDirectory(process.pathOf(target));
  if (others.length > 1 && !into) {
    const reason = files.exists(process.pathOf(target)) ? "Not a directory" : "No such file or directory";
    return yield* fail(process, name, `target ${quoted(target)}: ${reason}`);
  }
  return yield* each(process, operands.slice(0, -1), (file) => {
    const to = into ? `${target}/${file.slice(file.lastIndexOf("/") + 1)}` : target;
    const from = process.pathOf(file);
    if (!files.exists(from)) return `${name}: cannot stat ${quoted(file)}: No such file or directory`;
    if (verb === "copy" && files.isDirectory(from))
      return `${name}: -r not specified; omitting directory ${quoted(file)}`;
    const error = act(from, process.pathOf(to));
    return (
      error &&
      `${name}: cannot ${verb === "move" ? `move ${quoted(file)} to ${quoted(to)}` : `create regular file ${quoted(to)}`}: ${error.message}`
    );
  });
}

/** Does something with each file; what it answers is told. */
function* each(
  process: Process,
  operands: readonly string[],
  act: (file: string) => string | undefined,
): Steps<number> {
  let status = 0;
  for (const file of operands) {
    yield;
    const problem = act(file);
    if (problem === undefined) continue;
    status = 1;
    yield* complain(process, `${problem}\n`);
  }
  return status;
}

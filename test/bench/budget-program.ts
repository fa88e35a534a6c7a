/** Runs a Lua program with or without the budget's steps in compiled code, and prints the seconds: node … with|without FILE. */
import { readFileSync } from "node:fs";
import { Emitter } from "../../src/vm/compiler/emit.ts";
import { run } from "../vm/scripts.ts";

const [how, file = ""] = process.argv.slice(2);
if (how === "without") Emitter.prototype.tick = () => "";
const text = readFileSync(file, "latin1");
const began = performance.now();
run(text);
process.stdout.write(`${(performance.now() - began) / 1000}\n`);

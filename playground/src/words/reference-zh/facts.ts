/** Facts: their labels, kinds of parameters, phases. */
import type { Translations } from "./index.ts";

export const facts: Translations = [
  ["Where", "可用阶段"],
  ["Takes", "参数"],
  ["Waits", "等待"],
  ["everywhere", "所有阶段"],
  ["number", "数字"],
  ["string", "字符串"],
  ["boolean", "布尔值"],
  ["table", "表"],
  ["thread", "线程"],
  ["seconds", "秒"],
  ["Lua function", "Lua 函数"],
  ["string, number or table", "字符串、数字或表"],
  [
    "the calling light thread may have to; others run meanwhile",
    "调用它的轻量级线程可能需要等待；期间其他轻量级线程照常运行",
  ],
];

/** Numbers, as people read them. */
import { language, words } from "../words/index.ts";

export function count(number: number): string {
  return number.toLocaleString(language() === "zh" ? "zh-CN" : "en-GB");
}

/** "12 kB" */
export function bytes(number: number): string {
  const unit = number < 1000 ? "B" : number < 1e6 ? "kB" : "MB";
  const size = unit === "B" ? number : number / (unit === "kB" ? 1e3 : 1e6);
  return `${size.toLocaleString("en-GB", { maximumFractionDigits: size < 10 ? 1 : 0 })} ${unit}`;
}

/** Virtual time, in the language of the page: "0.250 s", "1:02.000", "25:00:00.000". */
export function time(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const part = String(Math.floor(ms % 1000)).padStart(3, "0");
  if (seconds < 60) return `${seconds}.${part} ${words().second}`;
  const two = (number: number) => String(number).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}.${part}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}.${part}`;
}

/** The mode of `io.open`, as glibc's `fopen` reads it. */
import type { OpenMode } from "../../../host/ports.ts";

/** How many characters glibc looks at. */
const LENGTH = 7;

/** @returns undefined where the first letter is none of r, w and a; what follows it is ignored if it means nothing */
export function parseOpenMode(text: string): OpenMode | undefined {
  const letter = text.charAt(0);
  if (letter !== "r" && letter !== "w" && letter !== "a") return undefined;
  const rest = text.slice(1, LENGTH);
  const both = rest.includes("+");
  return {
    read: both || letter === "r",
    write: both || letter !== "r",
    append: letter === "a",
    create: letter !== "r",
    truncate: letter === "w",
    exclusive: rest.includes("x"),
  };
}

/** To read and write, as a temporary file is opened. */
export const UPDATE: OpenMode = {
  read: true,
  write: true,
  append: false,
  create: true,
  truncate: true,
  exclusive: true,
};

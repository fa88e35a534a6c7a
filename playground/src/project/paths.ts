/** Paths of files in a project. */

/** Whether a project may have a file there. */
export function isPath(path: string): boolean {
  const parts = path.split("/");
  const isPlain = parts.every((part) => part !== "" && part !== "." && part !== "..");
  return isPlain && path.length <= MOST_PATH && !path.includes("\0") && path !== "__proto__";
}

const MOST_PATH = 200;

/** `path`, or with a number where there is one already: jobs-2.lua. */
export function freePath(path: string, isTaken: (path: string) => boolean): string {
  const [, stem = path, ending = ""] = /^(.*?)(\.[^./]+)?$/.exec(path) ?? [];
  for (let number = 1; ; number++) {
    const free = number === 1 ? path : `${stem}-${number}${ending}`;
    if (!isTaken(free)) return free;
  }
}

/** Of a name that a file has elsewhere: what may be a path here. */
export function pathFromName(name: string): string {
  const path = name
    .replaceAll("\\", "/")
    .split("/")
    .filter((part) => part !== "" && part !== "." && part !== "..")
    .join("/")
    .replaceAll("\0", "");
  return isPath(path) ? path : "file.lua";
}

import type { Environment } from "../ports.ts";

/** The variables of this process. Node decodes them as UTF-8; a value that is not valid UTF-8 arrives changed. */
export const nodeEnvironment: Environment = {
  get(name) {
    const value = process.env[Buffer.from(name, "latin1").toString("utf8")];
    return value === undefined ? undefined : byteString(value);
  },
  names: () => Object.keys(process.env).map(byteString),
  currentDirectory: () => byteString(process.cwd()),
};

function byteString(text: string): string {
  return Buffer.from(text, "utf8").toString("latin1");
}

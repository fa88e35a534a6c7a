import type { FileTree, Sockets } from "../ports.ts";
import { AllowedFiles, type AllowedFilesOptions } from "./allowed-files.ts";
import { nodeSockets } from "./sockets/sockets.ts";

/**
 * What this computer has for a sandbox.
 * @throws TypeError where a path is not there
 */
export function nodeOutside(options: AllowedFilesOptions): { files: FileTree | undefined; sockets: Sockets } {
  return {
    files: isGranted(options.read) || isGranted(options.write) ? new AllowedFiles(options) : undefined,
    sockets: nodeSockets,
  };
}

function isGranted(paths: readonly string[] | true): boolean {
  return paths === true || paths.length > 0;
}

/** Files from the computer: scripts become files of the project, projects take its place. */

import { projectFile } from "../../../src/sandbox/project/files.ts";
import { isProjectText, ProjectError, parseProject } from "../../../src/sandbox/project/read.ts";
import type { Project, ProjectFile } from "../../../src/sandbox/project.ts";

export type Imported =
  | { readonly kind: "project"; readonly name: string; readonly project: Project }
  | { readonly kind: "file"; readonly name: string; readonly content: ProjectFile }
  | { readonly kind: "unreadable"; readonly name: string }
  | { readonly kind: "too large"; readonly name: string; readonly bytes: number }
  | { readonly kind: "no project"; readonly name: string; readonly why: string };

const MOST_BYTES = 24 * 1024 ** 2;

export async function importFile(file: File): Promise<Imported> {
  const { name, size } = file;
  if (size > MOST_BYTES) return { kind: "too large", name, bytes: size };
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch {
    return { kind: "unreadable", name };
  }
  const content = projectFile(bytes);
  if (typeof content !== "string" || !isProjectText(content)) return { kind: "file", name, content };
  try {
    return { kind: "project", name, project: parseProject(content) };
  } catch (thrown) {
    if (thrown instanceof ProjectError) return { kind: "no project", name, why: thrown.message };
    throw thrown;
  }
}

/** A draft, as it was kept; undefined where it is no project (any more). */
export function projectOfDraft(value: unknown): Project | undefined {
  try {
    return parseProject(JSON.stringify(value));
  } catch {
    return undefined;
  }
}

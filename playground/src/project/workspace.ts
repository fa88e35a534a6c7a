/** The project that the page has open: its files in the editor, its options beside them. */
import type { Project, ProjectFile } from "../../../src/sandbox/project.ts";
import type { DocumentId, Editor } from "../editor/editor.ts";

/** What a project has besides code. */
export type Options = Omit<Project, "format" | "version" | "files" | "main" | "init" | "initWorker">;

export const INIT: DocumentId = "init";
export const INIT_WORKER: DocumentId = "init_worker";

export function documentOf(path: string): DocumentId {
  return `file:${path}`;
}

/** The path of a document's file; undefined for those that are none. */
export function pathOf(id: DocumentId): string | undefined {
  return id.startsWith("file:") ? id.slice("file:".length) : undefined;
}

/** Where the sandbox has the files. */
const PREFIX = "/work/";

export class Workspace {
  /** Content of files that are no text; undefined where the editor has it. */
  private readonly files = new Map<string, ProjectFile | undefined>();
  private readonly editor: Editor;
  private readonly listeners = new Set<(what: "content" | "files" | "options") => void>();
  private mainPath = "main.lua";
  private optional: Options = {};

  constructor(editor: Editor) {
    this.editor = editor;
  }

  get paths(): readonly string[] {
    return [...this.files.keys()];
  }

  get main(): string {
    return this.mainPath;
  }

  get options(): Options {
    return this.optional;
  }

  /** @param listener told of what has changed; "files": there are others, or they have other names */
  whenChanged(listener: (what: "content" | "files" | "options") => void): void {
    this.listeners.add(listener);
  }

  open(project: Project): void {
    const { format: _format, version: _version, files, main, init, initWorker, ...options } = project;
    this.editor.clear();
    this.files.clear();
    const inOrder = Object.entries(files).sort(([one]) => (one === main ? -1 : 1));
    for (const [path, content] of inOrder) this.put(path, content);
    this.editor.put(INIT, init ?? "");
    this.editor.put(INIT_WORKER, initWorker ?? "");
    this.mainPath = main;
    this.optional = options;
    this.tell("files");
    this.tell("options");
  }

  project(): Project {
    const files = [...this.files].map(([path, kept]) => [path, kept ?? this.editor.text(documentOf(path))] as const);
    const init = this.editor.text(INIT);
    const initWorker = this.editor.text(INIT_WORKER);
    return {
      format: "ngxbox-project",
      version: 1,
      main: this.mainPath,
      ...this.optional,
      ...(init === "" ? {} : { init }),
      ...(initWorker === "" ? {} : { initWorker }),
      files: Object.fromEntries(files),
    };
  }

  /** Which document an error means: "main.lua", "/work/lib/jobs.lua", "init_by_lua". */
  documentAt(file: string): DocumentId | undefined {
    if (file === "init_by_lua") return INIT;
    if (file === "init_worker_by_lua") return INIT_WORKER;
    const path = file.replace(/^\.\//, "").replace(PREFIX, "");
    return this.files.has(path) ? documentOf(path) : undefined;
  }

  has(path: string): boolean {
    return this.files.has(path);
  }

  /** The bytes of a file that is no text, in base64. */
  binary(path: string): string | undefined {
    const kept = this.files.get(path);
    return typeof kept === "object" ? kept.base64 : undefined;
  }

  add(path: string, content: ProjectFile): void {
    this.put(path, content);
    this.tell("files");
  }

  rename(from: string, to: string): void {
    const entries = [...this.files].map(([path, kept]) => [path === from ? to : path, kept] as const);
    this.files.clear();
    for (const [path, kept] of entries) this.files.set(path, kept);
    this.editor.rename(documentOf(from), documentOf(to));
    if (this.mainPath === from) this.mainPath = to;
    this.tell("files");
  }

  remove(path: string): void {
    this.files.delete(path);
    this.editor.remove(documentOf(path));
    this.tell("files");
  }

  setMain(path: string): void {
    this.mainPath = path;
    this.tell("files");
  }

  setOptions(options: Options): void {
    this.optional = options;
    this.tell("options");
  }

  contentChanged(): void {
    this.tell("content");
  }

  private put(path: string, content: ProjectFile): void {
    const isText = typeof content === "string";
    this.files.set(path, isText ? undefined : content);
    if (isText) this.editor.put(documentOf(path), content);
  }

  private tell(what: "content" | "files" | "options"): void {
    for (const listener of this.listeners) listener(what);
  }
}

/** What of WebAssembly the core uses: it is there wherever JavaScript is, but TypeScript has it only among the types of pages. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Memory {
    constructor(descriptor: { initial: number; maximum: number });
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
  class Table {
    constructor(descriptor: { initial: number; maximum: number; element: "anyfunc" });
  }
  class Instance {
    constructor(module: Module, imports: { env: Record<string, unknown> });
    readonly exports: object;
  }
}

/** What a page imports: sandboxes, as in Node. They run in the thread that makes them: a page makes them in a Web Worker. */
import type { SandboxHost } from "./sandbox/host.ts";
import { checkOptions, type SandboxOptions } from "./sandbox/options.ts";
import { openSandbox, type Sandbox } from "./sandbox/sandbox.ts";

export * from "./sandbox/door.ts";

/** The files of the folder lua by their paths in it, as byte strings. The build puts them here. */
declare const LUA_LIBRARIES: Readonly<Record<string, string>>;

/** What a page may say besides {@link SandboxOptions}. */
export interface PageOptions {
  /**
   * Where PCRE2 is to be had, which patterns need that JavaScript's own expressions would match otherwise. Default: the file
   * pcre2.wasm beside this one. It is fetched when the first sandbox is made.
   */
  readonly pcre2Url?: string | URL;
}

/**
 * Makes a sandbox, in which Lua scripts written for OpenResty run on a clock of their own and reach nothing outside.
 * @throws TypeError that names the option that is wrong
 */
export async function createSandbox(options?: SandboxOptions, page: PageOptions = {}): Promise<Sandbox> {
  const settings = checkOptions(options, ["none"], false);
  pcre2 ??= fetchBinary(page.pcre2Url ?? new URL("pcre2.wasm", import.meta.url));
  return openSandbox(settings, hostWith(await pcre2));
}

let pcre2: Promise<Uint8Array | undefined> | undefined;

/** Without the file, patterns that need it do not compile; the others do. */
async function fetchBinary(url: string | URL): Promise<Uint8Array | undefined> {
  try {
    const response = await fetch(url);
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
  } catch {
    return undefined;
  }
}

function hostWith(binary: Uint8Array | undefined): SandboxHost {
  return {
    library: (path) => (Object.hasOwn(LUA_LIBRARIES, path) ? LUA_LIBRARIES[path] : undefined),
    pcre2: {
      binary: () => {
        if (binary === undefined) throw new Error("PCRE2 could not be loaded");
        return binary;
      },
      compile: (bytes) => new WebAssembly.Module(bytes),
    },
    monotonicMs: () => performance.now(),
    turn: () => new Promise((resolve) => setTimeout(resolve)),
  };
}

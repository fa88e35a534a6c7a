/** What a page imports: sandboxes, as in Node. They run in the thread that makes them: a page makes them in a Web Worker. */
import type { SandboxHost } from "./sandbox/host.ts";
import { checkOptions, type SandboxOptions, type Settings } from "./sandbox/options.ts";
import type { NearSandbox } from "./sandbox/sandbox.ts";
import { openSandbox } from "./sandbox/thread-sandbox.ts";

export * from "./sandbox/door.ts";
export type { NearSandbox } from "./sandbox/sandbox.ts";

/** What a page may say besides {@link SandboxOptions}. */
export interface PageOptions extends Pick<SandboxHost, "onPrinted" | "onEvent" | "pace"> {
  /**
   * Where PCRE2 is to be had, which patterns need that JavaScript's own expressions would match otherwise. Default: the file
   * pcre2.wasm beside this one. It is fetched when the first sandbox is made.
   */
  readonly pcre2Url?: string | URL;
  /**
   * What need not be loaded, because no script of this sandbox uses it: PCRE2 ("regex"), and what comes by `require` alone, such as
   * `cjson`, `ngx.ssl`, `resty.redis` ("libraries").
   */
  readonly unused?: readonly ("regex" | "libraries")[];
}

/**
 * Makes a sandbox, in which Lua scripts written for OpenResty run on a clock of their own and reach nothing outside.
 * @throws TypeError that names the option that is wrong
 */
export async function createSandbox(options?: SandboxOptions, page: PageOptions = {}): Promise<NearSandbox> {
  const settings = checkOptions(options, ["none"], false);
  const { onPrinted, onEvent, pace, unused = [] } = page;
  if (!unused.includes("regex")) pcre2 ??= fetchBinary(page.pcre2Url ?? new URL("pcre2.wasm", import.meta.url));
  const [binary, libraries, programs] = await Promise.all([
    unused.includes("regex") ? undefined : pcre2,
    unused.includes("libraries") ? {} : librariesOnDemand(),
    programsFor(settings),
  ]);
  return openSandbox(settings, {
    ...hostWith(binary, libraries, programs),
    ...(onPrinted === undefined ? {} : { onPrinted }),
    ...(onEvent === undefined ? {} : { onEvent }),
    ...(pace === undefined ? {} : { pace }),
  });
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

async function librariesOnDemand(): Promise<Readonly<Record<string, string>>> {
  return (await import("./sandbox/libraries-on-demand.ts")).loadLibraries();
}

/** A part of the bundle of its own: without the permission nothing is ever started. */
async function programsFor({ permissions }: Settings): Promise<SandboxHost["programs"]> {
  const { spawn } = permissions;
  if (spawn !== true && spawn.length === 0) return new Map();
  return (await import("./sandbox/outside/programs.ts")).PROGRAMS;
}

function hostWith(
  binary: Uint8Array | undefined,
  libraries: Readonly<Record<string, string>>,
  programs: SandboxHost["programs"],
): SandboxHost {
  return {
    library: (path) => (Object.hasOwn(libraries, path) ? libraries[path] : undefined),
    pcre2: {
      binary: () => {
        if (binary === undefined) throw new Error("PCRE2 could not be loaded");
        return binary;
      },
      // what was fetched is no shared memory
      compile: (bytes) => new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>),
    },
    programs,
    monotonicMs: () => performance.now(),
    turn: () => new Promise((resolve) => setTimeout(resolve)),
  };
}

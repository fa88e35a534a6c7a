/**
 * Share links: a project in the fragment of a URL, which browsers send to nobody. What stands behind "#p=" is base64url of a byte
 * with the version and the project's JSON by deflate; then a point, and the CRC-32 of that text. Newer versions keep to the
 * point and the CRC, so that a damaged link is told from a newer one.
 */
import { Crc32 } from "../../../src/ngx/digests/crc32.ts";
import { ProjectError, parseProject } from "../../../src/sandbox/project/read.ts";
import type { Project } from "../../../src/sandbox/project.ts";
import { MARK } from "./link-mark.ts";

const VERSION = 1;
/** What a link holds at most, packed and unpacked. */
const MOST_PACKED = 4 * 1024 ** 2;
const MOST_TEXT = 24 * 1024 ** 2;

export type LinkProblem = "damaged" | "too large" | "newer";

export class LinkError extends Error {
  readonly problem: LinkProblem;

  constructor(problem: LinkProblem) {
    super(problem);
    this.problem = problem;
  }
}

/** @returns the fragment */
export async function linkTo(project: Project): Promise<string> {
  const text = new TextEncoder().encode(JSON.stringify(project));
  const packed = await through(text, new CompressionStream("deflate-raw"), Number.POSITIVE_INFINITY);
  const bytes = new Uint8Array(1 + packed.length);
  bytes[0] = VERSION;
  bytes.set(packed, 1);
  const body = toBase64Url(bytes);
  return `${MARK}${body}.${checksum(body)}`;
}

/** @throws LinkError */
export async function projectFromLink(hash: string): Promise<Project> {
  const given = hash.slice(MARK.length);
  if (given.length > (MOST_PACKED * 4) / 3) throw new LinkError("too large");
  const [body = "", sum] = given.split(".");
  if (sum !== checksum(body)) throw new LinkError("damaged");
  const bytes = fromBase64Url(body);
  const version = bytes?.[0];
  if (bytes === undefined || version === undefined || version === 0) throw new LinkError("damaged");
  if (version > VERSION) throw new LinkError("newer");
  const text = await unpacked(bytes.subarray(1));
  try {
    return parseProject(new TextDecoder().decode(text));
  } catch (thrown) {
    if (thrown instanceof ProjectError && thrown.code === "newer") throw new LinkError("newer");
    if (thrown instanceof ProjectError && thrown.code === "size") throw new LinkError("too large");
    throw new LinkError("damaged");
  }
}

function checksum(body: string): string {
  return new Crc32().of(body).toString(36);
}

async function unpacked(bytes: Uint8Array): Promise<Uint8Array> {
  try {
    return await through(bytes, new DecompressionStream("deflate-raw"), MOST_TEXT);
  } catch (thrown) {
    throw thrown instanceof LinkError ? thrown : new LinkError("damaged");
  }
}

/** @throws LinkError where more comes out than `most` bytes */
async function through(bytes: Uint8Array, stream: GenericTransformStream, most: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = new Blob([bytes as BlobPart])
    .stream()
    .pipeThrough(stream as ReadableWritablePair<Uint8Array, Uint8Array>)
    .getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > most) {
      await reader.cancel().catch(() => {});
      throw new LinkError("too large");
    }
    parts.push(value);
  }
  return new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
}

function toBase64Url(bytes: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += PIECE) binary += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

const PIECE = 4096;

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (/[^\w-]/.test(text)) return undefined;
  try {
    const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

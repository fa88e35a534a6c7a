/** DER, the binary form of certificates: elements that begin with a tag and a length, and may hold others. */

/** Where the content of the element at `at` begins and ends; undefined where there is no whole one. */
function contentOf(der: string, at: number): { readonly from: number; readonly to: number } | undefined {
  const short = der.charCodeAt(at + 1);
  const lengthBytes = short & 0x80 ? short & 0x7f : 0;
  // an indefinite length, or one of more than 4 bytes
  if (Number.isNaN(short) || short === 0x80 || lengthBytes > 4) return undefined;
  let length = lengthBytes === 0 ? short : 0;
  for (let index = 0; index < lengthBytes; index++) length = length * 256 + der.charCodeAt(at + 2 + index);
  const from = at + 2 + lengthBytes;
  return from + length <= der.length ? { from, to: from + length } : undefined;
}

/** Where the element at `at` ends. */
export function elementEnd(der: string, at: number): number | undefined {
  return contentOf(der, at)?.to;
}

/** The elements in the first element of `der`, each whole. What is no element ends them. */
export function elementsIn(der: string): readonly string[] {
  const elements: string[] = [];
  const content = contentOf(der, 0);
  let at = content?.from ?? 0;
  while (content !== undefined && at < content.to) {
    const end = elementEnd(der, at);
    if (end === undefined || end > content.to) break;
    elements.push(der.slice(at, end));
    at = end;
  }
  return elements;
}

/** What the first element of `der` holds. */
export function contentIn(der: string): string {
  const content = contentOf(der, 0);
  return content === undefined ? "" : der.slice(content.from, content.to);
}

export function element(tag: number, ...contents: readonly string[]): string {
  const content = contents.join("");
  let length = "";
  for (let rest = content.length; rest > 0; rest = Math.floor(rest / 256)) {
    length = String.fromCharCode(rest % 256) + length;
  }
  if (content.length < 0x80) length = String.fromCharCode(content.length);
  else length = String.fromCharCode(0x80 + length.length) + length;
  return String.fromCharCode(tag) + length + content;
}

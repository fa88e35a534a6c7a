/** How a fragment begins that holds a project. */
export const MARK = "#p=";

export function isLink(hash: string): boolean {
  return hash.startsWith(MARK);
}

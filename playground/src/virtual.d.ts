/** Made by build/reference.ts. */
declare module "virtual:ngxbox-reference" {
  const entries: readonly import("../../src/reference/entry.ts").Entry[];
  export default entries;
}

/** Made by build/reference.ts. */
declare module "virtual:ngxbox-reference" {
  const entries: readonly import("../../src/reference/entry.ts").Entry[];
  export default entries;
}

declare module "virtual:ngxbox-reference/zh" {
  const entries: readonly import("../../src/reference/entry.ts").Entry[];
  export default entries;
}

declare module "virtual:ngxbox-lessons/zh" {
  /** By their codes. */
  const lessons: Readonly<Record<string, import("../build/chinese.ts").LessonText>>;
  export default lessons;
}

/** The package paths of -I, which are searched before the default ones: `;;` stands for those. resty also looks for compiled files, `?.ljbc`. */

export function luaPathOf(folders: readonly string[]): string {
  const names = ["?.ljbc", "?.lua", "?/init.ljbc", "?/init.lua"];
  return `${folders.map((folder) => names.map((name) => `${folder}/${name};`).join("")).join("")};`;
}

export function cPathOf(folders: readonly string[]): string {
  return `${folders.map((folder) => `${folder}/?.so;`).join("")};`;
}

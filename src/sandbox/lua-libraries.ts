/** The files of the folder lua by their paths in it, as byte strings: the build for pages puts them here. */
export const LUA_LIBRARIES: Readonly<Record<string, string>> = {};

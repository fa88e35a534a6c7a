/**
 * In a page nothing can be loaded while a script waits: libraries that it may require come before it. Elsewhere there is nothing
 * to fetch (.ci/lazy-packages.js).
 */
export const fetchLibraries = async (): Promise<void> => {};

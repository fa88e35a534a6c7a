/**
 * In a page nothing can be loaded while a script waits: the ciphers come before it. Elsewhere there is nothing to fetch
 * (.ci/lazy-packages.js).
 */
export const fetchCiphers = async (): Promise<void> => {};

/** Where OpenResty has the libraries that come with it: errors and tracebacks name their files there, also those written in TypeScript. */
export const LUALIB = "/usr/local/openresty/lualib";

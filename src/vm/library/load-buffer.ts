import { bufferLibrary } from "./buffer.ts";

/** The library string.buffer. */
export const loadBuffer = () => bufferLibrary;

/** A part of its own, which no run needs. */
import { playground } from "./playground.ts";

export const loadPlayground = () => playground;

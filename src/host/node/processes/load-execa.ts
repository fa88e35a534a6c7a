/** Execa, which the first child loads: few scripts start any. */
import { execa } from "execa";

export const loadExeca = () => execa;

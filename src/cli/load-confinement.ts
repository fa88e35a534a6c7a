/** A part of its own: what only a run in a sandbox needs. */
import { Confinement } from "./confinement.ts";

export const loadConfinement = () => Confinement;

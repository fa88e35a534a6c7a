/** `run --sandbox`. */
import { Confinement } from "./confinement.ts";

export const loadConfinement = () => Confinement;

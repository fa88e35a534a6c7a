import { cos, sin, tan } from "./elementary/angles.ts";
import { acos, asin, atan, atan2 } from "./elementary/arcs.ts";

/** math.sin and what else has to do with angles. */
export const loadAngles = () => ({ sin, cos, tan, asin, acos, atan, atan2 });

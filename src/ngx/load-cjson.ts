/** JSON. */

import { Cjson } from "./cjson/instance.ts";
import { cjson, cjsonSafe } from "./cjson.ts";

export const loadCjson = () => ({ cjson, cjsonSafe, Cjson });

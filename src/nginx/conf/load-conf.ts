/** What writes and reads the text of a configuration. */
import { generateNginxConf } from "./generate.ts";
import { readConfig } from "./read.ts";

export const loadConf = () => ({ generateNginxConf, readConfig });

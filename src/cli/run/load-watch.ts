/** `run --watch`. */
import { toldFiles, watch } from "./watch.ts";

export const loadWatch = () => ({ toldFiles, watch });

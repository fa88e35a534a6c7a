/** What starts children. */
import { Starter } from "./starter.ts";

export const loadStarter = () => Starter;

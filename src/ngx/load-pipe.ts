/** Child processes. */
import { PipeHandles } from "./pipe/handles.ts";
import { proc } from "./pipe/proc.ts";
import { pipe } from "./pipe.ts";

export const loadPipe = () => ({ PipeHandles, proc, pipe });

/** A part of its own: sandboxes, which only a project needs. */
import { runProject } from "./run-project.ts";

export const loadProject = () => runProject;

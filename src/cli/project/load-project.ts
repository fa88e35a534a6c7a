/** Sandboxes are as large as all that a run needs: only a project loads them. */
import { playProject } from "../../sandbox/project/play.ts";

export const loadProject = () => playProject;

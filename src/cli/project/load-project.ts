/**
 * Sandboxes are as large as all that a run needs: in the bundle of the command line they are a file of their own
 * (.ci/lazy-packages.js), which only a project loads.
 */
import { playProject } from "../../sandbox/project/play.ts";

export const loadProject = (): typeof playProject => playProject;

/** What sandboxes may start, for the doors: a page loads it when it is needed. */
export { PROGRAMS } from "../../host/virtual/processes/programs/index.ts";

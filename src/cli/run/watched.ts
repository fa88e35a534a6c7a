/** The variable that tells a run of its watcher. */
export const WATCHED = "NGXBOX_WATCHED";

/** Whether this process is a run that is watched; no script sees that it is. Ask once. */
export function isWatched(): boolean {
  const watched = process.env[WATCHED] !== undefined;
  delete process.env[WATCHED];
  return watched;
}

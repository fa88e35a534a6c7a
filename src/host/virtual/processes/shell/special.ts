const SPECIAL: ReadonlySet<string> = new Set(
  ": . break continue eval exec exit export local readonly return set shift times trap unset".split(" "),
);

/** Whether a mistake in it ends the shell, and its assignments stay. */
export function isSpecial(name: string): boolean {
  return SPECIAL.has(name);
}

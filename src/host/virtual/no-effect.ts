/** Stands where nobody listens any more. */
export function noEffect(): void {}

/** What a command came to when there is nothing left to run. Strings are in the encoding of the arguments they quote. */
export interface Outcome {
  /** The exit status. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A text for standard output, and success. */
export function printed(stdout: string): Outcome {
  return { status: 0, stdout, stderr: "" };
}

/** A text for standard error, and a failure. */
export function failed(status: number, stderr: string): Outcome {
  return { status, stdout: "", stderr };
}

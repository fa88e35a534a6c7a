/** What is said about the API besides its declarations: plain data, which a page of the playground can read as well. */

/** About one function, method, field or constant, or about a few that are best told of together. */
export interface Note {
  /** What stands above an entry about many names. Default: its names. */
  readonly title?: string;
  /** How it is used, a line for each form: "ok, err = tcpsock:close()". Default: {@link returns} and what is declared. */
  readonly usage?: string;
  /** What a call gives, in front of the declared signature: "ok, err". */
  readonly returns?: string;
  /** One sentence. Default: the declared one. */
  readonly does?: string;
  /** The name of another entry that may be used in the same phases, for what is written in Lua and declares none. */
  readonly phasesOf?: string;
  /** What a directive has where it is not given. */
  readonly default?: string;
  /**
   * A program that test/reference/examples.test.ts runs. What stands behind `-->` is printed, line by line; what stands
   * behind `--!` is in the error log, or is the error that ends the program. A first line `-- ngxbox run OPTIONS` says
   * how it is run. Of a directive: a piece of configuration, if it does not begin with such a line.
   */
  readonly example?: string;
  /** What else is to be known: of Lua's own library, what Lua 5.1 has not. */
  readonly note?: string;
  /** Where ngxbox differs from OpenResty. */
  readonly differs?: string;
}

/** A page of the reference. */
export interface Area {
  /** The name of its page in docs/, and what `ngxbox explain` lists it under. */
  readonly page: string;
  readonly title: string;
  /** One or two sentences. */
  readonly about: string;
  /** By full name; several names are parted by commas: "math.sin, math.cos". */
  readonly notes: Readonly<Record<string, Note>>;
}

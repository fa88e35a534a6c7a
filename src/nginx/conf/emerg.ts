/** What ends the reading of a configuration: nginx's `[emerg]` text with the place it names. */
export class ConfigError {
  /** nginx's text without its level, for instance `unknown directive "x" in /p/conf/nginx.conf:3`. */
  readonly message: string;

  constructor(text: string, place?: Place) {
    this.message = place === undefined ? text : `${text} in ${place.path}:${place.line}`;
  }
}

/** A line of a configuration file; lines count from 1. */
export interface Place {
  readonly path: string;
  readonly line: number;
}

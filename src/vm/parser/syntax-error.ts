/** A chunk that is no Lua. The message is complete, as LuaJIT words it: `t.lua:2: unexpected symbol near '='`. */
export class LuaSyntaxError {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

/** Scripts that talk to fake peers, step by step. */
import { type Harness, type HarnessOptions, harness } from "../../runtime/harness.ts";
import { FakeSockets } from "../fake-sockets.ts";

const PRELUDE = `
local function show(...)
  local values = { ... }
  for at = 1, select("#", ...) do values[at] = tostring(values[at]) end
  ngx.say(table.concat(values, "|"))
end
local function connected()
  local s = ngx.socket.tcp()
  assert(s:connect("127.0.0.1", 80))
  return s
end
`;

export interface Run extends Harness {
  readonly sockets: FakeSockets;
  /** Lets time pass; 0: as much as happens at once. */
  pass(ms?: number): Run;
  /** The peer of the connection that was begun last accepts it. */
  accept(): Run;
  /** The lines printed since the last call. */
  news(): string[];
}

export function started(lua: string, options: HarnessOptions = {}): Run {
  const sockets = new FakeSockets();
  const run = harness({ sockets, ...options }).start(PRELUDE + lua);
  let seen = 0;
  const self: Run = Object.assign(run, {
    sockets,
    pass(ms = 0) {
      run.clock.advance(ms);
      if (run.thrown.length > 0) throw run.thrown[0];
      return self;
    },
    accept() {
      sockets.last.accept();
      return self.pass();
    },
    news() {
      const lines = run.lines().slice(seen);
      seen += lines.length;
      return lines;
    },
  });
  return self.pass();
}

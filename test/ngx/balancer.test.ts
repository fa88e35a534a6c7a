import { test } from "uvu";
import * as assert from "uvu/assert";
import { fakeWorker } from "./fake-worker.ts";

const { run } = fakeWorker();
const FILE = "/usr/local/openresty/lualib/ngx/balancer.lua";

const calls: readonly [call: string, answer: readonly unknown[]][] = [
  ['set_current_peer, "127.0.0.1", 80', [true, undefined, "no upstream found"]],
  ['set_current_peer, "127.0.0.1", "80", "host"', [true, undefined, "no upstream found"]],
  ["set_timeouts, 1, nil, 2", [true, false, "no upstream found"]],
  ["get_last_failure", [true, undefined, undefined, "no upstream found"]],
  ["enable_keepalive, 1, false", [true, undefined, "no upstream found"]],
  ["set_current_peer, nil", [false, `${FILE}:163: attempt to get length of local 'addr' (a nil value)`]],
  [
    'set_current_peer, "127.0.0.1", "x"',
    [false, `${FILE}:163: bad argument #4 to 'ngx_lua_ffi_balancer_set_current_peer' (cannot convert 'nil' to 'int')`],
  ],
  [
    "set_current_peer, 'x', 1, 2",
    [false, `${FILE}:159: bad argument #3 to 'set_current_peer' (string expected, got number)`],
  ],
  ["set_timeouts, 0", [false, "bad connect timeout"]],
  ["set_timeouts, 1, 'x'", [false, "bad send timeout"]],
  ["enable_keepalive, 1, -1", [false, "bad argument #2 to 'enable_keepalive' (expected >= 0)"]],
  [
    "bind_to_local_addr, 1",
    [false, `${FILE}:383: bad argument #1 to 'bind_to_local_addr' (string expected, got number)`],
  ],
];

for (const [call, answer] of calls) {
  test(`${call} finds no upstream, or a bad argument`, () => {
    const [name = "", ...rest] = call.split(", ");
    assert.equal(run(`return pcall(${[`require("ngx.balancer").${name}`, ...rest].join(", ")})`), answer);
  });
}

test.run();

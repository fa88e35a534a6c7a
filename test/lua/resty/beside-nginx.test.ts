import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { nginxIsInstalled, runInNginx } from "../../bench/nginx.ts";
import { ngxbox, root } from "../../cli/processes.ts";
import { redisIsInstalled, startRedis } from "../../redis-server.ts";
import { skip } from "../../skip.ts";

// Runs the built command line: `npm test` builds it first.

const script = fileURLToPath(new URL("beside-nginx.lua", import.meta.url));
const NAME = "resty.redis, resty.lock and resty.lrucache do the same in ngxbox and in a real nginx";

test(NAME, async () => {
  if (!nginxIsInstalled() || !redisIsInstalled()) {
    skip(`${NAME}: nginx, its Lua module or redis-server is not installed`);
    return;
  }
  const redis = await startRedis();
  try {
    const { exit, stdout, stderr } = await ngxbox(["run", "--shdict", "locks 1m", script, String(redis.port)]);
    assert.equal({ exit, stderr }, { exit: 0, stderr: "" });
    const httpConf = `lua_shared_dict locks 1m; lua_package_path "${root}lua/?.lua;;"; lua_socket_log_errors off;`;
    assert.is(stdout, runInNginx(script, [String(redis.port)], httpConf));
    assert.ok(stdout.endsWith("\n1 | nil | closed\n"), "it came to its end");
  } finally {
    await redis.stop();
  }
});

test.run();

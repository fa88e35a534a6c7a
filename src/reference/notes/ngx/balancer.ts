import type { Area, Note } from "../../note.ts";

const inBalancer = (usage: string, call: string, results = "ok, err"): Note => ({
  usage: usage.includes("\n") ? usage : `${results} = require("ngx.balancer").${usage}`,
  example: `local ${results} = require "ngx.balancer".${call}\nngx.say(err) --> no upstream found`,
  note: "It is for balancer_by_lua; elsewhere there is no upstream.",
});

export const balancer: Area = {
  page: "ngx.balancer",
  title: "ngx.balancer: choosing a server",
  about: "What balancer_by_lua does with a request that goes to another server. Times are in seconds.",
  notes: {
    "ngx.balancer.set_current_peer": inBalancer(
      "set_current_peer(addr, port?, host?)",
      'set_current_peer("127.0.0.1", 8080)',
    ),
    "ngx.balancer.set_more_tries": inBalancer("set_more_tries(count)", "set_more_tries(1)"),
    "ngx.balancer.get_last_failure": inBalancer("get_last_failure()", "get_last_failure()", "state, status, err"),
    "ngx.balancer.set_timeouts": inBalancer(
      'ok, err = require("ngx.balancer").set_timeouts(\n  connect_timeout, send_timeout, read_timeout)',
      "set_timeouts(1, 1, 1)",
    ),
    "ngx.balancer.enable_keepalive": inBalancer(
      'ok, err =\n  require("ngx.balancer").enable_keepalive(idle_timeout?, max_requests?)',
      "enable_keepalive(60, 100)",
    ),
    "ngx.balancer.recreate_request": inBalancer("recreate_request()", "recreate_request()"),
    "ngx.balancer.set_upstream_tls": inBalancer("set_upstream_tls(on)", "set_upstream_tls(true)"),
    "ngx.balancer.bind_to_local_addr": inBalancer("bind_to_local_addr(addr)", 'bind_to_local_addr("127.0.0.1")'),
  },
};

/** Where Lua code runs, by the names that OpenResty's documentation and its error texts use. */
export type Phase =
  | "init"
  | "init_worker"
  | "set"
  | "rewrite"
  | "server_rewrite"
  | "access"
  | "precontent"
  | "content"
  | "balancer"
  | "header_filter"
  | "body_filter"
  | "log"
  | "timer"
  | "exit_worker";

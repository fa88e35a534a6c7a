import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isInstalled } from "./contenders.ts";
import { output } from "./measure.ts";

/** Where the packages of Debian and Ubuntu put nginx's Lua module. */
const modules = "/usr/lib/nginx/modules";
const luaModules = ["ndk_http_module.so", "ngx_http_lua_module.so"].map((file) => join(modules, file));

/** Whether a real nginx with its Lua module can be started here. */
export function nginxIsInstalled(): boolean {
  return isInstalled("nginx") && luaModules.every((file) => existsSync(file));
}

/** Runs a script in a real nginx as the `resty` command does, in a timer of the only worker; returns its standard output. */
export function runInNginx(
  script: string,
  args: readonly string[],
  httpConf: string,
  mainConf = "",
): string | undefined {
  const prefix = mkdtempSync(join(tmpdir(), "bench_nginx_"));
  try {
    for (const folder of ["conf", "logs"]) mkdirSync(join(prefix, folder));
    writeFileSync(join(prefix, "conf/nginx.conf"), configuration(script, args, httpConf, mainConf));
    return output(["nginx", "-e", "stderr", "-p", `${prefix}/`, "-c", "conf/nginx.conf"]);
  } finally {
    rmSync(prefix, { recursive: true });
  }
}

function configuration(script: string, args: readonly string[], httpConf: string, mainConf: string): string {
  return `${luaModules.map((file) => `load_module ${file};\n`).join("")}
daemon off; master_process off; worker_processes 1; pid logs/nginx.pid; error_log stderr error;
${mainConf}
events { worker_connections 64; }
http {
  access_log off;
  ${httpConf}
  init_worker_by_lua_block {
    arg = { ${args.map((word) => JSON.stringify(word)).join(", ")} }
    ngx.say = function(...) io.stdout:write(...) io.stdout:write("\\n") end
    ngx.timer.at(0, function()
      local ok, err = pcall(assert(loadfile(${JSON.stringify(script)})))
      if not ok then io.stderr:write(err, "\\n") os.exit(1) end
      os.exit(0)
    end)
  }
}
`;
}

/** The entry of a sandbox's own thread or process. */
import { cellChannel } from "../../host/node/cells/inside.ts";
import { ownHeap } from "../../host/node/heap.ts";
import { sandboxHost } from "../../host/node/sandbox-host.ts";
import { nodeSockets } from "../../host/node/sockets/sockets.ts";
import { checkOptions } from "../options.ts";
import { PROGRAMS } from "../outside/programs.ts";
import { openSandbox } from "../thread-sandbox.ts";
import { serveSandbox } from "./serve.ts";

/**
 * Serves who has started this thread or process. Without one it runs a short script: what is then compiled is worth keeping.
 * @param argv nothing is read of it
 * @param home the folder of the package
 * @param leaveCache keeps what has been compiled for later starts
 */
export function main(_argv: readonly string[], home: string, leaveCache: () => void): void {
  const channel = cellChannel();
  const host = { ...sandboxHost(home), heap: ownHeap(), programs: PROGRAMS };
  if (channel === undefined) {
    void warmUp(host).then(leaveCache);
    return;
  }
  let leave: (() => void) | undefined = leaveCache;
  const onAnswer = () => {
    leave?.();
    leave = undefined;
  };
  const spare = setTimeout(() => void warmUp(host), SPARE_MS);
  const listen = (receive: (message: unknown) => void) => {
    channel.listen((message) => {
      clearTimeout(spare);
      receive(message);
    });
  };
  serveSandbox({ ...channel, listen }, host, nodeSockets, onAnswer);
}

/** Who is asked for nothing so long is a spare one, and has time to run what the first script will need. */
const SPARE_MS = 10;

async function warmUp(host: Parameters<typeof openSandbox>[1]): Promise<void> {
  const sandbox = await openSandbox(checkOptions({}, ["none"]), host);
  await sandbox.run(`ngx.timer.at(0, function() ngx.say(ngx.now()) end) ngx.sleep(0.1) print(("x"):rep(3))`);
  await sandbox.close();
}

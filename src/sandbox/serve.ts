/** The inside of an isolated sandbox: does what its host asks for. */
import type { CellChannel } from "../host/ports.ts";
import type { SandboxHost } from "./host.ts";
import { type CellState, type FromCell, refusalOf, type ToCell } from "./protocol.ts";
import { openSandbox, type Progress, type Sandbox } from "./sandbox.ts";

/** @param onAnswer called after each answer, before anything else is asked for */
export function serveSandbox(channel: CellChannel, host: SandboxHost, onAnswer: () => void): void {
  let sandbox: Sandbox | undefined;
  const send = (message: FromCell) => channel.send(message);
  const state = (): CellState => ({
    nowMs: sandbox?.clock.now() ?? 0,
    processes: sandbox?.cluster.processes ?? [],
  });
  const told: SandboxHost = { ...host, onActivity: (runs, cpuMs) => send({ kind: "activity", runs, cpuMs }) };

  const answer = async (message: ToCell): Promise<Progress | undefined> => {
    if (message.kind === "call") return sandbox === undefined ? undefined : call(sandbox, message);
    sandbox = await openSandbox(message.settings, told);
    return undefined;
  };
  channel.listen((message) => {
    answer(message as ToCell).then(
      (result) => {
        send({ kind: "answer", result, state: state() });
        onAnswer();
      },
      (thrown) => send({ kind: "refusal", refusal: refusalOf(thrown), state: state() }),
    );
  });
}

/** What the host sends has the types of the calls. */
function call(sandbox: Sandbox, { name, args }: ToCell & { readonly kind: "call" }): Promise<Progress> {
  const { clock, cluster } = sandbox;
  const calls: Record<typeof name, (...args: never[]) => Promise<Progress>> = {
    run: sandbox.run.bind(sandbox),
    advance: clock.advance,
    next: clock.next,
    runUntilIdle: clock.runUntilIdle,
    reload: cluster.reload,
    quit: cluster.quit,
    kill: cluster.kill,
    close: sandbox.close.bind(sandbox),
  };
  return calls[name](...(args as never[]));
}

/** The inside of an isolated sandbox: does what its host asks for. */
import type { CellChannel, Sockets } from "../../host/ports.ts";
import type { EventQueue } from "../calls/event-queue.ts";
import type { SandboxHost } from "../host.ts";
import { RemoteFunctions } from "../membrane/remote-calls.ts";
import { fromSent } from "../membrane/sent.ts";
import type { Settings } from "../options.ts";
import type { Progress, Sandbox } from "../sandbox.ts";
import { openSandbox } from "../thread-sandbox.ts";
import { type CellState, type FromCell, type Request, refusalOf, type SentSettings, type ToCell } from "./protocol.ts";
import { RemoteChildren } from "./remote-children.ts";
import { LaterQuestions, remoteOutside } from "./remote-outside.ts";
import { receivePeers } from "./sent-peers.ts";

/**
 * @param sockets those that lead outside, where permissions let them
 * @param onAnswer called after each answer, before anything else is asked for
 */
export function serveSandbox(channel: CellChannel, host: SandboxHost, sockets: Sockets, onAnswer: () => void): void {
  let sandbox: Sandbox | undefined;
  const send = (message: FromCell) => channel.send(message);
  const state = (): CellState => ({
    nowMs: sandbox?.clock.now() ?? 0,
    processes: sandbox?.cluster.processes ?? [],
  });
  let listening: EventQueue | undefined;
  const tellEvents = () => {
    const events = listening?.takeAll() ?? [];
    if (events.length > 0) send({ kind: "events", events });
  };
  const turn = () => {
    tellEvents();
    return host.turn();
  };
  const later = new LaterQuestions(send);
  const line = { ask: (question: unknown) => channel.ask(question), askLater: later.askLater };
  const children = new RemoteChildren(line);
  const outside = (settings: Settings) => remoteOutside(settings, line, sockets, children);
  const told: SandboxHost = {
    ...host,
    turn,
    outside,
    onActivity: (runs, cpuMs) => send({ kind: "activity", runs, cpuMs }),
  };

  const listen = (wanted: boolean) => {
    void listening?.return();
    // a sandbox of this thread gives these
    listening = wanted ? (sandbox?.events() as EventQueue | undefined) : undefined;
  };

  const functions = new RemoteFunctions(send);
  const received = (settings: SentSettings): Settings => {
    const globals = settings.globals.map(([name, value]) => [name, fromSent(value, functions.functionFor)] as const);
    return { ...settings, globals, peers: receivePeers(settings.peers), hiddenEnv: () => settings.hiddenEnv };
  };

  const answer = async (message: Request): Promise<Progress | undefined> => {
    if (message.kind === "call") return sandbox === undefined ? undefined : call(sandbox, message);
    sandbox = await openSandbox(received(message.settings), told);
    return undefined;
  };
  channel.listen((sent) => {
    const message = sent as ToCell;
    if (message.kind === "host answer") {
      functions.take(message);
      return;
    }
    if (message.kind === "late answer") {
      later.take(message);
      return;
    }
    if (message.kind === "child output") {
      children.take(message);
      return;
    }
    if (message.kind === "listen") {
      listen(message.wanted);
      return;
    }
    answer(message).then(
      (result) => {
        tellEvents();
        send({ kind: "answer", result, state: state() });
        onAnswer();
      },
      (thrown) => send({ kind: "refusal", refusal: refusalOf(thrown), state: state() }),
    );
  });
}

/** What the host sends has the types of the calls. */
function call(sandbox: Sandbox, { name, args }: Request & { readonly kind: "call" }): Promise<Progress> {
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

/** A thread's own side: what it was given, and what it asks of who has started it. */
import type {
  CallOutcome,
  Copied,
  ModuleFunction,
  ModulePaths,
  SharedDict,
  StandardOutput,
  Stdio,
} from "../../ports.ts";
import { builtin } from "../builtin.ts";
import { nodeByteText } from "../byte-text.ts";
import { NodeInput } from "../standard-input.ts";
import { unbufferedOutput } from "../standard-output.ts";
import { unheard } from "../waits.ts";
import { Bell, type FromThread, type Given, messageOf, type ToThread } from "./channel.ts";
import { type DictAnswer, RemoteDict } from "./remote-dict.ts";

/** How much is printed before the printing waits until all that was taken. */
const MOST_UNTAKEN = 65_536;

/** What a thread can do. */
interface ThreadWork {
  /** @returns what is wrong */
  find(called: ModuleFunction): string | undefined;
  call(called: ModuleFunction, args: readonly Copied[]): CallOutcome;
}

/** The thread that asks; undefined where it was not started by {@link nodeThreads}. */
export function insideThread<Setup>(): InsideThread<Setup> | undefined {
  const { isMainThread, workerData } = builtin<typeof import("node:worker_threads")>("node:worker_threads");
  return isMainThread ? undefined : new InsideThread(workerData as Given<Setup>);
}

/** The standard streams of a thread. */
export function insideStdio(thread: InsideThread<unknown>): Stdio {
  const flush = () => void thread.stdout.flush();
  return {
    stdin: new NodeInput(unheard, flush),
    stdout: thread.stdout,
    stderr: unbufferedOutput(2, unheard, () => {}),
  };
}

class InsideThread<Setup> {
  readonly setup: Setup;
  readonly paths: ModulePaths;
  /** Standard output, which all threads share: the first one writes it. */
  readonly stdout: StandardOutput;
  private readonly given: Given<Setup>;
  private readonly outward: Bell;
  private readonly inward: Bell;
  private untaken = 0;

  constructor(given: Given<Setup>) {
    this.given = given;
    this.setup = given.setup;
    this.paths = given.paths;
    this.outward = new Bell(given.bells.outward);
    this.inward = new Bell(given.bells.inward);
    this.stdout = {
      isTTY: false,
      write: (bytes) => {
        this.send({ kind: "print", text: nodeByteText.toText(bytes) });
        this.untaken += bytes.length;
        if (this.untaken > MOST_UNTAKEN) this.flush();
        return undefined;
      },
      flush: () => {
        if (this.untaken > 0) this.flush();
        return undefined;
      },
    };
  }

  /** A shared dictionary of who has started the thread. */
  dict(name: string, capacityBytes: number): SharedDict {
    return new RemoteDict(
      capacityBytes,
      (member, args) => this.ask({ kind: "dict", name, member, args }) as DictAnswer,
    );
  }

  /** Ends the whole process. Nothing follows. */
  exit(status: number): never {
    this.send({ kind: "exit", status });
    for (;;) this.inward.wait(this.inward.count);
  }

  /** Does what is asked for, as long as there is a process. */
  serve(work: ThreadWork): void {
    this.given.port.on("message", (message: ToThread) => {
      if (message.kind === "find") this.send({ kind: "found", error: work.find(message.called) });
      else if (message.kind === "call") this.send({ kind: "done", outcome: work.call(message.called, message.args) });
    });
  }

  private flush(): void {
    this.untaken = 0;
    this.ask({ kind: "flush" });
  }

  /** While it waits for an answer, nothing else can come. */
  private ask(message: FromThread): unknown {
    this.send(message);
    for (;;) {
      const { count } = this.inward;
      const answer = messageOf<ToThread>(this.given.port);
      if (answer?.kind === "answer") return answer.value;
      this.inward.wait(count);
    }
  }

  private send(message: FromThread): void {
    this.given.port.postMessage(message);
    this.outward.ring();
  }
}

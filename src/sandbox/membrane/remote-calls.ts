/** Calls of functions of the host from an isolated sandbox: each crosses to the host, and waits for what comes back. */
import { type Crossed, HostFunction } from "./from-host.ts";
import { fromSent, type Sent, toSent } from "./sent.ts";
import { messageOf, stackOf } from "./thrown.ts";

export interface HostCall {
  readonly kind: "host call";
  readonly id: number;
  readonly functionNumber: number;
  readonly args: readonly unknown[];
}

export type HostAnswer = { readonly kind: "host answer"; readonly id: number } & (
  | { readonly value: Sent }
  | { readonly thrown: { readonly message: string; readonly stack: string | undefined } }
);

/** In the host: the functions that it has given away. */
export class GivenFunctions {
  private readonly numbers = new Map<unknown, number>();
  private readonly functions: HostFunction[] = [];
  private readonly mostBytes: number;

  constructor(mostBytes: number) {
    this.mostBytes = mostBytes;
  }

  readonly numberOf = (called: HostFunction): number => {
    let number = this.numbers.get(called.callee);
    if (number === undefined) {
      number = this.functions.push(called) - 1;
      this.numbers.set(called.callee, number);
    }
    return number;
  };

  /** @param answer called once, maybe at once */
  call({ id, functionNumber, args }: HostCall, answer: (answer: HostAnswer) => void): void {
    const failed = (thrown: unknown) =>
      answer({ kind: "host answer", id, thrown: { message: messageOf(thrown), stack: stackOf(thrown) } });
    const done = (crossed: Crossed) => answer({ kind: "host answer", id, value: toSent(crossed, this.numberOf) });
    try {
      const called = this.functions[functionNumber];
      if (called === undefined) throw new Error("there is no such function");
      const result = called.invoke(args, this.mostBytes);
      if (result instanceof Promise) result.then(done, failed).catch(() => {});
      else done(result);
    } catch (thrown) {
      failed(thrown);
    }
  }
}

/** In the sandbox: what stands for them. */
export class RemoteFunctions {
  private readonly send: (call: HostCall) => void;
  private readonly functions = new Map<number, HostFunction>();
  private readonly pending = new Map<number, (answer: HostAnswer) => void>();
  private lastId = 0;

  constructor(send: (call: HostCall) => void) {
    this.send = send;
  }

  readonly functionFor = (functionNumber: number, name: string): HostFunction => {
    let made = this.functions.get(functionNumber);
    if (made === undefined) {
      made = new RemoteFunction(name, (args) => this.call(functionNumber, args));
      this.functions.set(functionNumber, made);
    }
    return made;
  };

  take(answer: HostAnswer): void {
    const take = this.pending.get(answer.id);
    this.pending.delete(answer.id);
    take?.(answer);
  }

  private call(functionNumber: number, args: readonly unknown[]): Promise<Crossed> {
    return new Promise((resolve, reject) => {
      const id = ++this.lastId;
      this.pending.set(id, (answer) => {
        if ("thrown" in answer) reject(answer.thrown);
        else resolve(fromSent(answer.value, this.functionFor));
      });
      this.send({ kind: "host call", id, functionNumber, args });
    });
  }
}

class RemoteFunction extends HostFunction {
  private readonly ask: (args: readonly unknown[]) => Promise<Crossed>;

  constructor(name: string, ask: (args: readonly unknown[]) => Promise<Crossed>) {
    super(name, () => undefined);
    this.ask = ask;
  }

  override get isAsync(): boolean {
    return true;
  }

  override invoke(args: readonly unknown[]): Promise<Crossed> {
    return this.ask(args);
  }
}

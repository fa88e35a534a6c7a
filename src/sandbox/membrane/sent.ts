/** Copies of values of the host as they are sent to an isolated sandbox: functions stay behind, and are known by numbers. */
import { type Crossed, HostFunction } from "./from-host.ts";

export type Sent =
  | undefined
  | boolean
  | number
  | string
  | { readonly functionNumber: number; readonly name: string }
  | { readonly items: readonly Sent[] }
  | { readonly entries: SentEntries };
export type SentEntries = readonly (readonly [name: string, value: Sent])[];

/** @param numberOf keeps the function */
export function toSent(crossed: Crossed, numberOf: (called: HostFunction) => number): Sent {
  if (typeof crossed !== "object") return crossed;
  if (crossed instanceof HostFunction) return { functionNumber: numberOf(crossed), name: crossed.name };
  if ("items" in crossed) return { items: crossed.items.map((item) => toSent(item, numberOf)) };
  return { entries: crossed.entries.map(([name, value]) => [name, toSent(value, numberOf)]) };
}

/** @param functionFor makes what stands for a function */
export function fromSent(sent: Sent, functionFor: (number: number, name: string) => HostFunction): Crossed {
  if (typeof sent !== "object") return sent;
  if ("functionNumber" in sent) return functionFor(sent.functionNumber, sent.name);
  if ("items" in sent) return { items: sent.items.map((item) => fromSent(item, functionFor)) };
  return { entries: sent.entries.map(([name, value]) => [name, fromSent(value, functionFor)]) };
}

import { type Call, type Commands, command } from "../command.ts";
import { matchesGlob } from "../glob.ts";
import { Failure, type Reply } from "../reply.ts";

export const PUBLISHING: Commands = {
  subscribe: command(-2, (call, ...names) => subscribe(call, "channels", names)),
  psubscribe: command(-2, (call, ...names) => subscribe(call, "patterns", names)),
  unsubscribe: command(-1, (call, ...names) => unsubscribe(call, "channels", names)),
  punsubscribe: command(-1, (call, ...names) => unsubscribe(call, "patterns", names)),
  publish: command(3, ({ server }, channel = "", text = "") => server.publish(channel, text)),
  pubsub: command(-2, ({ server, name }, what = "", ...words) => {
    const clients = [...server.clients];
    const count = (channel: string) => clients.filter(({ channels }) => channels.has(channel)).length;
    switch (what.toLowerCase()) {
      case "channels": {
        const all = [...new Set(clients.flatMap(({ channels }) => [...channels]))];
        return all.filter((channel) => words[0] === undefined || matchesGlob(words[0], channel));
      }
      case "numsub":
        return words.flatMap((channel): Reply[] => [channel, count(channel)]);
      case "numpat":
        return new Set(clients.flatMap(({ patterns }) => [...patterns])).size;
      default:
        throw new Failure(`ERR unknown subcommand '${what.slice(0, 128)}'. Try ${name.toUpperCase()} HELP.`);
    }
  }),
};

type Kind = "channels" | "patterns";

function subscribe({ client }: Call, kind: Kind, names: readonly string[]): undefined {
  for (const name of names) {
    client[kind].add(name);
    client.answer([kind === "channels" ? "subscribe" : "psubscribe", name, client.subscriptions]);
  }
  return undefined;
}

function unsubscribe({ client }: Call, kind: Kind, names: readonly string[]): undefined {
  const word = kind === "channels" ? "unsubscribe" : "punsubscribe";
  const all = names.length > 0 ? names : [...client[kind]];
  for (const name of all) {
    client[kind].delete(name);
    client.answer([word, name, client.subscriptions]);
  }
  if (all.length === 0) client.answer([word, null, client.subscriptions]);
  return undefined;
}

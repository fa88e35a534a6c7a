import { type Commands, command } from "../command.ts";
import { Failure, NO_LIST, OK, type Reply } from "../reply.ts";

export const TRANSACTIONS: Commands = {
  multi: command(1, ({ client }) => {
    if (client.queue !== undefined) throw new Failure("ERR MULTI calls can not be nested");
    client.queue = [];
    return OK;
  }),
  discard: command(1, ({ client }) => {
    if (client.queue === undefined) throw new Failure("ERR DISCARD without MULTI");
    client.endTransaction();
    return OK;
  }),
  exec: command(1, ({ client, server }) => {
    const { queue, isQueueBroken } = client;
    if (queue === undefined) throw new Failure("ERR EXEC without MULTI");
    const isStale = client.watchedHaveChanged;
    client.endTransaction();
    if (isQueueBroken) throw new Failure("EXECABORT Transaction discarded because of previous errors.");
    if (isStale) return NO_LIST;
    client.isExecuting = true;
    const replies = queue.map((words): Reply => server.run(client, words) ?? null);
    client.isExecuting = false;
    return replies;
  }),
  watch: command(-2, ({ client }, ...keys) => {
    if (client.queue !== undefined) throw new Failure("ERR WATCH inside MULTI is not allowed");
    for (const key of keys) client.watch(key);
    return OK;
  }),
  unwatch: command(1, ({ client }) => {
    client.unwatch();
    return OK;
  }),
};

import { type Commands, command } from "../command.ts";
import { smallInteger } from "../numbers.ts";
import { Failure, OK, Status } from "../reply.ts";
import { wrongCount } from "./wrong-count.ts";

export const CONNECTION: Commands = {
  ping: command(-1, ({ client, name }, ...words) => {
    if (words.length > 1) throw wrongCount(name);
    if (client.isSubscribed) return ["pong", words[0] ?? ""];
    return words[0] ?? new Status("PONG");
  }),
  echo: command(2, (_call, text = "") => text),
  auth: command(-2, ({ client, server }, ...words) => {
    if (words.length > 2) throw new Failure("ERR syntax error");
    const [name, password] = words.length === 2 ? words : ["default", words[0]];
    if (words.length === 1 && server.password === undefined) {
      throw new Failure(
        "ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?",
      );
    }
    if (name !== "default" || (server.password !== undefined && password !== server.password)) {
      throw new Failure("WRONGPASS invalid username-password pair or user is disabled.");
    }
    client.isAuthenticated = true;
    return OK;
  }),
  select: command(2, ({ client, server }, number = "") => {
    const index = smallInteger(number);
    if (index !== (index | 0)) {
      throw new Failure("ERR value is out of range, value must between -2147483648 and 2147483647");
    }
    const db = server.databases[index];
    if (db === undefined) throw new Failure("ERR DB index is out of range");
    client.db = db;
    return OK;
  }),
  quit: command(-1, ({ client }) => {
    client.answer(OK);
    client.close();
    return undefined;
  }),
  reset: command(1, ({ client }) => {
    client.reset();
    return new Status("RESET");
  }),
  time: command(1, ({ nowMs }) => [String(Math.floor(nowMs / 1000)), String((nowMs % 1000) * 1000)]),
};

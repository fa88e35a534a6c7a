import { Failure } from "../reply.ts";

export function wrongCount(name: string): Failure {
  return new Failure(`ERR wrong number of arguments for '${name}' command`);
}

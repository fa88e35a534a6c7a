/** `bind` of sockets: from which address of this computer they come. */
import { ipOf } from "../../runtime/socket/address.ts";
import { checkString } from "../../vm/arguments.ts";
import type { Table } from "../../vm/table.ts";
import type { Result, Value } from "../../vm/values.ts";
import type { NgxContext } from "../context.ts";
import { any, table } from "../declaration/parameters.ts";
import { HANDLER_PHASES, only } from "../declaration/phases.ts";
import { SLOT } from "./handles.ts";

/** @param object how signatures name the socket */
export function bindMethod(object: string) {
  return {
    phases: only("timer", ...HANDLER_PHASES),
    does: "Says from which address of this computer the socket is to come.",
    arity: { least: 2, most: 2, text: (count: number) => `expecting 2 arguments, but got ${count}` },
    params: [table(object), any("address")],
    run: ({ state }: NgxContext, object: Table, address: Value): Result => {
      const ip = ipOf(checkString(state, address, 2, 2));
      if (ip === undefined) return [undefined, "bad address"];
      object.set(SLOT.localIp, ip);
      return true;
    },
  } as const;
}

export function localIpOf(object: Table): string | undefined {
  const ip = object.get(SLOT.localIp);
  return typeof ip === "string" ? ip : undefined;
}

/** The host's end of what an isolated sandbox reaches: it does what it is asked for, and holds what is open. */

import { NetRules } from "../../host/confined/net-rules.ts";
import { hostError } from "../../host/errno.ts";
import type { Resolution } from "../../host/ports.ts";
import type { Settings } from "../options.ts";
import type { Outside } from "../outside/outside.ts";
import { netRulesOf } from "../outside/permissions.ts";
import { hasRealChildren } from "../outside/real-children.ts";
import { type ChildOutput, type ChildQuestion, ChildServer } from "./child-server.ts";
import { type FileQuestion, FileServer } from "./remote-files.ts";

/** Looks a name up: a thread in which that is under way cannot be ended. */
export interface NameQuestion {
  readonly kind: "name";
  readonly name: string;
  readonly how: Resolution;
}

export type Question = FileQuestion | NameQuestion | ChildQuestion;

export class OutsideServer {
  private readonly outside: Outside | undefined;
  private readonly files: FileServer | undefined;
  private readonly rules: NetRules;
  private readonly children: ChildServer | undefined;

  /** @param send passes on what children write */
  constructor(settings: Settings, outside: Outside | undefined, send: (output: ChildOutput) => void) {
    const { permissions, limits } = settings;
    this.outside = outside;
    if (outside?.processes !== undefined && hasRealChildren(settings)) {
      this.children = new ChildServer(outside.processes, limits.outputBytes, send);
    }
    this.files = outside?.files && new FileServer(outside.files);
    this.rules = new NetRules(netRulesOf(permissions.net));
  }

  /**
   * @param question may be anything, where who asks is not what it was
   * @param answer called once
   */
  answer(question: unknown, answer: (answer: unknown) => void): void {
    const asked = (question ?? {}) as Partial<Question>;
    if (asked.kind === "file" && Array.isArray(asked.args)) answer(this.files?.answer(asked as FileQuestion));
    else if (asked.kind === "name") this.look(asked as NameQuestion, answer);
    else if (asked.kind === "child" && this.children !== undefined) {
      this.children.answer(asked as ChildQuestion, answer);
    } else answer(hostError("EINVAL"));
  }

  /** Nobody asks any more: closes what is open. */
  close(): void {
    this.files?.closeAll();
    this.children?.close();
  }

  private look({ name, how }: NameQuestion, answer: (answer: unknown) => void): void {
    const { outside } = this;
    if (outside === undefined || typeof name !== "string" || !this.rules.allowsName(name)) return answer("not found");
    const { ipv4 = true, ipv6 = true } = (how ?? {}) as Partial<Resolution>;
    outside.sockets.resolve(name, { ipv4, ipv6, nameservers: [] }, answer);
    return undefined;
  }
}

/** Replacement templates: `$0`, `$1`, `${12}` stand for what was captured, `$$` for a dollar. */
import type { Regex } from "../regex/regex.ts";

export interface Template {
  /** The text, where nothing in it stands for something else. */
  readonly constant: string | undefined;
  /** Texts, and between each two of them the number of a group. */
  readonly texts: readonly string[];
  readonly groups: readonly number[];
  /** What the error log gets to read where this is no template. */
  readonly mistake: string | undefined;
}

/** What a match of `regex` becomes. Groups that do not exist, or took no part, are empty. */
export function fill({ texts, groups }: Template, regex: Regex): string {
  let text = texts[0] as string;
  for (let at = 0; at < groups.length; at++) {
    const group = groups[at] as number;
    if (group <= regex.groups) text += regex.text(group) || "";
    text += texts[at + 1] as string;
  }
  return text;
}

export function readTemplate(template: string): Template {
  if (!template.includes("$")) return { constant: template, texts: [], groups: [], mistake: undefined };
  const texts: string[] = [];
  const groups: number[] = [];
  let text = "";
  for (let at = 0; at < template.length; ) {
    const dollar = template.indexOf("$", at);
    text += template.slice(at, dollar < 0 ? undefined : dollar);
    if (dollar < 0) break;
    if (template[dollar + 1] === "$") {
      text += "$";
      at = dollar + 2;
      continue;
    }
    VARIABLE.lastIndex = dollar + 1;
    const [written = "", braced, bare] = VARIABLE.exec(template) ?? [];
    const digits = braced ?? bare;
    if (digits === undefined) return { constant: undefined, texts, groups, mistake: mistakeAt(template, dollar + 1) };
    texts.push(text);
    text = "";
    groups.push(Number(digits));
    at = dollar + 1 + written.length;
  }
  texts.push(text);
  return { constant: groups.length === 0 ? text : undefined, texts, groups, mistake: undefined };
}

/** A number, in braces or without. */
const VARIABLE = /\{(\d+)\}|(\d+)/y;

/** @param at behind the dollar */
function mistakeAt(template: string, at: number): string {
  const isBraced = template[at] === "{";
  const from = isBraced ? at + 1 : at;
  if (from >= template.length) return invalidName(template);
  const form = /\d/.test(template.charAt(from)) ? /\d*/y : /\w*/y;
  form.lastIndex = from;
  const [name = ""] = form.exec(template) ?? [];
  if (isBraced && template[from + name.length] !== "}") return `the closing bracket in "${name}" variable is missing`;
  if (name === "") return invalidName(template);
  return `attempt to use named capturing variable "${name}" (named captures not supported yet)`;
}

function invalidName(template: string): string {
  return `lua script: invalid capturing variable name found in "${template}"`;
}

/**
 * How much a native match may take, in the worst case. JavaScript cannot interrupt one: a pattern with which it could go on
 * for ages is left to PCRE, which counts what it tries and has a limit.
 *
 * One attempt, at one place of a subject of n bytes, tries at most about `factor * n^degree` times to go on. Repetitions
 * that the next byte decides (`\w+@`) try nothing in vain; one that it does not decide (`.*,`) tries what follows at each
 * place; and where the turns of a loop can be divided up in several ways (`(a+)+`) there is no such bound.
 */
import { overlap } from "../pattern/byte-sets.ts";
import type { Node, Repeat } from "../pattern/nodes.ts";
import { areApart, isDecided } from "./decisions.ts";
import { type Follow, type Lookahead, SURE } from "./lookahead.ts";

export interface Effort {
  readonly degree: number;
  readonly factor: number;
}

/** Repetitions of no more turns than this count as that many optional items. */
const FEW_TURNS = 8;
const LARGEST_FACTOR = 5000;

const NONE: Effort = { degree: 0, factor: 1 };

/** The effort of one attempt, or undefined where it is without bound, or too large. */
export function effortOf(root: Node, ahead: Lookahead): Effort | undefined {
  const effort = effortWith(root, SURE, NONE, ahead);
  return Number.isFinite(effort.degree) && effort.factor <= LARGEST_FACTOR ? effort : undefined;
}

/** How long a subject may be of which no attempt tries more often than `limit`. */
export function longestSubject({ degree, factor }: Effort, limit: number): number {
  const tries = limit / (factor * TRIES_COUNTED);
  if (degree === 0) return tries >= 1 ? Number.POSITIVE_INFINITY : -1;
  return Math.floor(tries ** (1 / degree));
}

/** What PCRE may count for what {@link Effort} counts as one. */
const TRIES_COUNTED = 4;

/** Of a node and what follows it, whose effort is `rest`. */
function effortWith(node: Node, follow: Follow, rest: Effort, ahead: Lookahead): Effort {
  switch (node.kind) {
    case "set":
    case "assertion":
    case "keep out":
      return rest;
    case "sequence": {
      let after = follow;
      let effort = rest;
      for (let at = node.items.length - 1; at >= 0; at--) {
        const item = node.items[at] as Node;
        effort = effortWith(item, after, effort, ahead);
        after = ahead.before(item, after);
      }
      return effort;
    }
    case "choice": {
      const efforts = node.options.map((option) => effortWith(option, follow, rest, ahead));
      return areApart(node.options, follow, ahead) ? greatest(efforts) : sum(efforts);
    }
    case "capture":
      return effortWith(node.body, follow, rest, ahead);
    case "atomic":
    case "look":
      return greatest([effortWith(node.body, SURE, NONE, ahead), rest]);
    case "reference":
      return rest;
    case "repeat":
      return effortOfRepeat(node, follow, rest, ahead);
  }
}

function effortOfRepeat(node: Repeat, follow: Follow, rest: Effort, ahead: Lookahead): Effort {
  const { body, least, most, how } = node;
  if (most === 0) return rest;
  if (how === "possessive") {
    const alone = effortOfRepeat({ ...node, how: "greedy" }, SURE, NONE, ahead);
    return greatest([alone, rest]);
  }
  const first = ahead.first(body);
  const isOpen = !follow.isSure && least !== most && (overlap(first, follow.set) || ahead.isNullable(body));
  if (body.kind === "set") {
    if (!isOpen) return rest;
    const turns = most - least + 1;
    return turns <= FEW_TURNS
      ? { degree: rest.degree, factor: rest.factor * turns }
      : { degree: rest.degree + 1, factor: rest.factor };
  }
  if (most <= FEW_TURNS) return effortOfFewTurns(node, follow, rest, ahead, isOpen);
  const turn: Follow = { set: first, isSure: false };
  if (ahead.isNullable(body) || !isDecided(body, turn, ahead)) return { degree: Number.POSITIVE_INFINITY, factor: 1 };
  const isDecidedToTheEnd = !isOpen && isDecided(body, ahead.before(node, { ...follow, isSure: false }), ahead);
  return {
    degree: isDecidedToTheEnd || follow.isSure ? Math.max(1, rest.degree) : rest.degree + 1,
    factor: rest.factor,
  };
}

/** As many optional items in a row. */
function effortOfFewTurns(node: Repeat, follow: Follow, rest: Effort, ahead: Lookahead, isOpen: boolean): Effort {
  const { body, least, most } = node;
  const between: Follow = least === most ? follow : { set: ahead.before(node, follow).set, isSure: false };
  let effort = rest;
  for (let turn = most; turn > 0; turn--) {
    const taken = effortWith(body, turn === most ? follow : between, effort, ahead);
    effort = turn > least && isOpen ? sum([taken, rest]) : greatest([taken, rest]);
  }
  return effort;
}

function greatest(efforts: readonly Effort[]): Effort {
  return {
    degree: Math.max(...efforts.map(({ degree }) => degree)),
    factor: Math.max(...efforts.map(({ factor }) => factor)),
  };
}

function sum(efforts: readonly Effort[]): Effort {
  return {
    degree: Math.max(...efforts.map(({ degree }) => degree)),
    factor: efforts.reduce((total, { factor }) => total + factor, 0),
  };
}

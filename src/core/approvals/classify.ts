import type { CommandRule, Reach } from '../../protocol';
import { forbids, shapeOf } from './commandRules';
import { isOutside, redirectWrites, wordReach, type Place, type WordReach } from './commandReach';
import { programOf } from './innerCommands';
import { irreversible, irreversibleTogether, irreversibleWrite } from './irreversible';
import { lookInto, type Looked } from './lookInto';
import { judgePlain, type PlainJudgement } from './plainJudgement';
import type { PlainCommand } from './plainCommands';
import type { Rule } from './rule';
import type { ReadShell } from './shellPorts';

/** What the policy says of commands, and where they run. */
export interface CommandPolicy {
  allow: readonly CommandRule[];
  /** Beats every rule that allows. */
  deny: readonly CommandRule[];
  /** The absolute path of the worktree, which is the folder that commands start in. */
  worktree: string;
  read: ReadShell;
}

export interface Classification {
  /** `allow`: every part of it is understood and covered by a rule that allows. */
  decision: 'allow' | 'ask' | 'deny';
  /** The id of the rule that decided. */
  rule: string;
  /** Sentences for the person who decides, the most important first. */
  reasons: readonly string[];
  /** It is of a class that can't be taken back, or of one that may destroy what is not the task's. */
  isIrreversible: boolean;
  /** A rule that forbids may be about it, but nobody can tell before it runs. */
  mayBeForbidden: boolean;
  /** Paths as the words say, links not followed. */
  reach: Reach;
  /** What may be remembered, the narrowest first. */
  offers: readonly CommandRule[];
  /** Commands of the same shape may be answered together; null where none may. */
  shape: string | null;
}

const untold: Rule = { id: 'C05', reason: 'Which program it runs is only known when it runs.' };

/**
 * What the policy says of a command line. Pure. A command is allowed only when two readings of it agree, every part is
 * covered by a rule, and none is forbidden, of a class that can't be taken back, or writes elsewhere.
 */
export function classify(command: string, policy: CommandPolicy): Classification {
  const looked = lookInto(command, policy.read);
  const place: Place = { worktree: policy.worktree, folder: policy.worktree };
  const reaches = looked.commands.map((words) => wordReach(words, place));
  const danger = dangerOf(command, looked, reaches, place);
  const judged = looked.plain && judgePlain(looked.plain, policy.allow, policy.worktree);
  const reach = reachOf(looked, { reaches, writes: judged?.writes ?? null, danger }, place);
  const denied = deniedBy(command, looked, policy.deny);
  const mayBeForbidden = isPerhaps(denied) || (policy.deny.length > 0 && looked.isHidden);
  const shown = { isIrreversible: danger !== null, mayBeForbidden, reach, offers: [], shape: null };
  if (denied?.kind === 'yes') {
    return { ...shown, decision: 'deny', rule: 'C08', reasons: [forbiddenBy(denied.rule)] };
  }
  const rules = [danger, ...looked.unclear, mayBeForbidden ? untold : null].filter((rule) => rule !== null);
  const ruled = ruling(rules, judged);
  const shape = danger === null ? shapesOf(command, looked.plain) : null;
  return { ...shown, ...ruled, shape, offers: rules.length === 0 ? ruled.offers : [] };
}

type Ruling = Pick<Classification, 'decision' | 'rule' | 'reasons' | 'offers'>;

/** What the rules that allow come to, unless something else speaks against the command. */
function ruling(rules: readonly Rule[], judged: PlainJudgement | null): Ruling {
  const all = judged?.objection ? [...rules, judged.objection] : rules;
  if (all.length === 0 && judged?.isCovered === true) {
    return { decision: 'allow', rule: 'allowed', reasons: [], offers: [] };
  }
  const reasons = all.map(({ reason }) => reason);
  return { decision: 'ask', rule: all[0]?.id ?? 'unlisted', reasons, offers: judged?.offers ?? [] };
}

function isPerhaps(denied: Denied): boolean {
  return denied?.kind === 'perhaps';
}

function forbiddenBy({ words }: CommandRule): string {
  return `A rule forbids it: ${words.join(' ')}.`;
}

type Denied = { kind: 'yes' | 'perhaps'; rule: CommandRule } | null;

/** Where the two readings do not agree, a rule whose words stand anywhere in the text may be about it. */
function deniedBy(text: string, { commands, plain }: Looked, deny: readonly CommandRule[]): Denied {
  const words = plain === null && deny.length > 0 ? new Set(text.split(/[\s;&|<>(){}`"'$\\]+/)) : null;
  let perhaps: Denied = null;
  for (const rule of deny) {
    let isMeant = words !== null && rule.words.every((word) => words.has(word));
    for (const command of commands) {
      const kind = forbids(rule, command);
      if (kind === 'yes') {
        return { kind, rule };
      }
      isMeant ||= kind === 'perhaps';
    }
    perhaps = isMeant ? { kind: 'perhaps', rule } : perhaps;
  }
  return perhaps;
}

function dangerOf(text: string, looked: Looked, reaches: readonly WordReach[], place: Place): Rule | null {
  const nothing: WordReach = { writes: [], hosts: [], isKnown: false };
  const programs = looked.commands.flatMap((words) => programOf(words) ?? []);
  const written = looked.redirects.flatMap((redirect) => redirectWrites(redirect, place));
  const each = looked.commands.map((words, at) => irreversible(words, reaches[at] ?? nothing, place));
  return (
    [...each, ...written.map(irreversibleWrite)].find((rule) => rule !== null) ?? irreversibleTogether(programs, text)
  );
}

interface Reached {
  reaches: readonly WordReach[];
  /** What a plain chain writes, which changes folders on its way. */
  writes: readonly string[] | null;
  danger: Rule | null;
}

function reachOf(looked: Looked, { reaches, writes, danger }: Reached, place: Place): Reach {
  const redirected = looked.redirects.flatMap((redirect) => redirectWrites(redirect, place));
  const written = [...new Set(writes ?? [...reaches.flatMap((reach) => reach.writes), ...redirected])];
  const hosts = [...new Set(reaches.flatMap((reach) => reach.hosts))];
  const isOut = danger !== null || hosts.length > 0 || written.some((path) => isOutside(path, place));
  const isKnown = looked.unclear.length === 0 && reaches.length > 0 && reaches.every((reach) => reach.isKnown);
  return { writes: written, hosts, reversible: isOut ? 'no' : isKnown ? 'yes' : 'unknown' };
}

/** What is not understood is of one shape only with itself. */
function shapesOf(text: string, plain: readonly PlainCommand[] | null): string {
  const shape = ({ words, redirects }: PlainCommand) =>
    [shapeOf(words), ...redirects.map(({ operator }) => `${operator} …`)].join(' ');
  return plain === null ? text : plain.map(shape).join(' ; ');
}

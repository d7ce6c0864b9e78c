import type { TaskMode } from '../../protocol';
import type { FindingKind, LintFacts, TaskFinding } from './taskFinding';
import type { Place } from './taskWords';
import { openPlace } from './taskCriteria';

/** What one click does about a finding. */
export type TaskOffer =
  | { kind: 'mode'; mode: Exclude<TaskMode, 'work'> }
  /** Several agents, each with a part of it. */
  | { kind: 'split' }
  /** A line at the end, with a place for the person's own words. */
  | { kind: 'criteria' | 'scope' }
  | { kind: 'check'; command: string };

const ask: TaskOffer = { kind: 'mode', mode: 'ask' };
const plan: TaskOffer = { kind: 'mode', mode: 'plan' };
const split: TaskOffer = { kind: 'split' };
const criteria: TaskOffer = { kind: 'criteria' };

const offers: Record<Exclude<FindingKind, 'check'>, readonly TaskOffer[]> = {
  question: [ask],
  architecture: [ask, plan],
  'state-machine': [plan],
  'many-files': [split, plan],
  several: [split],
  goal: [criteria, plan],
  vague: [criteria],
  scope: [{ kind: 'scope' }],
  criteria: [criteria],
  overlap: [],
  cost: [split],
};

/** Those that change something: a mode that is chosen already is not offered. */
export function offersFor({ kind }: TaskFinding, { mode, proposed }: LintFacts): TaskOffer[] {
  if (kind === 'check') {
    return proposed.slice(0, 1).map((command) => ({ kind: 'check', command }));
  }
  return offers[kind].filter((offer) => offer.kind !== 'mode' || offer.mode !== mode);
}

/** The text with what is missing, and the place in it that is to be written over; null for an offer that changes no text. */
export function withOffer(
  text: string,
  offer: TaskOffer,
  { isOneLine, check }: { isOneLine: boolean; check: string | null },
): { text: string; selected: Place } | null {
  switch (offer.kind) {
    case 'mode':
    case 'check':
      return null;
    case 'split':
      return selecting(`/sprint ${text.trim()}`, null);
    case 'scope':
      return selecting(appended(text, `Change only ${openPlace}.`, isOneLine), openPlace);
    case 'criteria': {
      const proof = check === null ? '' : `, and \`${check}\` passes`;
      return selecting(appended(text, `Done when: ${openPlace}${proof}.`, isOneLine), openPlace);
    }
  }
}

function appended(text: string, line: string, isOneLine: boolean): string {
  const before = text.trimEnd();
  const isEnded = /[.!?:;]$/.test(before);
  return isOneLine ? `${before}${isEnded || before === '' ? '' : '.'} ${line}` : `${before}\n\n${line}`;
}

function selecting(text: string, what: string | null): { text: string; selected: Place } {
  const start = what === null ? text.length : text.lastIndexOf(what);
  return { text, selected: { start, end: start + (what?.length ?? 0) } };
}

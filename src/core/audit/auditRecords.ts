import type { Decision, RunnerEvent, TaskEntry, Who } from '../../protocol';
import { excerpt } from '../conversation/excerpt';
import type { AuditRecord, Noted } from './auditRecord';
import { entryNote } from './entryNotes';
import {
  controlNotes,
  guardNotes,
  networkNotes,
  sandboxNotes,
  secretNotes,
  settledNotes,
  tryoutNotes,
  withheldNotes,
  withLastHosts,
} from './grantNotes';

const maxWhat = 4_000;

/** What a task was allowed, asked, told and did, oldest first. `digest` is SHA-256 in hex. */
export function auditRecords(
  entries: readonly TaskEntry[],
  events: readonly RunnerEvent[],
  digest: (text: string) => string,
): AuditRecord[] {
  const context: Context = { consents: new Map(), digest };
  const ofApp = entries.flatMap((entry): AuditRecord[] => {
    const noted = entryNote(entry);
    return noted === null ? [] : [{ at: entry.at, journal: 'task', seq: entry.seq, ...noted }];
  });
  const ofRunner = withLastHosts(events).flatMap((event) =>
    notedEvent(event, context).map((noted): AuditRecord => ({
      at: event.at,
      journal: 'events',
      seq: event.seq,
      ...noted,
    })),
  );
  return merged(ofApp, ofRunner).map((record) => ({ ...record, what: excerpt(record.what, maxWhat) }));
}

/** By time, and each journal in its own order, whatever the clock did. */
function merged(ofApp: readonly AuditRecord[], ofRunner: readonly AuditRecord[]): AuditRecord[] {
  const records: AuditRecord[] = [];
  let next = 0;
  for (const record of ofRunner) {
    for (let app = ofApp[next]; app !== undefined && app.at <= record.at; app = ofApp[next]) {
      records.push(app);
      next += 1;
    }
    records.push(record);
  }
  return [...records, ...ofApp.slice(next)];
}

interface Context {
  /** Who answered about a call, and the rule that asked. */
  consents: Map<string, { who?: Who; rule?: string; callId?: string; hosts?: readonly string[] }>;
  digest: (text: string) => string;
}

function notedEvent(event: RunnerEvent, context: Context): Noted[] {
  const note = notes[event.type] as ((event: RunnerEvent, context: Context) => Found) | undefined;
  return [note?.(event, context) ?? []].flat();
}

type Found = Noted | Noted[] | null;

type Of<T extends RunnerEvent['type']> = Extract<RunnerEvent, { type: T }>;

/** Events that are neither a request nor a decision nor an act are not in it. */
const notes: { [T in RunnerEvent['type']]?: (event: Of<T>, context: Context) => Found } = {
  ready: sandboxNotes,
  'secret.used': secretNotes,
  'secret.withheld': withheldNotes,
  'network.used': networkNotes,
  'control.changed': controlNotes,
  'control.settled': settledNotes,
  'guard.changed': guardNotes,
  'guard.settled': settledNotes,
  'tryout.asked': tryoutNotes,
  'user.message': ({ source, text }) => (source === 'user' ? { kind: 'act', what: `Told: ${text}` } : null),
  'approval.request': asked,
  question: asked,
  answer: answered,
  'tool.intent': begun,
  'tool.result': refused,
  'check.start': ({ command }) => ({ kind: 'allowed', what: `Check: ${command}`, rule: 'check', who: 'policy' }),
  'setup.step': ({ step, of, command }) => ({ kind: 'act', what: `Setup, step ${step} of ${of}: ${command}` }),
  'setup.result': ({ outcome, command }) =>
    outcome === 'skipped' ? { kind: 'refused', what: `Setup was skipped: ${command}` } : null,
  'model.changed': ({ model: { provider, name } }) => ({
    kind: 'act',
    what: `From now on ${provider}/${name} is asked.`,
    who: 'person',
  }),
  interrupted: ({ reached }) => ({
    kind: 'act',
    what: 'Interrupted.',
    who: reached === undefined ? 'person' : 'policy',
  }),
  'overlaps.told': ({ text, by }) => ({ kind: 'act', what: `Told: ${text}`, ...(by === undefined ? {} : { who: by }) }),
  finished: ({ outcome }) => ({ kind: 'act', what: `Finished: ${outcome.kind}.` }),
};

function asked({ request }: Of<'approval.request'> | Of<'question'>, { consents }: Context): Noted | null {
  if (request.kind === 'approval') {
    const { rule, callId, requestId, digest, reach } = request;
    const ruled = rule === undefined ? {} : { rule };
    consents.set(requestId, { callId, ...ruled, ...(reach === undefined ? {} : { hosts: reach.hosts }) });
    return { kind: 'request', what: [request.command, ...request.facts].join('\n'), who: 'agent', digest, ...ruled };
  }
  if (request.kind === 'setup') {
    consents.set(request.requestId, {});
    return {
      kind: 'request',
      what: `Setup of ${request.list.source}:\n${request.list.steps.join('\n')}`,
      digest: request.list.digest,
    };
  }
  return { kind: 'request', what: `A person is asked (${request.kind}).` };
}

function answered({ requestId, decision, by }: Of<'answer'>, { consents }: Context): Noted {
  const who = by === undefined ? {} : { who: by };
  const consent = { ...consents.get(requestId), ...who };
  consents.set(requestId, consent);
  const rule = consent.rule === undefined ? {} : { rule: consent.rule };
  return { kind: 'decision', what: wordsOf(decision, consent.hosts), ...who, ...rule };
}

function wordsOf(decision: Decision, hosts: readonly string[] = []): string {
  if (decision.kind === 'allow') {
    return allowedText(decision, hosts);
  }
  if (decision.kind === 'deny') {
    return decision.note === undefined ? 'Denied.' : `Denied: ${decision.note}`;
  }
  if (decision.kind === 'always') {
    return 'Allowed, for this repository from now on.';
  }
  return decision.kind === 'reply' ? `Answered: ${decision.text}` : `Decided: ${decision.kind}.`;
}

function allowedText(decision: Extract<Decision, { kind: 'allow' }>, hosts: readonly string[]): string {
  if (decision.remember !== undefined) {
    return `Allowed, and from now on: ${ruleText(decision.remember)}`;
  }
  const where = decision.hosts === 'task' ? 'task' : 'repository';
  return decision.hosts === undefined
    ? 'Allowed once.'
    : `Allowed, and from now on in this ${where} to reach ${hosts.join(', ')}`;
}

function ruleText({ words, match }: { words: readonly string[]; match: 'exact' | 'prefix' }): string {
  return `${JSON.stringify(words)}${match === 'prefix' ? ' and what follows' : ''}`;
}

function begun(event: Of<'tool.intent'>, { consents, digest }: Context): Noted {
  const { callId, tool, input, effect, allowedBy } = event;
  const consent = [...consents.values()].findLast((one) => one.callId === callId);
  const what = { what: `${tool} ${input}`, digest: digest(input) };
  if (consent !== undefined) {
    return { kind: 'act', ...what, ...(consent.who === undefined ? {} : { who: consent.who }) };
  }
  return { kind: 'allowed', ...what, rule: allowedBy ?? usualRules[effect], who: 'policy' };
}

/** Why a call of this kind is not asked about. */
const usualRules = {
  read: 'reading',
  write: 'own worktree',
  execute: 'sandbox without network, or the task’s own command',
  interact: 'talking to the person',
} as const;

/** A command that failed was carried out; every other tool that failed did nothing. */
function refused({ tool, outcome, text, invalid, exitCode }: Of<'tool.result'>): Noted | null {
  if (invalid === true) {
    return { kind: 'refused', what: `${tool}: ${text}`, rule: 'call not understood' };
  }
  const isNotDone = outcome === 'denied' || (outcome === 'error' && exitCode === undefined);
  return isNotDone ? { kind: 'refused', what: `${tool}: ${text}` } : null;
}

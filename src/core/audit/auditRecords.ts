import type { Decision, EntryBody, RunnerEvent, TaskEntry, Who } from '../../protocol';
import { excerpt } from '../conversation/excerpt';

/** One line of what was asked, decided and done, and by whom. */
export interface AuditRecord {
  at: string;
  /** Where it stands: the app's journal or the runner's, and its number there. */
  journal: 'task' | 'events';
  seq: number;
  /** `allowed`: without asking; `act`: by a person, or with a person's consent. */
  kind: 'request' | 'decision' | 'allowed' | 'refused' | 'act';
  /** In words; what is quoted in it was written by others. */
  what: string;
  /** The rule that allowed, asked or refused. */
  rule?: string;
  who?: Who | 'agent' | 'person';
  /** Of the whole of what was asked for or done, where `what` is an excerpt. */
  digest?: string;
}

type Noted = Omit<AuditRecord, 'at' | 'journal' | 'seq'>;

const maxWhat = 4_000;

/** What a task was allowed, asked, told and did, oldest first. `digest` is SHA-256 in hex. */
export function auditRecords(
  entries: readonly TaskEntry[],
  events: readonly RunnerEvent[],
  digest: (text: string) => string,
): AuditRecord[] {
  const context: Context = { consents: new Map(), digest };
  const ofApp = entries.flatMap((entry): AuditRecord[] => {
    const noted = notedEntry(entry);
    return noted === null ? [] : [{ at: entry.at, journal: 'task', seq: entry.seq, ...noted }];
  });
  const ofRunner = events.flatMap((event): AuditRecord[] => {
    const noted = notedEvent(event, context);
    return noted === null ? [] : [{ at: event.at, journal: 'events', seq: event.seq, ...noted }];
  });
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

function notedEntry(entry: TaskEntry): Noted | null {
  if (entry.type === 'created') {
    const { title, prompt, isolation, approve } = entry.task;
    const how = `sandbox: ${isolation === 'sandbox' ? 'yes' : 'no'}, approvals: ${approve}`;
    return { kind: 'act', what: `Delegated “${title}” (${how}): ${prompt}`, who: 'person' };
  }
  if (entry.type === 'owned') {
    return { kind: 'act', what: `Process ${entry.pid} on ${entry.host} took the task up.` };
  }
  if (entry.type === 'runner.failed' || entry.type === 'prepare.failed') {
    return { kind: 'refused', what: entry.error.message };
  }
  if (entry.type === 'pull.intent' || entry.type === 'pull.opened') {
    return { kind: 'act', what: pullWords(entry), who: 'person' };
  }
  const what = acts[entry.type];
  return what === undefined ? null : { kind: 'act', what, who: 'person' };
}

function pullWords(entry: Extract<TaskEntry, { type: 'pull.intent' | 'pull.opened' }>): string {
  if (entry.type === 'pull.opened') {
    return `The pull request is open: ${entry.opened.url}`;
  }
  const { into, base, from, branch, commit } = entry.plan;
  return `A pull request into ${base} of ${into.host}/${into.path} was begun, from ${branch} of ${from.path} at ${commit}.`;
}

/** What only a person makes happen. An intent is left out where its result has a line of its own. */
const acts: Readonly<Partial<Record<EntryBody['type'], string>>> = {
  cancelled: 'Stopped before it began.',
  retried: 'Taken up again.',
  'apply.intent': 'Apply of the change was begun.',
  applied: 'The change was applied to the checkout.',
  'apply.failed': 'The change was not applied.',
  undone: 'The applied change was taken back.',
  'handback.done': 'The work was handed back from the checkout.',
  discarded: 'Discarded.',
  restored: 'Restored after it was discarded.',
  'restore.done': 'Taken back to an earlier step.',
  'pull.pushing': 'A push to the branch of the pull request was begun.',
  'pull.pushed': 'The branch was pushed.',
  'pull.failed': 'Nothing was pushed or opened.',
  'pull.addressed': 'Comments and failures of the pull request were sent to the agent.',
  'pull.forgotten': 'The pull request was given up in the task.',
};

interface Context {
  /** Who answered about a call, and the rule that asked. */
  consents: Map<string, { who?: Who; rule?: string; callId?: string }>;
  digest: (text: string) => string;
}

function notedEvent(event: RunnerEvent, context: Context): Noted | null {
  const note = notes[event.type] as ((event: RunnerEvent, context: Context) => Noted | null) | undefined;
  return note?.(event, context) ?? null;
}

type Of<T extends RunnerEvent['type']> = Extract<RunnerEvent, { type: T }>;

/** Events that are neither a request nor a decision nor an act are not in it. */
const notes: { [T in RunnerEvent['type']]?: (event: Of<T>, context: Context) => Noted | null } = {
  ready: ({ sandbox }) => ({
    kind: 'act',
    what: sandbox.kind === 'none' ? `Commands are not sandboxed: ${sandbox.reason}` : `Sandbox: ${sandbox.kind}.`,
  }),
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
    const { rule, callId, requestId, digest } = request;
    const ruled = rule === undefined ? {} : { rule };
    consents.set(requestId, { callId, ...ruled });
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
  return { kind: 'decision', what: wordsOf(decision), ...who, ...rule };
}

function wordsOf(decision: Decision): string {
  if (decision.kind === 'allow') {
    const { remember } = decision;
    return remember === undefined ? 'Allowed once.' : `Allowed, and from now on: ${ruleText(remember)}`;
  }
  if (decision.kind === 'deny') {
    return decision.note === undefined ? 'Denied.' : `Denied: ${decision.note}`;
  }
  if (decision.kind === 'always') {
    return 'Allowed, for this repository from now on.';
  }
  return decision.kind === 'reply' ? `Answered: ${decision.text}` : `Decided: ${decision.kind}.`;
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

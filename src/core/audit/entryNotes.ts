import type { EntryBody, PlannedPull, Task } from '../../protocol';
import type { Noted } from './auditRecord';

type Entry<T extends EntryBody['type'] = EntryBody['type']> = Extract<EntryBody, { type: T }>;

/** Words of what only a person makes happen; null for what is neither a request nor a decision nor an act. */
type Note<E> = string | null | ((entry: E) => Noted | null);

/** What an entry of the app's journal says of it; null for one that is no record. */
export function entryNote(entry: EntryBody): Noted | null {
  const note = notes[entry.type] as Note<EntryBody>;
  return typeof note === 'string' ? act(note) : (note?.(entry) ?? null);
}

function act(what: string): Noted {
  return { kind: 'act', what, who: 'person' };
}

/** Of every kind of entry, so that a new one is not forgotten. An intent is left out where its result says as much. */
const notes: { readonly [T in EntryBody['type']]: Note<Entry<T>> } = {
  created: ({ task }) => act(delegated(task)),
  owned: ({ pid, host }) => ({ kind: 'act', what: `Process ${pid} on ${host} took the task up.` }),
  preparing: null,
  prepared: null,
  'prepare.failed': failed,
  'runner.failed': failed,
  cancelled: 'Stopped before it began.',
  retried: 'Taken up again.',
  renamed: null,
  archived: null,
  unarchived: null,
  pinned: null,
  unpinned: null,
  colored: null,
  prioritized: null,
  'apply.intent': 'Apply of the change was begun.',
  applied: 'The change was applied to the checkout.',
  'apply.failed': 'The change was not applied.',
  'undo.intent': null,
  undone: 'The applied change was taken back.',
  'undo.failed': 'The applied change was not taken back.',
  'handback.intent': null,
  'handback.done': 'The work was handed back from the checkout.',
  'handback.failed': 'The work was not handed back from the checkout.',
  'discard.intent': null,
  discarded: 'Discarded.',
  'salvage.expired': () => ({ kind: 'act', what: 'What was discarded can not be restored any more.' }),
  restored: 'Restored after it was discarded.',
  'restore.intent': null,
  'restore.done': 'Taken back to an earlier step.',
  'restore.failed': 'Not taken back to an earlier step.',
  'update.intent': ({ update: { base } }) =>
    act(`An update to ${base.to.headName} was begun, from ${base.to.snapshot}.`),
  'update.done': 'The task was updated.',
  'update.failed': 'The task was not updated.',
  'hunks.decided': null,
  'hunks.undecided': null,
  'comment.added': null,
  'comment.edited': null,
  'comment.deleted': null,
  'comment.resolved': null,
  'feedback.sending': null,
  'feedback.sent': 'Comments and rejected changes were sent to the agent.',
  'feedback.failed': 'Comments and rejected changes were not sent to the agent.',
  'files.reviewed': null,
  'files.unreviewed': null,
  'finding.settled': null,
  'pull.intent': ({ plan }) => act(pullBegun(plan, ` at ${plan.commit}`)),
  'pull.pushing': 'A push to the branch of the pull request was begun.',
  'pull.pushed': 'The branch was pushed.',
  'pull.opened': ({ opened }) => act(`The pull request is open: ${opened.url}`),
  'pull.failed': 'Nothing was pushed or opened.',
  'pull.addressed': 'Comments and failures of the pull request were sent to the agent.',
  'pull.forgotten': 'The pull request was given up in the task.',
  'pulls.intent': ({ parts }) => act(parts.map(({ member, plan }) => `${member}: ${pullBegun(plan, '')}`).join('\n')),
  'pulls.part': ({ member, entry }) => {
    const noted = entryNote(entry);
    return noted === null ? null : { ...noted, what: `${member}: ${noted.what}` };
  },
  'pulls.linked': ({ member }) => act(`${member}: The text of the pull request names the others now.`),
  'pulls.forgotten': 'The pull requests were given up in the task.',
  'land.intent': ({ landed: { way, ref, hooks } }) =>
    act(`A commit of the change to ${ref} was begun (${way}, ${hooks ? 'with' : 'without'} hooks).`),
  'land.made': ({ commits }) => act(`Made under the user's name: ${commits.join(' ')}`),
  landed: 'The branch holds what was committed.',
  'land.failed': 'Nothing was committed.',
  'unland.intent': ({ revert }) =>
    act(revert ? 'A revert of what was committed was begun.' : 'Undo of the commit was begun.'),
  unlanded: 'What was committed was taken back.',
  'unland.failed': 'What was committed was not taken back.',
  'chain.linked': null,
  'chain.unlinked': null,
  'chain.broken': null,
  'chain.mended': null,
  'chain.begun': ({ how }) => (how === 'anyway' ? act('Begun without waiting for other tasks.') : null),
};

function delegated({ title, prompt, isolation, approve, secrets }: Task): string {
  const also = secrets?.alsoForAgent === true ? ', also for its own commands' : '';
  const given = secrets === undefined ? '' : `, secrets: ${secrets.names.join(' ')}${also}`;
  const how = `sandbox: ${isolation === 'sandbox' ? 'yes' : 'no'}, approvals: ${approve}${given}`;
  return `Delegated “${title}” (${how}): ${prompt}`;
}

function failed({ error }: Entry<'prepare.failed' | 'runner.failed'>): Noted {
  return { kind: 'refused', what: error.message };
}

function pullBegun({ into, base, from, branch }: PlannedPull['plan'], at: string): string {
  return `A pull request into ${base} of ${into.host}/${into.path} was begun, from ${branch} of ${from.path}${at}.`;
}

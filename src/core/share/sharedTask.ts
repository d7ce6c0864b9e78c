import type { RunnerEvent, TaskEntry, TaskView } from '../../protocol';
import { filesLabel } from '../labels/labels';
import type { Translate } from '../translate';
import { foldTranscript } from '../views/transcript';
import { emptyTranscript } from '../views/transcriptFold';

/** What is exported of a task, already made fit for others. */
export interface SharedTask {
  view: TaskView;
  entries: readonly TaskEntry[];
  events: readonly RunnerEvent[];
  /** As git writes it; null where it can't be had, as when the repository is gone. */
  patch: string | null;
  exportedAt: string;
  /** Places from which a secret, or what looks like one, was taken out. */
  secrets: number;
}

/** A line for the whole, then one for each line of the journals, then the change. */
export function sharedLines({ view, entries, events, patch, exportedAt, secrets }: SharedTask): string {
  const { id, title } = view.task;
  const head = {
    v: 1,
    kind: 'task',
    task: { id, title },
    exportedAt,
    secrets,
    entries: entries.length,
    events: events.length,
  };
  return [
    head,
    ...entries.map((entry) => ({ kind: 'entry', ...entry })),
    ...events.map((event) => ({ kind: 'event', ...event })),
    { kind: 'change', patch },
  ]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join('');
}

/** What an export holds and what not, for the person who decides to make it: whole sentences. */
export function sharedContents({ view, events, patch, secrets }: SharedTask, t: Translate): string[] {
  const { files, receipts } = view.run;
  return [
    t(
      'The task in your words, and {0} steps of its transcript with what the model was told.',
      foldTranscript(emptyTranscript, events).items.length,
    ),
    patch === null || files.length === 0
      ? t('No change of files.')
      : t('The change as a diff: {0}.', filesLabel(files, t)),
    receipts.length === 0 ? t('No receipt of a check.') : t('{0} receipts of checks.', receipts.length),
    t('What was used and what it cost.'),
    secrets === 0
      ? t('No secret was found in it. Look for what only you know to be one.')
      : t(
          'Secrets, or what looks like one, were taken out in {0} places. Look for what only you know to be one.',
          secrets,
        ),
    t('Not in it: whole outputs of commands, and images. Your home folder is written as ~.'),
  ];
}

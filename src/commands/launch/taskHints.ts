import type { Draft } from '../../app/tasks/drafts';
import { parseLaunch } from '../../core/launch/launches';
import type { TaskFinding } from '../../core/taskLint/taskFinding';
import { findingLabel, offerLabel } from '../../core/taskLint/findingLabel';
import { lintFacts } from '../../core/taskLint/lintFacts';
import { lintTask } from '../../core/taskLint/lintTask';
import { offersFor, type TaskOffer, withOffer } from '../../core/taskLint/taskOffers';
import { settings } from '../../host/settings';
import { t } from '../../host/translate';
import type { CommandDeps } from '../commandDeps';
import { proposedChecks } from './startForm';
import type { TaskForm } from './taskForm';

/** The first thing that a reader would ask back, and what one click does about it. */
export interface TaskHint {
  sentence: string;
  /** null: only the person can do something about it. */
  offer: TaskOffer | null;
  /** Of the button. */
  label: string;
}

/** Null where nothing is missing in the text. */
export type TaskHints = (text: string, draft: Draft) => TaskHint | null;

export function hintsFor({ services }: CommandDeps, form: TaskForm): TaskHints {
  return (written, draft) => {
    const task = taskIn(written, form);
    if (task === null) {
      return null;
    }
    const { text, purpose } = task;
    const { mode, verify, budget = settings.budgets.settings.task } = form;
    const proposed = purpose === 'experiment' ? [] : draft.verifyOptions.map(({ command }) => command);
    const check = (verify ?? proposedChecks(task, draft))[0] ?? null;
    const known = { root: draft.root, mode, check, proposed, budget, views: services.store.current.values() };
    const facts = lintFacts(text, known);
    const [finding] = lintTask(text, facts).filter(({ kind }) => purpose !== 'experiment' || kind !== 'check');
    return finding === undefined ? null : hintOf(finding, text, offersFor(finding, facts)[0] ?? null);
  };
}

/** What of the text is a task; null where it is a command that has none. */
function taskIn(written: string, { purpose }: TaskForm): Pick<TaskForm, 'text' | 'purpose'> | null {
  const launch = parseLaunch(written);
  switch (launch?.kind) {
    case undefined:
      return purpose === undefined ? { text: written } : { text: written, purpose };
    case 'experiment':
    case 'refactor':
      return { text: launch.prompt, purpose: launch.kind };
    case 'race':
    case 'sprint':
      return { text: launch.prompt };
    case 'problem':
    case 'review':
    case 'applyWorktree':
      return null;
  }
}

function hintOf(finding: TaskFinding, text: string, offer: TaskOffer | null): TaskHint {
  return { sentence: findingLabel(finding, text, t), offer, label: offer === null ? '' : offerLabel(offer, t) };
}

/** The form with what was offered done. */
export function withTaskOffer(form: TaskForm, offer: TaskOffer): TaskForm {
  if (offer.kind === 'mode') {
    return { ...form, mode: offer.mode };
  }
  if (offer.kind === 'check') {
    return { ...form, verify: [...(form.verify ?? []), offer.command] };
  }
  const changed = withOffer(form.text, offer, { isOneLine: true, check: form.verify?.[0] ?? null });
  return changed === null ? form : { ...form, ...changed };
}

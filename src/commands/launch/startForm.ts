import { type Draft, type NewTask, proposedChecks as checksOfDraft } from '../../app/tasks/drafts';
import { launchedTask } from '../../app/tasks/launches';
import { baseAfter } from '../../core/chains/baseAfter';
import { withAttachments } from '../../core/composer/withAttachments';
import { showError } from '../../host/errorNotice';
import { settings } from '../../host/settings';
import type { TaskId } from '../../protocol';
import { askCarry } from './carryChoice';
import type { CommandDeps } from '../commandDeps';
import type { TaskForm } from './taskForm';

/** Begins the work; null where nobody was chosen to do it. */
export async function startForm(deps: CommandDeps, form: TaskForm, draft: Draft): Promise<TaskId | null> {
  const { services, log } = deps;
  const { engine } = form;
  if (engine === null) {
    return null;
  }
  await askCarryIn(deps, form, draft);
  const view = await services.drafts.create(newTaskOf(deps, form, engine, draft));
  services.fleet.submit(view.task.id).catch((error: unknown) => showError(error, log));
  return view.task.id;
}

/** Of what is not tracked, in each repository. */
export async function askCarryIn(deps: CommandDeps, { several }: TaskForm, draft: Draft): Promise<void> {
  for (const root of several?.roots ?? [draft.root]) {
    await askCarry(deps, root);
  }
}

/** All that a task is told which was filled in like this. */
export function newTaskOf(
  deps: CommandDeps,
  form: TaskForm,
  engine: NonNullable<TaskForm['engine']>,
  draft: Draft,
): NewTask {
  const [verify = null, ...others] = form.verify ?? proposedChecks(form, draft);
  const written: NewTask = {
    root: draft.root,
    ...(form.url === undefined ? {} : { url: form.url }),
    ...(form.several === undefined ? {} : { several: form.several }),
    ...workOf(form, engine),
    ...startOf(deps, form, draft.root),
    verify,
    checks: others.map((command) => ({ kind: 'command', command })),
    ...(form.secrets === undefined ? {} : { secrets: form.secrets }),
    place: form.isHere === true ? 'here' : 'worktree',
    isolation: settings.isolation,
    sandboxLimits: settings.sandboxLimits,
    approve: 'ask',
    approvals: settings.approvals,
    limits: settings.limits,
    budget: form.budget ?? settings.budgets.settings.task,
    ...(engine.kind === 'command' || settings.mayStart === undefined ? {} : { mayStart: settings.mayStart }),
  };
  return form.purpose === undefined ? written : launchedTask(form.purpose, written);
}

function startOf({ services }: CommandDeps, { after, base }: TaskForm, root: string): Pick<NewTask, 'after' | 'base'> {
  const usual = baseAfter(after ?? [], root, (taskId) => services.store.current.get(taskId));
  const chosen = base?.base ?? usual;
  return {
    ...(after === undefined ? {} : { after: [...after] }),
    ...(chosen === undefined ? {} : { base: chosen }),
  };
}

/** An experiment may leave tests red, so it is checked only when a person says so. */
export function proposedChecks(
  { purpose }: Pick<TaskForm, 'purpose'>,
  draft: Pick<Draft, 'verify' | 'alsoVerify'>,
): string[] {
  return purpose === 'experiment' ? [] : checksOfDraft(draft);
}

/** Who does what: a model what it is told, or a command. */
function workOf(
  { text, attached, mode }: TaskForm,
  engine: NonNullable<TaskForm['engine']>,
): Pick<NewTask, 'prompt' | 'engine' | 'mode' | 'diagnostics'> {
  return engine.kind === 'command'
    ? { prompt: text, engine: { kind: 'command', command: text } }
    : {
        prompt: withAttachments(text, attached),
        engine,
        diagnostics: settings.diagnostics,
        ...(mode === 'work' ? {} : { mode }),
      };
}

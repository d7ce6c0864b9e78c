import type { Draft } from '../../app/tasks/drafts';
import { parseLaunch } from '../../core/launch/launches';
import { ComposerDraft } from '../../protocol';
import type { AgentsWindowUpdate, NewTaskOptions, TaskId } from '../../protocol';
import { tellWarning } from '../../host/messages';
import { t } from '../../host/translate';
import { chooseBase, shownBase } from './baseChoice';
import type { CommandDeps } from '../commandDeps';
import { chooseEngine, usualEngine } from './engineChoice';
import { askFolder } from './folderChoice';
import { launchForm } from './launchForm';
import { askPlace } from './severalChoice';
import type { TaskPlace } from './taskPlace';
import type { TaskForm } from './taskForm';
import { chooseWhere } from './whereChoice';

/** Starts what was written in the box of the Agents Window. What did not begin stands in the box again. */
export async function startTask(deps: CommandDeps, argument: unknown): Promise<void> {
  const { draft, isShown } = writtenIn(argument);
  let taskId: TaskId | null = null;
  try {
    taskId = draft === null ? null : await begin(deps, draft);
  } finally {
    if (taskId === null && draft !== null) {
      deps.agentsWindow.tell({ type: 'drafts', drafts: { new: draft } });
    }
  }
  if (taskId !== null && isShown) {
    deps.agentsWindow.open(taskId);
  }
}

function writtenIn(argument: unknown): { draft: ComposerDraft | null; isShown: boolean } {
  const isGiven = typeof argument === 'object' && argument !== null && 'draft' in argument;
  const { data = null } = ComposerDraft.safeParse(isGiven ? argument.draft : null);
  return { draft: data, isShown: isGiven && 'isShown' in argument && argument.isShown === true };
}

/** Null where a person closed a question on the way. */
async function begin(deps: CommandDeps, composed: ComposerDraft): Promise<TaskId | null> {
  const { text, given, options } = composed;
  const place = await askPlace(deps);
  const engine = place === undefined ? null : await engineOf(deps, options);
  if (place === undefined || engine === null || isUnfit(composed, place)) {
    return null;
  }
  const draft = await proposed(deps, place);
  const written = engine.kind === 'command' ? text : await deps.given.written(draft.root, { said: text, given }, t);
  const { base = null, mode = 'work', verify, budget } = options;
  const form: TaskForm = {
    ...{ ...place, engine, mode, base, text: written, attached: [], secrets: undefined },
    verify: verify === undefined ? undefined : verify === '' ? [] : [verify],
    ...(budget === undefined ? {} : { budget }),
    isHere: options.place === 'here',
  };
  return await launchForm(deps, form, draft);
}

/** Says why, where what was written can't be done in the checkout itself. */
function isUnfit({ options, text }: ComposerDraft, { url }: TaskPlace): boolean {
  const isRefused = options.place === 'here' && (url !== undefined || parseLaunch(text) !== null);
  if (isRefused) {
    void tellWarning(t('Not started: this works in worktrees only. Choose In a Worktree below the box.'));
  }
  return isRefused;
}

function proposed({ services }: CommandDeps, { folder, several }: TaskPlace): Promise<Draft> {
  return services.drafts.propose(several?.root ?? folder, several?.joined);
}

async function engineOf(deps: CommandDeps, { model }: NewTaskOptions): Promise<TaskForm['engine']> {
  return model === undefined
    ? ((await usualEngine(deps)) ?? (await chooseEngine(deps)) ?? null)
    : { kind: 'model', model };
}

type Picked = Omit<Extract<AgentsWindowUpdate, { type: 'picked' }>, 'type'>;

const pickers: ReadonlyMap<unknown, (deps: CommandDeps) => Promise<Picked | null>> = new Map([
  ['model', pickedModel],
  ['base', pickedBase],
  ['place', pickedPlace],
]);

/** Lets the person choose the model, the base or the place of the task that they write in the Agents Window. */
export async function pickForTask(deps: CommandDeps, argument: unknown): Promise<void> {
  const picked = await pickers.get(argument)?.(deps);
  if (picked !== undefined && picked !== null) {
    deps.agentsWindow.tell({ type: 'picked', ...picked });
  }
}

async function pickedModel(deps: CommandDeps): Promise<Picked | null> {
  const engine = await chooseEngine(deps);
  return engine?.kind === 'model' ? { options: { model: engine.model } } : null;
}

/** A task in the checkout starts from what is there. */
async function pickedPlace(): Promise<Picked | null> {
  const place = await chooseWhere();
  return place === undefined
    ? null
    : place === 'here'
      ? { options: { place }, without: ['base'] }
      : { options: {}, without: ['place'] };
}

async function pickedBase(deps: CommandDeps): Promise<Picked | null> {
  const folder = await askFolder();
  if (folder === undefined) {
    return null;
  }
  const base = await chooseBase(deps, await deps.services.drafts.propose(folder));
  return base === undefined
    ? null
    : base === null
      ? { options: {}, without: ['base'] }
      : { options: { base: { base, shown: shownBase(deps, base) } } };
}

import type { Draft } from '../app/drafts';
import { ComposerDraft } from '../protocol';
import type { NewTaskOptions, TaskId } from '../protocol';
import { t } from '../host/translate';
import { chooseBase, shownBase } from './baseChoice';
import type { CommandDeps } from './commandDeps';
import { chooseEngine, usualEngine } from './engineChoice';
import { askFolder } from './folderChoice';
import { launchForm } from './launchForm';
import { askPlace } from './severalChoice';
import type { TaskPlace } from './taskPlace';
import type { TaskForm } from './taskForm';

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
async function begin(deps: CommandDeps, { text, given, options }: ComposerDraft): Promise<TaskId | null> {
  const place = await askPlace(deps);
  const engine = place === undefined ? null : await engineOf(deps, options);
  if (place === undefined || engine === null) {
    return null;
  }
  const draft = await proposed(deps, place);
  const written = engine.kind === 'command' ? text : await deps.given.written(draft.root, { said: text, given }, t);
  const { base = null, mode = 'work', verify, budget } = options;
  const form: TaskForm = {
    ...{ ...place, engine, mode, base, text: written, attached: [], secrets: undefined },
    verify: verify === undefined ? undefined : verify === '' ? [] : [verify],
    ...(budget === undefined ? {} : { budget }),
  };
  return await launchForm(deps, form, draft);
}

function proposed({ services }: CommandDeps, { folder, several }: TaskPlace): Promise<Draft> {
  return services.drafts.propose(several?.root ?? folder, several?.joined);
}

async function engineOf(deps: CommandDeps, { model }: NewTaskOptions): Promise<TaskForm['engine']> {
  return model === undefined
    ? ((await usualEngine(deps)) ?? (await chooseEngine(deps)) ?? null)
    : { kind: 'model', model };
}

/** Lets the person choose the model or the base of the task that they write in the Agents Window. */
export async function pickForTask(deps: CommandDeps, argument: unknown): Promise<void> {
  const options = argument === 'model' ? await pickedModel(deps) : argument === 'base' ? await pickedBase(deps) : null;
  if (options !== null) {
    deps.agentsWindow.tell({ type: 'picked', options });
  }
}

async function pickedModel(deps: CommandDeps): Promise<NewTaskOptions | null> {
  const engine = await chooseEngine(deps);
  return engine?.kind === 'model' ? { model: engine.model } : null;
}

async function pickedBase(deps: CommandDeps): Promise<NewTaskOptions | null> {
  const folder = await askFolder();
  if (folder === undefined) {
    return null;
  }
  const base = await chooseBase(deps, await deps.services.drafts.propose(folder));
  return base === undefined ? null : base === null ? {} : { base: { base, shown: shownBase(deps, base) } };
}

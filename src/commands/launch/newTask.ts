import type { Draft } from '../../app/tasks/drafts';
import { currentEngine } from '../../core/models/currentEngine';
import { checksOf } from '../../core/checks/checks';
import { estimateTask } from '../../core/budget/estimate';
import { estimateLabel } from '../../core/budget/estimateLabel';
import { t } from '../../host/translate';
import { Attachments, Preset, Task } from '../../protocol';
import type { EngineChoice, TaskBase } from '../../protocol';
import { chooseBase, chooseMemberBase, shownBase } from './baseChoice';
import { chooseAddress } from './addressChoice';
import type { CommandDeps } from '../commandDeps';
import { chooseEngine, usualEngine } from './engineChoice';
import { askPlace, choosePlace, placeOf } from './severalChoice';
import type { TaskPlace } from './taskPlace';
import { launchForm } from './launchForm';
import { namedModel } from './modelQuestions';
import { savePreset } from './presets';
import { taskFor } from '../agents/taskArgument';
import { askTask, type BoxPart } from './taskBox';
import { hintsFor, withTaskOffer } from './taskHints';
import type { TaskForm } from './taskForm';
import { chooseSecrets } from '../setup/secretsChoice';
import { chooseMode } from './modeChoice';
import { chooseVerify } from './verifyChoice';

/** Asks for a task in one box. When it is sent the editor has the focus back, then the work begins. */
export async function newTask(deps: CommandDeps, argument?: unknown): Promise<void> {
  const place = isByAddress(argument) ? await chooseAddress(deps) : await askPlace(deps);
  if (place !== undefined) {
    await fillIn(deps, {
      ...place,
      text: proposedText(argument),
      attached: attachedTo(argument),
      ...afterOf(argument),
      engine: await usualEngine(deps),
      mode: 'work',
      verify: undefined,
      secrets: undefined,
      base: null,
      ...purposeIn(argument),
      ...(await presetIn(deps, argument)),
    });
  }
}

/** Asked by a button that says so. */
function isByAddress(argument: unknown): boolean {
  return typeof argument === 'object' && argument !== null && 'byAddress' in argument && argument.byAddress === true;
}

/** What a launcher begins. */
function purposeIn(argument: unknown): Pick<TaskForm, 'purpose'> {
  const purpose = typeof argument === 'object' && argument !== null && 'purpose' in argument ? argument.purpose : null;
  return purpose === 'experiment' || purpose === 'refactor' ? { purpose } : {};
}

/** What was saved with a preset, as far as it can be had here. */
async function presetIn(deps: CommandDeps, argument: unknown): Promise<Partial<TaskForm>> {
  const isGiven = typeof argument === 'object' && argument !== null && 'preset' in argument;
  const preset = isGiven ? Preset.safeParse(argument.preset).data : undefined;
  if (preset === undefined) {
    return {};
  }
  const { purpose, mode, verify, model } = preset;
  const named = model === undefined ? null : await namedModel(deps, model);
  return {
    ...(purpose === undefined ? {} : { purpose }),
    ...(mode === undefined ? {} : { mode }),
    ...(verify === undefined ? {} : { verify }),
    ...(named === null ? {} : { engine: { kind: 'model', model: named } }),
  };
}

/** What a link proposes; it is sent by a person or not at all. */
function proposedText(argument: unknown): string {
  const isProposal = typeof argument === 'object' && argument !== null && 'prompt' in argument;
  return isProposal && typeof argument.prompt === 'string' ? argument.prompt : '';
}

function attachedTo(argument: unknown): TaskForm['attached'] {
  const isGiven = typeof argument === 'object' && argument !== null && 'attached' in argument;
  return (isGiven ? Attachments.safeParse(argument.attached).data : undefined) ?? [];
}

function afterOf(argument: unknown): Pick<TaskForm, 'after'> {
  const isGiven = typeof argument === 'object' && argument !== null && 'after' in argument;
  const after = isGiven ? Task.shape.after.safeParse(argument.after).data : undefined;
  return after === undefined ? {} : { after };
}

/** New Task, filled in with what another task was told. */
export async function editAndRun(deps: CommandDeps, argument: unknown): Promise<void> {
  const view = await taskFor('editAndRun', deps, argument);
  if (view !== undefined) {
    const { prompt, mode = 'work', base, secrets } = view.task;
    const engine = currentEngine(view.task, view.run);
    const verify = checksOf(view.task).flatMap((check) => (check.kind === 'command' ? [check.command] : []));
    const text = engine.kind === 'command' ? engine.command : prompt;
    await fillIn(deps, {
      ...(await placeOf(deps, view.task)),
      text,
      attached: [],
      engine: withoutCommand(engine),
      mode,
      verify,
      secrets,
      base: formBase(deps, base),
    });
  }
}

function formBase(deps: CommandDeps, base: TaskBase | null | undefined): TaskForm['base'] {
  return base === null || base === undefined ? null : { base, shown: shownBase(deps, base) };
}

function withoutCommand(engine: EngineChoice): TaskForm['engine'] {
  return engine.kind === 'command' ? { kind: 'command' } : engine;
}

/** Goes on asking until the box is sent or closed; the buttons of the box change one part each. */
async function fillIn(deps: CommandDeps, first: TaskForm): Promise<void> {
  let form = first;
  for (;;) {
    if (form.engine === null) {
      const engine = await chooseEngine(deps);
      if (engine === undefined) {
        return;
      }
      form = { ...form, engine };
    }
    const draft = deps.services.drafts.propose(form.several?.root ?? form.folder, form.several?.joined);
    const answer = await askTask(form, draft, {
      estimate: (text, root) => estimateLabel(estimateTask(text, root, deps.services.store.current.values()), t),
      hints: hintsFor(deps, form),
    });
    if (answer === undefined) {
      return;
    }
    form = { ...form, text: answer.text, selected: undefined };
    if (answer.kind === 'send') {
      await launchForm(deps, form, await draft);
      return;
    }
    form =
      answer.kind === 'offer'
        ? withTaskOffer(form, answer.offer)
        : await changed(deps, { form, part: answer.kind, draft });
  }
}

interface Change {
  form: TaskForm;
  part: BoxPart;
  draft: Promise<Draft>;
}

async function changed(deps: CommandDeps, { form, part, draft }: Change): Promise<TaskForm> {
  switch (part) {
    case 'verify':
      return { ...form, verify: await chooseVerify(await draft, form.verify) };
    case 'engine':
      return { ...form, engine: (await chooseEngine(deps)) ?? form.engine };
    case 'secrets':
      return { ...form, secrets: await chooseSecrets(deps, (await draft).root, form.secrets) };
    case 'mode':
      return { ...form, mode: (await chooseMode(form.mode)) ?? form.mode };
    case 'base':
      return withBase(deps, form, await draft);
    case 'folder':
      return placedAnew(form, await choosePlace(deps));
    case 'preset':
      if (form.text !== '') {
        await savePreset(form);
      }
      return form;
  }
}

/** Of several repositories one is chosen first. */
async function withBase(deps: CommandDeps, form: TaskForm, draft: Draft): Promise<TaskForm> {
  if (form.several !== undefined) {
    return { ...form, several: (await chooseMemberBase(deps, form.several)) ?? form.several };
  }
  const chosen = await chooseBase(deps, draft);
  return chosen === undefined ? form : { ...form, base: formBase(deps, chosen) };
}

/** What belongs to another place is chosen anew. */
function placedAnew(form: TaskForm, place: TaskPlace | undefined): TaskForm {
  const isSame = place?.folder === form.folder && place.several?.root === form.several?.root;
  return place === undefined || isSame ? form : { ...form, url: undefined, ...place, base: null, verify: undefined };
}

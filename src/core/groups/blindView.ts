import type { ModelRef, RaceGlance, RunnerEvent, TaskView } from '../../protocol';
import { isHidden, memberName, memberTitle } from './memberName';

/** A task as it may be shown: while nobody is to know which racer it is, its title says only what all of them say. */
export function titledView(view: TaskView, races: readonly RaceGlance[]): TaskView {
  return isHidden(view, races) ? { ...view, task: { ...view.task, title: memberTitle(view, races) } } : view;
}

/** The same, and without what tells who works on it: the model, the branch that is called after it, and the price. */
export function blindView(view: TaskView, races: readonly RaceGlance[]): TaskView {
  if (!isHidden(view, races)) {
    return view;
  }
  const name = memberName(view, races) ?? '';
  const { task, app, run } = titledView(view, races);
  const engine = task.engine.kind === 'model' ? ({ kind: 'model', model: hiddenModel(name) } as const) : task.engine;
  const group = task.group === undefined ? {} : { group: { ...task.group, label: name } };
  const { spent } = run.budget;
  return {
    ...view,
    task: { ...task, engine, slug: name.toLowerCase(), ...group },
    app: { ...app, workspace: app.workspace === null ? null : unnamed(app.workspace, name) },
    run: {
      ...run,
      model: null,
      budget: { ...run.budget, spent: { ...spent, microUsd: 0, unpricedTokens: spent.tokens } },
    },
  };
}

/** In the place of a model that nobody is to know. */
export function hiddenModel(name: string): ModelRef {
  return { provider: 'openai-compatible', name };
}

/** What the journal of a racer says, in the same way: without its models, and without what its requests cost. */
export function blindEvents(
  view: TaskView,
  events: readonly RunnerEvent[],
  races: readonly RaceGlance[],
): readonly RunnerEvent[] {
  return isHidden(view, races) ? events.map((event) => blindEvent(event, memberName(view, races) ?? '')) : events;
}

function blindEvent(event: RunnerEvent, name: string): RunnerEvent {
  if (event.type === 'usage') {
    return { ...event, cost: undefined };
  }
  const isOfModel = event.type === 'model.changed' || event.type === 'model.request' || event.type === 'compacting';
  return isOfModel ? { ...event, model: hiddenModel(name) } : event;
}

function unnamed<W extends NonNullable<TaskView['app']['workspace']>>(workspace: W, branch: string): W {
  const [first, ...others] = workspace.repos;
  return { ...workspace, repos: [{ ...first, branch: first.branch === null ? null : branch }, ...others] };
}

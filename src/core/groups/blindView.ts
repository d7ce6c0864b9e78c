import type { RaceGlance, TaskView } from '../../protocol';
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
  const engine =
    task.engine.kind === 'model' ? ({ kind: 'model', model: { ...task.engine.model, name } } as const) : task.engine;
  const { spent } = run.budget;
  return {
    ...view,
    task: { ...task, engine: hiddenProvider(engine) },
    app: { ...app, workspace: app.workspace === null ? null : unnamed(app.workspace, name) },
    run: { ...run, model: null, budget: { ...run.budget, spent: { ...spent, unpricedTokens: spent.tokens } } },
  };
}

function hiddenProvider(engine: TaskView['task']['engine']): TaskView['task']['engine'] {
  return engine.kind === 'model'
    ? { kind: 'model', model: { provider: 'openai-compatible', name: engine.model.name } }
    : engine;
}

function unnamed<W extends NonNullable<TaskView['app']['workspace']>>(workspace: W, branch: string): W {
  const [first, ...others] = workspace.repos;
  return { ...workspace, repos: [{ ...first, branch: first.branch === null ? null : branch }, ...others] };
}

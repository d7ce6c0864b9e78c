import type { EngineChoice, ModelRef, RunState, Task } from '../../protocol';

/** Who does the work now: what the task was made with, or the model that it was changed to. */
export function currentEngine({ engine }: Pick<Task, 'engine'>, { model }: Pick<RunState, 'model'>): EngineChoice {
  return engine.kind === 'model' && model !== null ? { kind: 'model', model } : engine;
}

/** The model that is asked next; null for a command task. */
export function currentModel(task: Pick<Task, 'engine'>, run: Pick<RunState, 'model'>): ModelRef | null {
  const engine = currentEngine(task, run);
  return engine.kind === 'model' ? engine.model : null;
}

import type { ModelRef, PlaceClaim, TaskView } from '../../protocol';
import { currentModel } from '../models/currentEngine';
import { baseUrlOf } from '../models/modelCatalog';

/** What the task takes of the machine, its repository and its provider while it runs. */
export function placeClaim({ task, run, app }: Pick<TaskView, 'task' | 'run' | 'app'>): PlaceClaim {
  const model = currentModel(task, run);
  return {
    repository: task.repos[0].root,
    provider: model === null ? null : providerOf(model),
    batch: task.group?.groupId ?? task.sharedBudget?.id ?? task.id,
    priority: app.priority,
  };
}

/** Null for what nobody outside answers. */
function providerOf(model: ModelRef): string | null {
  const address = baseUrlOf(model);
  return address === null ? null : `${model.provider} ${model.baseUrl ?? ''}`.trim();
}

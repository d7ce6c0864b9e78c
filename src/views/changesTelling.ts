import type { ReviewOrders } from '../app/reviews/reviewOrders';
import type { Submodules } from '../app/reviews/submodules';
import type { StepChanges } from '../app/tasks/stepChanges';
import type { TaskStore } from '../app/tasks/taskStore';
import { resultTree } from '../core/run/result';
import { stepsOf } from '../core/views/taskSteps';
import { t } from '../host/translate';
import type { AgentsWindowUpdate, ChangesPart, TaskId } from '../protocol';

interface Page {
  readonly deps: {
    store: TaskStore;
    orders: Pick<ReviewOrders, 'look'>;
    submodules: Pick<Submodules, 'look'>;
    steps: Pick<StepChanges, 'files'>;
  };
  send(update: AgentsWindowUpdate): void;
}

const mostSteps = 200;

/** Tells a page in what order it shows the changed files, what is in none of them, and between which steps a person can choose. */
export async function sendOrder(page: Page, { taskId }: { taskId: TaskId }): Promise<void> {
  const { deps } = page;
  const view = deps.store.get(taskId);
  const files = view.app.workspace === null ? [] : await deps.orders.look(view);
  const all = stepsOf(deps.store.events(taskId), t).filter(({ kept }) => kept !== null);
  const steps = all.slice(-mostSteps).map(({ seq, turn, label }) => ({ seq, turn, label }));
  const edited = await deps.submodules.look(view);
  const submodules = edited.length === 0 ? {} : { submodules: edited };
  page.send({ type: 'order', taskId, tree: resultTree(view) ?? '', files, steps, ...submodules });
}

/** Tells a page what a step, or the last turn, changed. */
export async function sendPartFiles(
  page: Page,
  { taskId, part }: { taskId: TaskId; part: ChangesPart },
): Promise<void> {
  const { deps } = page;
  const files = await deps.steps.files(deps.store.get(taskId), part);
  page.send({ type: 'partFiles', taskId, part, files });
}

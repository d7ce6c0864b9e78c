import { meetingText } from '../../core/train/meetingText';
import { mendingText } from '../../core/train/mendingText';
import type { Carried, TrainState } from '../../core/train/trainState';
import type { Git } from '../../core/worktrees/gitPorts';
import type { LeftOutWhy, ObjectName, RunnerEvent, TaskId, TaskView } from '../../protocol';

interface Deps {
  git: Pick<Git, 'patch' | 'mergeWithMarks'>;
  store: { get(taskId: TaskId): TaskView; events(taskId: TaskId): readonly RunnerEvent[] };
}

/**
 * The message to an agent whose change does not merge with the tree `onto`: both sides, and what the others were asked and
 * made. Throws `GitError`.
 */
export async function meetingOf(
  { git, store }: Deps,
  { train, cars }: TrainState,
  {
    mark,
    why,
    car,
    onto,
  }: { mark: string; why: Extract<LeftOutWhy, { kind: 'conflict' }>; car: Carried; onto: ObjectName },
): Promise<string> {
  const { snapshot, tree } = car.carriage;
  const { files } = await git.mergeWithMarks(train.root, snapshot, { ours: onto, theirs: tree });
  const partners = cars
    .filter(({ carriage }) => why.with.includes(carriage.taskId))
    .map(async ({ carriage }) => ({
      label: carriage.label,
      prompt: store.get(carriage.taskId).task.prompt,
      patch: await git.patch(train.root, carriage.snapshot, carriage.tree),
    }));
  const marked = files.map((file) => ({
    path: file.path,
    marked: file.marked === null ? null : new TextDecoder().decode(file.marked),
  }));
  return meetingText({ mark, partners: await Promise.all(partners), files: marked });
}

/** The message to an agent whose change is red: the failure, and what it was joined with. Throws `GitError`. */
export async function messageTo(
  { git, store }: Deps,
  { train, cars }: TrainState,
  { mark, why }: { mark: string; why: Extract<LeftOutWhy, { kind: 'red' }> },
): Promise<string> {
  const with_ = cars.filter(({ carriage }) => why.with.includes(carriage.taskId));
  const partners: { label: string; patch: string }[] = [];
  for (const { carriage } of with_) {
    const { label, snapshot, tree } = carriage;
    partners.push({ label, patch: await git.patch(train.root, snapshot, tree) });
  }
  const said = cars
    .map(({ carriage }) => saidIn(store.events(carriage.taskId), why.receipt))
    .find((text) => text !== '');
  return mendingText({ mark, partners, receipt: why.receipt, said: said ?? '' });
}

/** What the red command printed when it was tried in that agent's place. */
function saidIn(events: readonly RunnerEvent[], { tree, command }: { tree: string; command: string }): string {
  const done = events.findLast(
    (event) =>
      event.type === 'tryout.done' &&
      event.receipts.some((receipt) => receipt.tree === tree && receipt.command === command && receipt.exitCode !== 0),
  );
  return done?.type === 'tryout.done' ? (done.said ?? '') : '';
}

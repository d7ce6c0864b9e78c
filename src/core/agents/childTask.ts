import { TaskError } from '../errors';
import { slugOf, titleOf } from '../labels/title';
import { currentEngine } from '../models/currentEngine';
import { type CallId, type MayStart, Task, type TaskBase, type TaskId, type TaskView } from '../../protocol';

interface Wish {
  callId: CallId;
  title: string;
  prompt: string;
  base: TaskBase;
  /** Folders and files that it is to keep to. */
  scope?: readonly string[] | undefined;
}

/**
 * The task of an agent that another one starts. All that it may do is taken over from there, and nothing of what it is asked
 * can widen it: rights, sandbox, checks, secrets, model and limits, and the budget that they share.
 */
export function childTask(
  parent: TaskView,
  { callId, title, prompt, base, scope: wanted }: Wish,
  made: { id: TaskId; createdAt: string },
): Task {
  const { task, run } = parent;
  const { verify, checks, isolation, sandboxLimits, approve, approvals, repos, limits, diagnostics, secrets, purpose } =
    task;
  const { mayStart, sharedBudget, budget, startedBy } = task;
  if (task.joined !== undefined) {
    throw refused('A task over several repositories starts no agents.', 'Do the work yourself.');
  }
  if (mayStart === undefined || sharedBudget === undefined) {
    throw refused('This task may start no agents.', 'Do the work yourself, or ask the person for it with ask_user.');
  }
  const named = titleOf(title);
  const below = mayStart.depth > 1 ? { mayStart: { ...mayStart, depth: mayStart.depth - 1 } } : {};
  return Task.parse({
    ...{ ...made, title: named, slug: slugOf(named), prompt, base, place: 'worktree' },
    ...{
      verify,
      checks,
      isolation,
      sandboxLimits,
      approve,
      approvals,
      repos,
      limits,
      diagnostics,
      secrets,
      purpose,
    },
    ...scopeOf(task, wanted),
    ...{ engine: currentEngine(task, run), budget, sharedBudget },
    ...below,
    startedBy: { taskId: task.id, callId, root: startedBy?.root ?? task.id, title: task.title },
  });
}

/** What holds the parent holds its child too, whatever that was given. */
function scopeOf(
  { scope, keepsToScope }: Task,
  wanted: readonly string[] | undefined,
): Pick<Task, 'scope' | 'keepsToScope'> {
  if (keepsToScope === true || wanted === undefined) {
    return { scope, keepsToScope };
  }
  const plain = wanted.map((each) => each.trim().replace(/^(\.?\/)+|\/+$/g, '')).filter((each) => each !== '');
  return plain.length === 0
    ? { scope, keepsToScope }
    : { scope: plain.flatMap((each) => [each, `${each}/**`]).slice(0, 50), keepsToScope: true };
}

/** Throws where the agents of the task that a person started are as many as they may be. */
export function refuseTooMany(root: TaskId, bound: MayStart, views: Iterable<TaskView>): void {
  const started = [...views].filter(({ task }) => task.startedBy?.root === root).length;
  if (started >= bound.count) {
    throw refused(
      `No agent was started: ${started} were started for this task, and it may have ${bound.count}.`,
      'Do the rest yourself.',
    );
  }
}

/** The agent that this call has started before a crash. */
export function startedBefore(parent: TaskId, callId: CallId, views: Iterable<TaskView>): TaskView | undefined {
  return [...views].find(({ task }) => task.startedBy?.taskId === parent && task.startedBy.callId === callId);
}

function refused(message: string, hint: string): TaskError {
  return new TaskError('not-possible-now', message, { hint });
}

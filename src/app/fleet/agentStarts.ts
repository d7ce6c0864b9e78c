import type { AgentAnswer } from '../../core/agents/agentPorts';
import { agentResult, changedLines } from '../../core/agents/agentResult';
import { childTask, refuseTooMany, startedBefore } from '../../core/agents/childTask';
import { TaskError, toErrorData } from '../../core/errors';
import type { HostAnswers } from '../../core/hostPorts';
import {
  type AgentAsk,
  type HostRequest,
  type ObjectName,
  type Said,
  TaskId,
  type TaskBase,
  type TaskView,
} from '../../protocol';
import type { FleetDeps } from './fleetDeps';
import type { Scheduler } from './scheduler';
import { TaskQueue } from '../tasks/taskQueue';
import { taskRedactor } from '../tasks/taskRedactor';
import type { TaskRuns } from './taskRuns';

interface Deps extends Pick<
  FleetDeps,
  'store' | 'files' | 'clock' | 'ids' | 'credentials' | 'secrets' | 'host' | 'log' | 'git'
> {
  runs: () => Pick<TaskRuns, 'has' | 'until'>;
  places: () => Pick<Scheduler, 'enter' | 'leave'>;
  submit: (taskId: TaskId) => Promise<void>;
  /** With an id that makes it said once. */
  say: (taskId: TaskId, said: Said, id: string) => Promise<void>;
}

/** Of files that don't merge. */
const mostNamed = 100;

type AgentsRequest = Extract<HostRequest, { kind: 'agents' }>;

/** Agents that agents start, bounded by what a person allowed for the first of them. */
export class AgentStarts {
  private readonly queue = new TaskQueue();
  private readonly open = new Map<string, AbortController>();

  constructor(private readonly deps: Deps) {}

  /** Answers what runners ask of other agents, and hands everything else on. */
  readonly host: HostAnswers = (request, respond) => {
    const { askId } = request;
    const own = this.open.get(askId);
    if (request.kind === 'cancel' && own !== undefined) {
      own.abort(new Error('The runner needs no answer any more.'));
    } else if (request.kind === 'agents') {
      const abort = new AbortController();
      this.open.set(askId, abort);
      void this.act(request, abort.signal)
        .then(
          (answer) => respond({ askId, kind: 'agents', ...answer }),
          (error: unknown) => {
            if (!abort.signal.aborted) {
              respond({ askId, kind: 'failed', error: toErrorData(error) });
            }
          },
        )
        .finally(() => this.open.delete(askId));
    } else {
      this.deps.host(request, respond);
    }
  };

  private async act({ taskId, ask }: AgentsRequest, signal: AbortSignal): Promise<AgentAnswer> {
    const parent = this.deps.store.get(taskId);
    switch (ask.act) {
      case 'start': {
        const root = parent.task.startedBy?.root ?? taskId;
        return { text: await this.queue.run(root, () => this.start(parent, ask)) };
      }
      case 'message': {
        const child = this.childOf(parent, ask.agent);
        await this.deps.say(child.task.id, { type: 'message', text: ask.text, when: 'next', by: 'policy' }, ask.callId);
        return { text: `${child.task.title} was told.` };
      }
      case 'wait':
        return { text: await this.wait(parent, this.childOf(parent, ask.agent), signal) };
      case 'take':
        return await this.take(parent, this.childOf(parent, ask.agent), ask.onto);
    }
  }

  private async start(parent: TaskView, ask: Extract<AgentAsk, { act: 'start' }>): Promise<string> {
    const { store, files, ids, clock, submit, log } = this.deps;
    const before = startedBefore(parent.task.id, ask.callId, store.current.values());
    if (before !== undefined) {
      return started(before);
    }
    const { startedBy, mayStart } = parent.task;
    const root = startedBy?.root ?? parent.task.id;
    const bound = store.current.get(root)?.task.mayStart ?? mayStart;
    if (bound !== undefined) {
      refuseTooMany(root, bound, store.current.values());
    }
    const redactor = await taskRedactor(this.deps, parent.task, parent.task.repos[0].root);
    const base = ask.from === undefined ? baseOf(parent) : this.resultOf(parent, ask.from);
    const { callId, scope } = ask;
    const wish = { callId, base, scope, title: redactor.redact(ask.title), prompt: redactor.redact(ask.prompt) };
    const task = childTask(parent, wish, { id: ids.taskId(), createdAt: clock.now().toISOString() });
    await files.create(task.id);
    await store.append(task.id, { type: 'created', task });
    submit(task.id).catch((error: unknown) => log.error(`Agent ${task.id} did not begin.`, error));
    return started(store.get(task.id));
  }

  /** Who waits gives up its place meanwhile, which the other one may need. */
  private async wait(parent: TaskView, child: TaskView, signal: AbortSignal): Promise<string> {
    const { store, runs, places } = this.deps;
    const childId = child.task.id;
    const isOver = (): boolean => ['complete', 'failed', 'stopped'].includes(store.get(childId).state.kind);
    const isSettled = (): boolean => signal.aborted || (isOver() && !runs().has(childId));
    places().leave(parent.task.id);
    const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    await Promise.race([runs().until(childId, isSettled), aborted]);
    signal.throwIfAborted();
    places().enter(parent.task.id);
    return agentResult(store.get(childId), store.events(childId));
  }

  /** Only a merge in the object store; the files are the runner's. */
  private async take(parent: TaskView, child: TaskView, onto: ObjectName): Promise<AgentAnswer> {
    const { task, state, run, app } = child;
    const [snapshot, tree] = [app.workspace?.repos[0].snapshot, run.checkpoint?.commit];
    if (state.kind !== 'complete' || snapshot === undefined || tree === undefined) {
      throw new TaskError('not-possible-now', `Nothing was taken: ${task.title} has no finished result.`, {
        hint: 'wait_for_agent says when it is finished; message_agent lets it go on.',
      });
    }
    const [joined] = await this.deps.git.fold(parent.task.repos[0].root, onto, [{ snapshot, tree }]);
    if (joined?.kind !== 'clean') {
      const paths = (joined?.paths ?? []).slice(0, mostNamed).map((path) => `- ${path}`);
      const what = `Nothing was taken: what ${task.title} changed does not merge with your files in:`;
      return { text: [what, ...paths, 'Change these yourself, or tell it to begin from your files.'].join('\n') };
    }
    return { text: [`Taken from ${task.title}.`, ...changedLines(child)].join('\n'), tree: joined.tree };
  }

  private resultOf(parent: TaskView, agent: string): TaskBase {
    return { kind: 'task', taskId: this.childOf(parent, agent).task.id };
  }

  private childOf(parent: TaskView, agent: string): TaskView {
    const taskId = TaskId.safeParse(agent.trim()).data;
    const child = taskId === undefined ? undefined : this.deps.store.current.get(taskId);
    if (child?.task.startedBy?.taskId !== parent.task.id) {
      throw new TaskError('not-possible-now', `You have started no agent ${agent.slice(0, 60)}.`, {
        hint: 'Name it by the id that start_agent gave you.',
      });
    }
    return child;
  }
}

function started({ task }: TaskView): string {
  return `Started ${task.title} as agent ${task.id}. wait_for_agent says when it is finished.`;
}

/** The files of the parent as it left them last. */
function baseOf({ run, app }: TaskView): TaskBase {
  const commit = run.checkpoint?.commit ?? app.workspace?.repos[0].snapshot;
  if (commit === undefined) {
    throw new TaskError('not-possible-now', 'No agent was started: there are no files yet to begin with.');
  }
  return { kind: 'ref', name: commit };
}

import type { ChainBreak, ChainLink, TaskId, TaskView } from '../../protocol';
import { noChain } from './chainReducers';

type Find = (taskId: TaskId) => TaskView | undefined;

/** How far a task is that begins after others. */
export type ChainStanding =
  | { kind: 'holds' }
  /** `others` is how many more it waits for. */
  | { kind: 'waits'; link: ChainLink; others: number }
  | { kind: 'broken'; link: ChainLink; because: ChainBreak };

/**
 * Whether the task can begin; what will not come by itself is told before what is waited for. `inBranch` are tasks whose
 * whole change was seen in their branch, whoever brought it there.
 */
export function chainStanding(
  { task, app }: TaskView,
  find: Find,
  inBranch: ReadonlySet<TaskId> = new Set(),
): ChainStanding {
  const { links, begun } = app.chain;
  if (begun !== null) {
    return { kind: 'holds' };
  }
  const standings = links.map((link) => {
    const isThere = link.condition === 'landed' && inBranch.has(link.taskId);
    return { link, standing: isThere ? ('holds' as const) : linkStanding(link, find) };
  });
  const broken = standings.find(({ standing }) => standing !== 'holds' && standing !== 'waits');
  if (broken !== undefined) {
    return { kind: 'broken', link: broken.link, because: broken.standing as ChainBreak };
  }
  const waiting = standings.filter(({ standing }) => standing === 'waits');
  const [first] = waiting;
  if (first === undefined) {
    return { kind: 'holds' };
  }
  const inCycle = waiting.find(({ link }) => cycleThrough(task.id, link.taskId, find) !== null);
  return inCycle === undefined
    ? { kind: 'waits', link: first.link, others: waiting.length - 1 }
    : { kind: 'broken', link: inCycle.link, because: 'cycle' };
}

/**
 * The tasks of the cycle that there would be if `taskId` began after `other`, each before the one that it waits for, from
 * `taskId` on; null when there would be none.
 */
export function cycleThrough(taskId: TaskId, other: TaskId, find: Find): TaskId[] | null {
  const seen = new Set<TaskId>();
  const walk = (at: TaskId, path: readonly TaskId[]): TaskId[] | null => {
    if (at === taskId) {
      return [...path];
    }
    if (seen.has(at)) {
      return null;
    }
    seen.add(at);
    for (const link of openLinks(find(at))) {
      const found = walk(link.taskId, [...path, at]);
      if (found !== null) {
        return found;
      }
    }
    return null;
  };
  return walk(other, [taskId]);
}

function openLinks(view: TaskView | undefined): readonly ChainLink[] {
  const { links, begun } = view?.app.chain ?? noChain;
  return begun === null ? links : [];
}

/** Whether the links of a task may still be changed. */
export function canLink({ app, run }: TaskView): boolean {
  const isUntouched = app.stage.kind === 'queued' && app.workspace === null && run.seq === 0;
  return isUntouched && app.chain.begun === null && app.landing.kind === 'none';
}

function linkStanding({ taskId, condition }: ChainLink, find: Find): 'holds' | 'waits' | ChainBreak {
  const view = find(taskId);
  if (view === undefined) {
    return 'missing';
  }
  const { landing } = view.app;
  if (landing.kind === 'landed' && condition === 'landed') {
    return 'holds';
  }
  const isDiscarded = landing.kind === 'discarded' || landing.kind === 'discarding';
  return isDiscarded ? 'discarded' : workStanding(view.state, condition);
}

function workStanding(state: TaskView['state'], condition: ChainLink['condition']): 'holds' | 'waits' | ChainBreak {
  switch (state.kind) {
    case 'failed':
      return 'failed';
    case 'stopped':
      return state.by === 'user' ? 'stopped' : 'waits';
    case 'complete':
      return completeStanding(condition, state.result.kind);
    case 'queued':
    case 'preparing':
    case 'running':
    case 'waiting':
      return 'waits';
  }
}

function completeStanding(condition: ChainLink['condition'], result: string): 'holds' | 'waits' | 'unverified' {
  switch (condition) {
    case 'landed':
      return 'waits';
    case 'complete':
      return 'holds';
    case 'verified':
      return result === 'verified' ? 'holds' : 'unverified';
  }
}

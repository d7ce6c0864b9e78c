import type { ChainLink, TaskId, TaskView } from '../../protocol';

export interface ChainNode {
  view: TaskView;
  /** How many tasks come one after another before it, at most. */
  layer: number;
  /** What it waits for, or waited for. */
  after: readonly ChainLink[];
}

/** All tasks that begin after others, with those, in the order of their layers, in each the oldest first. */
export function chainGraph(views: Iterable<TaskView>): ChainNode[] {
  const known = new Map([...views].map((view) => [view.task.id, view]));
  const linked = new Set<TaskId>();
  for (const { task, app } of known.values()) {
    const others = app.chain.links.map(({ taskId }) => taskId).filter((taskId) => known.has(taskId));
    if (others.length > 0) {
      [task.id, ...others].forEach((taskId) => linked.add(taskId));
    }
  }
  const layers = new Map<TaskId, number>();
  const layerOf = (taskId: TaskId, path: ReadonlySet<TaskId>): number => {
    const found = layers.get(taskId);
    if (found !== undefined || path.has(taskId)) {
      return found ?? 0;
    }
    const links = known.get(taskId)?.app.chain.links.filter((link) => known.has(link.taskId)) ?? [];
    const below = new Set([...path, taskId]);
    const layer = links.reduce((most, link) => Math.max(most, 1 + layerOf(link.taskId, below)), 0);
    layers.set(taskId, layer);
    return layer;
  };
  return [...linked]
    .flatMap((taskId): ChainNode[] => {
      const view = known.get(taskId);
      return view === undefined ? [] : [{ view, layer: layerOf(taskId, new Set()), after: view.app.chain.links }];
    })
    .sort((a, b) => a.layer - b.layer || (a.view.task.id < b.view.task.id ? -1 : 1));
}

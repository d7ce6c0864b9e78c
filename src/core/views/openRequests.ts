import type { Request, TaskView } from '../../protocol';
import { approvalShape } from '../run/approvalShape';
import { askedFirst, groupOf } from './taskGroups';

/** A request that waits for a person, and the task that waits with it. */
export interface OpenRequest {
  view: TaskView;
  request: Request;
}

/** Requests that can be answered together, the oldest first. */
export interface RequestGroup {
  /** Equal for requests of the same shape; that of a request that stands alone is its id. */
  key: string;
  requests: readonly [OpenRequest, ...OpenRequest[]];
}

/** What all tasks wait for, the longest waiting first. */
export function openRequests(views: Iterable<TaskView>): OpenRequest[] {
  return [...views]
    .filter((view) => groupOf(view) === 'waiting')
    .flatMap((view) => (view.state.kind === 'waiting' ? [{ view, request: view.state.request }] : []))
    .sort((a, b) => askedFirst(a.view, b.view));
}

/** Each request in the group of its shape; the groups in the order of their oldest. */
export function requestGroups(views: Iterable<TaskView>): RequestGroup[] {
  const groups = new Map<string, [OpenRequest, ...OpenRequest[]]>();
  for (const open of openRequests(views)) {
    const key = shapeOf(open.request);
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, [open]);
    } else {
      group.push(open);
    }
  }
  return [...groups].map(([key, requests]) => ({ key, requests }));
}

/** Only approvals and setups can be alike: any other answer is about one task's work. */
function shapeOf(request: Request): string {
  switch (request.kind) {
    case 'approval':
      return approvalShape(request);
    case 'setup':
      return JSON.stringify(['setup', request.list]);
    case 'question':
    case 'plan':
    case 'red-check':
    case 'limit':
    case 'stalled':
    case 'window':
    case 'chain':
    case 'budget':
      return request.requestId;
  }
}

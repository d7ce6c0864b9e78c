import { initialApp } from '../../src/core/run/appReducer';
import { initialRun } from '../../src/core/run/runReducer';
import { viewWithEvent } from '../../src/core/views/taskView';
import { EventBody } from '../../src/protocol';
import type { AgentsWindowUpdate, RunnerEvent, TaskId, TaskView } from '../../src/protocol';
import { task, workspace } from '../unit/core/views';

export interface ManyAgents {
  ids: TaskId[];
  titles: string[];
  views: TaskView[];
  events: ReadonlyMap<TaskId, RunnerEvent[]>;
  /** What a host tells a page that is ready. */
  updates: AgentsWindowUpdate[];
}

const request = {
  kind: 'approval',
  ...{ requestId: 'r1', callId: 'c9', digest: 'd', effect: 'command', command: 'npm install left-pad' },
  facts: ['Speaks to a package registry.'],
};

/** What each kind of agent came to: at work, waiting, complete. */
const bodies: readonly (readonly unknown[])[] = [
  [
    { type: 'tool.intent', callId: 'c2', tool: 'shell', input: '{"command":"npm test"}', effect: 'execute' },
    { type: 'tests.progress', source: 'c2', counts: { runner: 'mocha', passed: 31, failed: 2, total: 47 } },
  ],
  [{ type: 'approval.request', request }],
  [
    { type: 'message.end', messageId: 'm2', text: 'Orders of exactly 50.00 ship **free**.', calls: [], stop: 'end' },
    { type: 'finished', outcome: { kind: 'unverified' } },
  ],
];

const files = [
  { path: 'src/shipping.js', status: 'modified', added: 48, removed: 7 },
  { path: `${'a-folder-with-a-long-name/'.repeat(7)}test/checkout.test.js`, status: 'added', added: 12, removed: 0 },
];

/** So many agents, each third one of which waits for a person and each third one of which is complete. */
export function manyAgents(count: number, more: (index: number) => readonly unknown[] = () => []): ManyAgents {
  const indexes = Array.from({ length: count }, (_, index) => index);
  const made = indexes.map((index) =>
    agent(index, [...common, ...more(index), ...(bodies[index % bodies.length] ?? [])]),
  );
  const views = made.map(({ view }) => view);
  return {
    ids: views.map((view) => view.task.id),
    titles: views.map((view) => view.task.title),
    views,
    events: new Map(made.map(({ view, events }) => [view.task.id, events])),
    updates: [
      { type: 'init', strings: {}, statusColors: 'brief', hasModel: true },
      { type: 'tasks', tasks: views },
    ],
  };
}

const common = [
  { type: 'ready', sandbox: { kind: 'bubblewrap' }, resumed: false, fence: 1 },
  { type: 'user.message', text: 'Ship orders of exactly 50.00 free.', source: 'prompt' },
  { type: 'message.end', messageId: 'm1', text: 'I look at the tests first.', calls: [], stop: 'tools' },
  { type: 'tool.intent', callId: 'c1', tool: 'read_file', input: '{"path":"src/shipping.js"}', effect: 'read' },
  { type: 'tool.result', callId: 'c1', tool: 'read_file', outcome: 'ok', text: 'export const limit = 5000;' },
  { type: 'files.changed', files },
];

function agent(index: number, list: readonly unknown[]): { view: TaskView; events: RunnerEvent[] } {
  const id = `01JD00000000000000000000${String(index).padStart(2, '0')}` as TaskId;
  const title = `Agent ${index} has a title of eighty characters, as long as titles ever get to be`;
  const events: RunnerEvent[] = list.map((body, at) => ({
    ...{ v: 1, seq: at + 1, taskId: id, at: '2026-11-23T10:00:00.000Z' },
    ...EventBody.parse(body),
  }));
  const app = { ...initialApp, stage: { kind: 'prepared' as const }, workspace };
  const empty: TaskView = { task: { ...task, id, title }, app, run: initialRun, state: { kind: 'queued' } };
  return { view: events.reduce((view, event) => viewWithEvent(view, event, true), empty), events };
}

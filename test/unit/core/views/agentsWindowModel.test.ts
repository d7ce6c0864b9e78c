import * as assert from 'node:assert/strict';
import {
  arrange,
  emptyModel,
  foldUpdate,
  hasNews,
  selectTask,
  shownTasks,
} from '../../../../src/core/views/agentsWindowModel';
import { initialLayout } from '../../../../src/core/views/windowLayout';
import type { AgentsWindowModel } from '../../../../src/core/views/agentsWindowModel';
import { initialRun } from '../../../../src/core/run/runReducer';
import { EventBody } from '../../../../src/protocol';
import type { AgentsWindowUpdate, RunnerEvent, TaskId } from '../../../../src/protocol';
import { task, taskView } from '../views';

const taskId = task.id;
const other = '01JD0000000000000000000002' as TaskId;

function event(seq: number, body: unknown): RunnerEvent {
  return { v: 1, seq, taskId, at: '2026-11-23T10:00:00.000Z', ...EventBody.parse(body) };
}

const said = (seq: number, text: string) => event(seq, { type: 'user.message', text, source: 'user' });

function fold(model: AgentsWindowModel, ...updates: AgentsWindowUpdate[]): AgentsWindowModel {
  return updates.reduce(foldUpdate, model);
}

const tasks: AgentsWindowUpdate = {
  type: 'tasks',
  tasks: [taskView({ task: { ...task, id: other } }), taskView({})],
};
const snapshot: AgentsWindowUpdate = { type: 'snapshot', taskId, seq: 2, tail: [said(2, 'two')], hasOlder: true };
const opened = fold(emptyModel, tasks, { type: 'show', taskId }, snapshot);

describe('what the Agents Window holds', () => {
  it('keeps tabs in the order the tasks were made', () => {
    assert.deepEqual(
      opened.tasks.map((view) => view.task.id),
      [taskId, other],
    );
  });

  it('adds what follows, skips what it has and asks again on a gap', () => {
    const next = fold(opened, { type: 'events', taskId, fromSeq: 1, events: [said(2, 'two'), said(3, 'three')] });
    assert.deepEqual(
      next.details[taskId]?.items.map((item) => (item.kind === 'user' ? item.text : item.kind)),
      ['two', 'three'],
    );
    const gap = fold(next, { type: 'events', taskId, fromSeq: 5, events: [said(6, 'six')] });
    assert.deepEqual([gap.needsOpen, gap.details[taskId]?.seq], [[taskId], 3]);
    assert.deepEqual(fold(gap, snapshot).needsOpen, []);
  });

  it('keeps what the day has used until it is told anew, also when settings change', () => {
    const init: AgentsWindowUpdate = { type: 'init', strings: {}, statusColors: 'testing', hasModel: false };
    const used = fold(opened, { type: 'day', text: 'Today: $1.23' }, init);
    assert.deepEqual([used.day, fold(used, { type: 'day', text: '' }).day], ['Today: $1.23', '']);
  });

  it('puts older events in front, once when they were asked for twice', () => {
    const page: AgentsWindowUpdate = { type: 'older', taskId, events: [said(1, 'one')], hasOlder: false };
    const older = fold(opened, page, page);
    assert.deepEqual(
      older.details[taskId]?.events.map(({ seq }) => seq),
      [1, 2],
    );
    assert.deepEqual(
      older.details[taskId].items.map((item) => (item.kind === 'user' ? item.text : item.kind)),
      ['one', 'two'],
    );
  });

  it('shows a message while it is written, until it is there', () => {
    const delta = (text: string): AgentsWindowUpdate => ({ type: 'delta', taskId, messageId: 'm1', text });
    const writing = fold(opened, delta('Look'), delta('ing'));
    assert.deepEqual([...(writing.details[taskId]?.drafts ?? [])], [['m1', 'Looking']]);
    const end = event(3, { type: 'message.end', messageId: 'm1', text: 'Looking.', calls: [], stop: 'end' });
    assert.equal(fold(writing, { type: 'events', taskId, fromSeq: 2, events: [end] }).details[taskId]?.drafts.size, 0);
  });

  it('joins output that follows on, counted in bytes, and begins anew where it does not', () => {
    const piece = (offset: number, text: string): AgentsWindowUpdate => ({
      type: 'output',
      taskId,
      callId: 'c1',
      offset,
      text,
    });
    const joined = fold(opened, piece(0, 'größe'), piece(7, ' ok'));
    assert.deepEqual(joined.details[taskId]?.outputs.get('c1'), { text: 'größe ok', start: 0, end: 10 });
    assert.deepEqual(fold(joined, piece(0, 'all')).details[taskId]?.outputs.get('c1'), {
      text: 'all',
      start: 0,
      end: 3,
    });
  });

  it('puts a page of output in front of what it leads up to, and shortens from the front what grows long', () => {
    const piece = (offset: number, text: string, end?: number): AgentsWindowUpdate => ({
      ...{ type: 'output', taskId, callId: 'c1', offset, text },
      ...(end === undefined ? {} : { end }),
    });
    const paged = fold(opened, piece(4, 'end', 7), piece(0, '\ufffdab', 4));
    assert.deepEqual(paged.details[taskId]?.outputs.get('c1'), { text: '\ufffdabend', start: 0, end: 7 });
    const long = fold(opened, piece(0, '😀'.repeat(150_000)), piece(600_000, '😀'.repeat(100_000)));
    assert.deepEqual(long.details[taskId]?.outputs.get('c1'), {
      text: '😀'.repeat(100_000),
      start: 600_000,
      end: 1_000_000,
    });
  });

  it('chooses what was chosen last when the page remembers nothing, unless it is gone', () => {
    const layout: AgentsWindowUpdate = { type: 'layout', layout: { ...initialLayout, selected: taskId } };
    const gone: AgentsWindowUpdate = { type: 'tasks', tasks: [taskView({ task: { ...task, id: other } })] };
    const remembering = { ...emptyModel, selected: other };
    assert.deepEqual(
      [fold(emptyModel, layout, tasks), fold(emptyModel, layout, gone), fold(remembering, layout, tasks)].map(
        ({ selected }) => selected,
      ),
      [taskId, null, other],
    );
  });

  it('holds each of the tiles, and lets go of what is out of sight', () => {
    const layout = { ...initialLayout, count: 2 as const, cells: [taskId, other, null, null, null, null] };
    const tiles = fold(opened, { type: 'layout', layout }, { ...snapshot, taskId: other });
    assert.deepEqual(
      [shownTasks(tiles), Object.keys(tiles.details)],
      [
        [taskId, other],
        [taskId, other],
      ],
    );
    const news = taskView({ task: { ...task, id: other }, run: { ...initialRun, seq: 4 } });
    assert.equal(hasNews(fold(tiles, { type: 'task', task: news }), news), false);
    const single = arrange(tiles, initialLayout, other);
    assert.deepEqual([shownTasks(single), Object.keys(single.details)], [[other], [other]]);
    assert.deepEqual(shownTasks(selectTask(tiles, null)), []);
  });

  it('ignores what belongs to another task than the one that is shown', () => {
    const updates: AgentsWindowUpdate[] = [
      { type: 'delta', taskId: other, messageId: 'm1', text: 'x' },
      { type: 'events', taskId: other, fromSeq: 0, events: [] },
      { ...snapshot, taskId: other },
    ];
    assert.deepEqual(fold(opened, ...updates), opened);
  });

  it('marks a tab until it is looked at', () => {
    const changed = taskView({ task: { ...task, id: other }, run: { ...initialRun, seq: 4 } });
    const model = fold(opened, { type: 'task', task: changed });
    assert.equal(hasNews(model, changed), true);
    assert.equal(hasNews(selectTask(selectTask(model, other), taskId), changed), false);
  });

  it('goes back to the overview when the shown task is gone', () => {
    const model = fold(opened, { type: 'tasks', tasks: [] });
    assert.deepEqual([model.selected, model.details], [null, {}]);
  });
});

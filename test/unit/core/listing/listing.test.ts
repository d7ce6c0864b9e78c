import * as assert from 'node:assert/strict';
import { markActions } from '../../../../src/core/listing/markActions';
import { queryTerms } from '../../../../src/core/listing/queryTerms';
import { taskFilter } from '../../../../src/core/listing/taskFilter';
import { taskSections } from '../../../../src/core/listing/taskSections';
import { foldApp, initialApp } from '../../../../src/core/run/appReducer';
import { english } from '../../../../src/core/translate';
import { AppState, TaskEntry } from '../../../../src/protocol';
import type { Landing, Listing, TaskMarks, TaskState, TaskView } from '../../../../src/protocol';
import { task, taskView, workspace } from '../views';

const none: TaskMarks = { archived: false, pinned: false, color: null };
const stopped: TaskState = { kind: 'stopped', by: 'user' };
const waiting: TaskState = { kind: 'waiting', request: { kind: 'limit', requestId: 'r' as never, turns: 1 } };
const discarded: Landing = { kind: 'discarded', salvage: null, at: '', expired: false };

interface Parts {
  state?: TaskState;
  marks?: Partial<TaskMarks>;
  root?: string;
  day?: string;
  landing?: Landing;
  prompt?: string;
}

function view(title: string, { state = stopped, marks = {}, landing, ...of }: Parts = {}): TaskView {
  const { root = '/home/me/shop', day = '2026-11-23', prompt = 'Fix it.' } = of;
  return taskView({
    state,
    task: { ...task, id: title as never, title, prompt, repos: [{ root }], createdAt: `${day}T12:00:00.000Z` },
    app: { ...initialApp, workspace, marks: { ...none, ...marks }, ...(landing === undefined ? {} : { landing }) },
  });
}

const shown = (views: TaskView[], listing: Partial<Listing>): string[][] =>
  taskSections(views, { filter: '', groupBy: 'status', ...listing }, english).map(({ label, views: members }) => [
    label,
    ...members.map(({ task: { title } }) => title),
  ]);

describe('marks of a task', () => {
  const fold = (...bodies: object[]): TaskMarks =>
    bodies.reduce<AppState>((state, body, index) => {
      const line = { v: 1, seq: index + 1, at: '2026-11-23T10:00:00.000Z', ...body };
      return foldApp(state, TaskEntry.parse(line));
    }, initialApp).marks;

  it('are folded from its journal, the last word of each kind', () => {
    assert.deepEqual(fold({ type: 'pinned' }, { type: 'colored', color: 'red' }, { type: 'archived' }), {
      ...{ archived: true, pinned: true, color: 'red' },
    });
    assert.deepEqual(
      fold({ type: 'pinned' }, { type: 'archived' }, { type: 'unarchived' }, { type: 'unpinned' }, { type: 'pinned' }),
      { archived: false, pinned: true, color: null },
    );
  });

  it('are none in a state that was kept before there were any', () => {
    const { marks, ...older } = initialApp;
    assert.deepEqual([AppState.parse(older).marks, marks], [none, none]);
  });

  it('can be set as far as they make sense', () => {
    assert.deepEqual(
      [
        view('a'),
        view('b', { state: waiting }),
        view('c', { marks: { pinned: true, archived: true } }),
        view('d', { landing: discarded, marks: { archived: true } }),
      ].map(markActions),
      [
        ['rename', 'pin', 'color', 'archive'],
        ['rename', 'pin', 'color'],
        ['rename', 'unpin', 'color', 'unarchive'],
        ['rename', 'pin', 'color'],
      ],
    );
  });
});

describe('the list of agents', () => {
  const views = [
    view('1', { day: '2026-11-20' }),
    view('2', { marks: { archived: true }, root: '/home/me/tools' }),
    view('3', { state: waiting }),
    view('4', { marks: { pinned: true }, root: 'C:\\work\\api' }),
    view('5', { landing: discarded }),
    view('6', { state: waiting, marks: { archived: true } }),
    view('7'),
  ];

  it('shows what is pinned first, and what is archived out of the way unless it waits again', () => {
    assert.deepEqual(shown(views, {}), [
      ['Waiting', '3', '6'],
      ['Stopped', '4', '7', '1'],
      ['Archived', '2'],
      ['Discarded', '5'],
    ]);
  });

  it('is grouped by repository or by day, with what is out of the way at the end all the same', () => {
    assert.deepEqual(shown(views, { groupBy: 'repository' }), [
      ['api', '4'],
      ['shop', '7', '6', '3', '1'],
      ['Archived', '2'],
      ['Discarded', '5'],
    ]);
    assert.deepEqual(shown(views, { groupBy: 'day' }), [
      ['2026-11-23', '4', '7', '6', '3'],
      ['2026-11-20', '1'],
      ['Archived', '2'],
      ['Discarded', '5'],
    ]);
  });

  it('shows under a filter only what fits, and then also what is archived', () => {
    assert.deepEqual(shown(views, { filter: 'repo:tools' }), [['Archived', '2']]);
    assert.deepEqual(shown(views, { filter: 'is:pinned' }), [['Stopped', '4']]);
  });
});

describe('a filter', () => {
  const fits = (text: string, of: Parts & { title?: string } = {}): boolean =>
    taskFilter(text)(view(of.title ?? 'Retry the upload', of));

  it('wants every word in title or prompt, and one of the values of each field', () => {
    assert.deepEqual(
      [
        fits(''),
        fits('UPLOAD fix'),
        fits('upload download'),
        fits('"the upload"'),
        fits('"upload the"'),
        fits('status:stop'),
        fits('status:wait'),
        fits('status:wait status:stopped upload'),
        fits('repo:shop model:command'),
        fits('model:opus'),
        fits('is:red', { marks: { color: 'red' } }),
        fits('is:red'),
      ],
      [true, true, false, true, false, true, false, true, true, false, true, false],
    );
  });

  it('takes what looks like a field but is none as a word', () => {
    assert.deepEqual(
      [fits('std::move', { prompt: 'Use std::move.' }), fits('http://a', { prompt: 'See http://a.' }), fits('foo:bar')],
      [true, true, false],
    );
  });
});

describe('terms of a query', () => {
  it('are words, phrases and fields, also while they are still being written', () => {
    assert.deepEqual(queryTerms('one  "two three" IN:diff in:"a b" x:"y z" in: "open', ['in']), [
      { field: null, text: 'one' },
      { field: null, text: 'two three' },
      { field: 'in', text: 'diff' },
      { field: 'in', text: 'a b' },
      { field: null, text: 'x:y z' },
      { field: null, text: 'in:' },
      { field: null, text: 'open' },
    ]);
  });
});

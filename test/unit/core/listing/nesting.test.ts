import assert from 'node:assert/strict';
import { depthIn, topOf } from '../../../../src/core/listing/nesting';
import { taskSections } from '../../../../src/core/listing/taskSections';
import { english as t } from '../../../../src/core/translate';
import { type CallId, type TaskId, type TaskState, type TaskView } from '../../../../src/protocol';
import { task, taskView } from '../views';

const complete: TaskState = { kind: 'complete', result: { kind: 'unverified' } };
const running: TaskState = { kind: 'running', progress: null };

function viewOf(id: string, state: TaskState, parent?: string): TaskView {
  const startedBy = { taskId: parent as TaskId, callId: 'c' as CallId, root: 'a' as TaskId, title: 'A' };
  return taskView({ task: { ...task, id: id as TaskId, ...(parent === undefined ? {} : { startedBy }) }, state });
}

describe('agents that others started', () => {
  const views = [
    viewOf('d', complete),
    viewOf('c', running, 'b'),
    viewOf('b', complete, 'a'),
    viewOf('a', running),
    viewOf('e', complete, 'gone'),
    viewOf('f', complete, 'a'),
  ];

  it('stand behind the one that started them, whatever their own status', () => {
    const sections = taskSections(views, { filter: '', groupBy: 'status' }, t);
    assert.deepEqual(
      sections.map(({ key, views: members }) => [key, members.map((view) => [view.task.id, depthIn(members, view)])]),
      [
        [
          'running',
          [
            ['a', 0],
            ['b', 1],
            ['c', 2],
            ['f', 1],
          ],
        ],
        [
          'complete',
          [
            ['e', 0],
            ['d', 0],
          ],
        ],
      ],
    );
    assert.deepEqual(
      topOf(sections[0]?.views ?? []).map(({ task: { id } }) => id),
      ['a'],
    );
  });
});

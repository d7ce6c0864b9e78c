import * as assert from 'node:assert/strict';
import { findTask, shortName } from '../../../src/cli/options/taskNames';
import { viewTask } from '../../../src/core/views/taskView';
import type { TaskView } from '../../../src/protocol';
import { TaskId } from '../../../src/protocol';
import { appJournal, task } from '../core/journal';

function viewOf(id: string): TaskView {
  const view = viewTask(appJournal([{ type: 'created', task: { ...task, id: TaskId.parse(id) } }]), [], false);
  assert.ok(view);
  return view;
}

const first = viewOf('01JD8X00000000000000AAAAAA');
const second = viewOf('01JD8X00000000000000BBAAAA');
const third = viewOf('01JD9X00000000000000CCCCCC');
const all = [first, second, third];

describe('findTask', () => {
  it('finds a task by its id or its short name, the beginning or the end of them', () => {
    for (const name of [
      third.task.id,
      '01jd9',
      'ccCC',
      shortName(third.task.id),
      shortName(third.task.id).slice(0, 3),
    ]) {
      assert.equal(findTask(all, name), third);
    }
    assert.equal(findTask(all, 'bbaaaa'), second);
  });

  it('refuses a name of several tasks, of none, and an empty one', () => {
    assert.throws(() => findTask(all, 'aaaa'), {
      message: '“aaaa” names 2 tasks (00aaaaaa, 00bbaaaa…). Give more of the id.',
    });
    for (const name of ['zzz', '']) {
      assert.throws(() => findTask(all, name), {
        message: `There is no task “${name}”. “background-agents list” shows the tasks.`,
      });
    }
  });
});

import assert from 'node:assert/strict';
import { memberName, memberTitle } from '../../../../src/core/groups/memberName';
import { taskSections } from '../../../../src/core/listing/taskSections';
import { english } from '../../../../src/core/translate';
import { GroupId, type TaskView } from '../../../../src/protocol';
import { idOf, receiptOf } from '../races/racers';
import { task, taskView } from '../views';

const groupId = GroupId.parse('01JD8X00000000000000000R00');

function racer(letter: string, state: TaskView['state'], more: Partial<TaskView['task']> = {}): TaskView {
  const label = `model-${letter}`;
  const group = { groupId, kind: 'race', label } as const;
  return taskView({ task: { ...task, id: idOf(letter), title: `Fix totals (${label})`, group, ...more }, state });
}

const verified = { kind: 'complete', result: { kind: 'verified', receipt: receiptOf('a') } } as const;
const running = { kind: 'running', progress: null } as const;

describe('tasks that were started together', () => {
  it('stand together in the list however it is grouped, with how they are doing', () => {
    const alone = taskView({ task: { ...task, id: idOf('e') }, state: running });
    const judge = racer('d', verified, { mode: 'ask' });
    const views = [racer('b', verified), alone, racer('a', running), racer('c', verified), judge];
    for (const groupBy of ['status', 'repository', 'day'] as const) {
      const [race, rest] = taskSections(views, { filter: '', groupBy }, english);
      assert.deepEqual(
        { ...race, views: race?.views.map((view) => view.task.id) },
        {
          ...{ key: `group ${groupId}`, label: 'Fix totals', isAside: false },
          group: { groupId, kind: 'race', summary: '3 racers: 1 running, 2 verified' },
          views: ['a', 'b', 'c', 'd'].map(idOf),
        },
      );
      assert.deepEqual(rest?.views, [alone]);
    }
  });

  it('are called by their labels, and by nothing that says who they are while that is hidden', () => {
    const view = racer('a', running);
    const race = { groupId, title: 'Fix totals', isBlind: false, names: { [idOf('a')]: 'model-a' } };
    assert.deepEqual([memberName(view, [race]), memberTitle(view, [race])], ['model-a', 'Fix totals (model-a)']);
    const blind = [{ ...race, isBlind: true, names: { [idOf('a')]: 'B' } }];
    assert.deepEqual([memberName(view, blind), memberTitle(view, blind)], ['B', 'Fix totals (B)']);
    const alone = taskView({});
    assert.deepEqual([memberName(alone, blind), memberTitle(alone, blind)], [null, task.title]);
  });
});

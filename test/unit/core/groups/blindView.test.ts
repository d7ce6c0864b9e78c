import assert from 'node:assert/strict';
import { blindView } from '../../../../src/core/groups/blindView';
import { costLabel } from '../../../../src/core/budget/spendingLabels';
import { branchLabel, engineLabel, noticeLabel } from '../../../../src/core/labels/labels';
import { currentEngine } from '../../../../src/core/models/currentEngine';
import { english as t } from '../../../../src/core/translate';
import { listLine } from '../../../../src/cli/taskLines';
import type { GroupId, TaskState, TaskView } from '../../../../src/protocol';
import { task, taskView } from '../views';

const groupId = '01KXGROUP00000000000000000' as GroupId;
const complete: TaskState = { kind: 'complete', result: { kind: 'unverified' } };

function racer(): TaskView {
  const view = taskView({
    state: complete,
    task: {
      ...task,
      title: 'Add retry logic (secret-model)',
      slug: 'add-retry-logic-secret-model',
      engine: { kind: 'model', model: { provider: 'anthropic', name: 'secret-model' } },
      group: { groupId, kind: 'race', label: 'secret-model' },
    },
  });
  const { budget } = view.run;
  const spent = { ...budget.spent, tokens: 10, microUsd: 1_230_000, unpricedTokens: 0 };
  return { ...view, run: { ...view.run, budget: { ...budget, spent } } };
}

describe('a racer of a blind race', () => {
  const view = racer();
  const glance = { groupId, title: 'Add retry logic', isBlind: true, names: { [view.task.id]: 'Racer A' } };
  const said = (shown: TaskView): string =>
    [
      shown.task.title,
      engineLabel(currentEngine(shown.task, shown.run), t),
      branchLabel(shown, t),
      noticeLabel(shown, t),
      listLine(shown),
      costLabel(shown, t),
    ].join('\n');

  it('says nowhere which model it is, nor what it costs', () => {
    const shown = said(blindView(view, [glance]));
    assert.doesNotMatch(shown, /secret|\$/);
    assert.match(shown, /^Add retry logic \(Racer A\)\nRacer A\n/);
  });

  it('is as it is once that is shown, and where the race is another one', () => {
    assert.equal(blindView(view, [{ ...glance, isBlind: false }]), view);
    assert.equal(blindView(view, []), view);
    assert.match(said(view), /secret-model[^]*\$1\.23/);
  });
});

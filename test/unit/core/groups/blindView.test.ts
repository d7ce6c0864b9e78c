import assert from 'node:assert/strict';
import { blindEvents, blindView } from '../../../../src/core/groups/blindView';
import { costLabel } from '../../../../src/core/budget/spendingLabels';
import { branchLabel, engineLabel, noticeLabel } from '../../../../src/core/labels/labels';
import { currentEngine } from '../../../../src/core/models/currentEngine';
import { english as t } from '../../../../src/core/translate';
import { taskJson } from '../../../../src/cli/lines/taskJson';
import { listLine } from '../../../../src/cli/lines/taskLines';
import { type GroupId, RunnerEvent, type TaskState, type TaskView } from '../../../../src/protocol';
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

  it('says nothing of it as JSON either, and that it is blind', () => {
    const json = JSON.stringify(taskJson(view, [glance]));
    assert.doesNotMatch(json, /secret|anthropic|1230000/);
    assert.match(json, /"isBlind":true/);
    assert.match(JSON.stringify(taskJson(view, [])), /secret-model/);
  });

  it('hides the models of its journal, and what a request costs', () => {
    const model = { provider: 'anthropic', name: 'secret-model' } as const;
    const common = { v: 1, taskId: view.task.id, at: '2026-11-27T10:00:00.000Z' } as const;
    const usage = { input: 5, output: 5, cacheRead: 0, cacheWrite: 0 };
    const events = [
      { ...common, seq: 1, type: 'model.changed', model },
      { ...common, seq: 2, type: 'model.request', turn: 1, attempt: 1, model },
      { ...common, seq: 3, type: 'usage', usage, cost: 1_230_000 },
      { ...common, seq: 4, type: 'interrupted' },
    ].map((event) => RunnerEvent.parse(event));
    const shown = blindEvents(view, events, [glance]);
    assert.doesNotMatch(JSON.stringify(shown), /secret|anthropic|1230000/);
    assert.deepEqual(
      shown.map(({ seq, type }) => [seq, type]),
      events.map(({ seq, type }) => [seq, type]),
    );
    assert.equal(blindEvents(view, events, [{ ...glance, isBlind: false }]), events);
  });

  it('is as it is once that is shown, and where the race is another one', () => {
    assert.equal(blindView(view, [{ ...glance, isBlind: false }]), view);
    assert.equal(blindView(view, []), view);
    assert.match(said(view), /secret-model[^]*\$1\.23/);
  });
});

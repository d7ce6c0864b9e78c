import assert from 'node:assert/strict';
import type { TaskView } from '../../../src/protocol';
import { stubEditor } from '../../fakes/stubbedEditor';
import type { MarkdownString } from '../../fakes/editorStub';
import { task, taskView } from '../core/views';

describe('the row of an agent in the sidebar', () => {
  let hooks: { deregister(): void };
  before(() => (hooks = stubEditor()));
  after(() => hooks.deregister());

  const item = async (view: TaskView, hidden = false) => {
    const { taskItem } = await import('../../../src/providers/agentItems');
    const member = hidden ? { name: 'Racer A', isHidden: true } : null;
    return taskItem(view, { colors: 'brief', nowMs: 0, move: null, isElsewhere: false, member });
  };
  const question = { kind: 'question', requestId: 'r1', callId: 'c1', question: 'Up or down?', options: [] };

  for (const [state, says] of [
    [{ kind: 'waiting', request: question }, 'Waiting, answer: Up or down?'],
    [{ kind: 'complete', result: { kind: 'unverified' } }, 'Complete, finished, unverified'],
  ] as const) {
    it(`is read out with its status, and with each thing once: ${says}`, async () => {
      const { accessibilityInformation } = await item(taskView({ state: state as TaskView['state'] }));
      assert.equal(accessibilityInformation?.label, `${task.title}, ${says}`);
    });
  }

  it('says no more of a racer that is hidden than its status', async () => {
    const row = await item(taskView({ state: { kind: 'complete', result: { kind: 'unverified' } } }), true);
    assert.equal(row.accessibilityInformation?.label, 'Racer A, Complete (finished, unverified)');
  });

  it('has the whole title where it is pointed at, unless the text of the task begins with it', async () => {
    const valueOf = async (prompt: string) => {
      const { tooltip } = await item(taskView({ task: { ...task, title: 'Round half up', prompt } }));
      return (tooltip as unknown as MarkdownString).value;
    };
    assert.match(await valueOf('Mend it.'), /^Round half up\n\nMend it\.\n\n---\n\nStatus: /);
    assert.match(await valueOf('Round half up, everywhere.'), /^Round half up, everywhere\.\n\n---\n\nStatus: /);
  });
});

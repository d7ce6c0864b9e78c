import * as assert from 'node:assert/strict';
import { completions, slashCommands, slashIn } from '../../../../src/core/composer/slashCommands';
import { english } from '../../../../src/core/translate';
import type { TaskState } from '../../../../src/protocol';
import { task, taskView } from '../views';

const running: TaskState = { kind: 'running', progress: null };
const byModel = { ...task, engine: { kind: 'model' as const, model: { provider: 'openai' as const, name: 'm' } } };

describe('slash commands', () => {
  it('are those that can be done now', () => {
    const names = (state: TaskState): string[] =>
      slashCommands(taskView({ state, task: byModel }), english).map(({ name }) => name);
    assert.deepEqual(names(running), ['ask', 'btw', 'discard', 'model', 'pin', 'rename', 'stop']);
    assert.deepEqual(names({ kind: 'stopped', by: 'user' }), [
      ...['archive', 'discard', 'model', 'pin', 'rename', 'retry', 'update'],
    ]);
  });

  it('complete what is begun, and leave everything else a message', () => {
    const commands = slashCommands(taskView({ state: running, task: byModel }), english);
    const begun = (text: string): string[] => completions(text, commands).map(({ name }) => name);
    assert.deepEqual(
      [begun('/s'), begun('/'), begun('/stop '), begun('s')],
      [['stop'], commands.map(({ name }) => name), [], []],
    );
    const asked = (text: string): unknown => {
      const slash = slashIn(text, commands);
      return slash === null ? 'message' : slash.command.request(slash.rest);
    };
    assert.deepEqual(
      [asked('/stop'), asked('/ask\nwhy?'), asked('/ask'), asked('/etc/hosts is wrong'), asked('/apply'), asked('no')],
      [
        { type: 'action', taskId: task.id, action: 'stop' },
        { type: 'tell', taskId: task.id, said: { type: 'aside', text: 'why?' } },
        null,
        'message',
        'message',
        'message',
      ],
    );
  });
});

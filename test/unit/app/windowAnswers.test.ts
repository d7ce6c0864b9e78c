import assert from 'node:assert/strict';
import { answerAsWindow } from '../../../src/app/fleet/windowAnswers';
import type { TaskChange } from '../../../src/app/tasks/taskStore';
import type { Request, TaskId, TaskView } from '../../../src/protocol';
import { RequestId } from '../../../src/protocol';
import { MemoryLog } from '../../fakes/memoryLog';
import { taskView } from '../core/views';

const waitingFor = (request: Request): TaskView => taskView({ state: { kind: 'waiting', request } });
const forWindow = (id: string) => waitingFor({ kind: 'window', requestId: RequestId.parse(id) });
const forPerson = waitingFor({ kind: 'limit', requestId: RequestId.parse('limit'), turns: 3 });

describe('answerAsWindow', () => {
  it('answers each wait for a window once, of the tasks of this window, and nothing else', () => {
    const answers: unknown[] = [];
    let isOurs = false;
    let listener: (change: Pick<TaskChange, 'view'>) => void = () => undefined;
    const store = {
      current: new Map<TaskId, TaskView>([[forPerson.task.id, forPerson]]),
      onDidChange: (listen: (change: TaskChange) => void) => {
        listener = listen as typeof listener;
        return { dispose: () => (listener = () => undefined) };
      },
    };
    const answering = answerAsWindow({
      store,
      fleet: {
        answer: (_, requestId, decision) => {
          answers.push([requestId, decision]);
          return Promise.resolve();
        },
      },
      isOurs: () => isOurs,
      log: new MemoryLog(),
    });
    listener({ view: forWindow('one') });
    assert.deepEqual(answers, []);
    isOurs = true;
    [forWindow('one'), forWindow('one'), forPerson, forWindow('two')].forEach((view) => listener({ view }));
    answering.dispose();
    listener({ view: forWindow('three') });
    assert.deepEqual(answers, [
      ['one', { kind: 'continue' }],
      ['two', { kind: 'continue' }],
    ]);
  });
});

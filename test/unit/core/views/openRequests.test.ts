import assert from 'node:assert/strict';
import { requestGroups } from '../../../../src/core/views/openRequests';
import { Request, type TaskId, type TaskView } from '../../../../src/protocol';
import { initialApp } from '../../../../src/core/run/appReducer';
import { initialRun } from '../../../../src/core/run/runReducer';
import { task, taskView, workspace } from '../views';

function waiting(name: string, request: object, requestedAt: string | null = null): TaskView {
  const id = `01JD00000000000000000000${name}` as TaskId;
  return taskView({
    task: { ...task, id, title: name },
    state: { kind: 'waiting', request: Request.parse({ requestId: `r${name}`, ...request }) },
    run: { ...initialRun, requestedAt, updatedAt: '2026-11-23T12:00:00.000Z' },
  });
}

const command = (text: string, more: object = {}) => ({
  ...{ kind: 'approval', callId: 'c', digest: 'd', effect: 'command', command: text, facts: [], ...more },
});
const groups = (...views: TaskView[]) =>
  requestGroups(views).map(({ requests }) => requests.map(({ view }) => view.task.title));
const at = (minute: number) => `2026-11-23T10:0${minute}:00.000Z`;

describe('the inbox', () => {
  it('holds what waits, the longest waiting first, and nothing else', () => {
    const discarded = {
      ...initialApp,
      workspace,
      landing: { kind: 'discarded', salvage: null, at: at(0), expired: false },
    };
    assert.deepEqual(
      groups(
        waiting('01', { kind: 'limit', turns: 5 }, at(3)),
        waiting('02', command('make'), at(1)),
        waiting('03', { kind: 'plan', callId: 'c', text: 'Do it.' }, at(2)),
        waiting('04', command('old journal')),
        { ...waiting('05', command('make'), at(0)), app: discarded as never },
        taskView({ state: { kind: 'running', progress: null } }),
      ),
      [['02'], ['03'], ['01'], ['04']],
    );
  });

  it('groups approvals by their shape, or else by effect and text', () => {
    const shape = { shape: 'npm install *' };
    assert.deepEqual(
      groups(
        waiting('01', command('npm install a', shape), at(1)),
        waiting('02', command('make'), at(2)),
        waiting('03', command('npm install b', shape), at(3)),
        waiting('04', command('make'), at(4)),
        waiting('05', command('make', { effect: 'network' }), at(5)),
        waiting('06', command('npm install b'), at(6)),
      ),
      [['01', '03'], ['02', '04'], ['05'], ['06']],
    );
  });

  it('groups the same setup, and nothing that is about one task alone', () => {
    const source = { source: 'package-lock.json', environment: {}, folder: '', digest: 'd' };
    const setup = { kind: 'setup', list: { kind: 'install', steps: ['npm ci'], ...source }, facts: [] };
    const stalled = { kind: 'stalled', stall: { kind: 'idle', turns: 8 } };
    const views = [stalled, stalled].map((request, index) => waiting(`0${index}`, request, at(index)));
    assert.deepEqual(groups(...views), [['00'], ['01']]);
    assert.deepEqual(groups(waiting('07', setup, at(1)), waiting('08', setup, at(2))), [['07', '08']]);
  });
});

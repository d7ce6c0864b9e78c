import assert from 'node:assert/strict';
import { SystemClock } from '../../../src/adapters/system/systemClock';
import { SystemIds } from '../../../src/adapters/system/systemIds';
import { ResidentDesk } from '../../../src/app/fleet/residentDesk';
import { Emitter } from '../../../src/core/emitter';
import type { HostRequest, HostResponse, ResidentMessage, ResidentRequest } from '../../../src/protocol';
import { MemoryLog } from '../../fakes/memoryLog';

const request: HostRequest = {
  ...{ askId: 'a', kind: 'model', name: 'copilot/x', system: 's', messages: [], tools: [] },
  maxOutputTokens: 10,
};
const end: HostResponse = {
  askId: 'a',
  kind: 'part',
  part: { kind: 'end', stop: 'end', usage: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 } },
};

function window() {
  const sent: ResidentMessage[] = [];
  const requests = new Emitter<ResidentRequest>((error) => {
    throw error;
  });
  let close: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => (close = resolve));
  const connection = {
    send: (message: ResidentMessage) => void sent.push(message),
    onMessage: (listener: (message: ResidentRequest) => void) => requests.listen(listener),
    closed,
    close: () => close(),
  };
  const hosts = () => sent.filter((message) => message.type === 'host');
  return { connection, hosts, say: (said: ResidentRequest) => requests.fire(said), close: () => close() };
}

describe('ResidentDesk.host', () => {
  function open() {
    const deps = { clock: new SystemClock(), ids: new SystemIds(), log: new MemoryLog(), version: '1' };
    const desk = new ResidentDesk({ ...deps, onLeave: () => undefined });
    const responses: HostResponse[] = [];
    return { desk, responses, ask: () => desk.host(request, (response) => void responses.push(response)) };
  }

  it('says that no window is open where none is connected', () => {
    const { responses, ask } = open();
    ask();
    assert.deepEqual(responses, [{ askId: 'a', kind: 'absent' }]);
  });

  it('asks the window that came last, passes on what it says, and cancels there', () => {
    const { desk, responses, ask } = open();
    const [first, last] = [window(), window()];
    desk.connect(first.connection);
    desk.connect(last.connection);
    ask();
    desk.host({ askId: 'a', kind: 'cancel' }, () => undefined);
    last.say({ type: 'host', response: end });
    assert.deepEqual(
      [first.hosts(), last.hosts(), responses],
      [
        [],
        [
          { type: 'host', request },
          { type: 'host', request: { askId: 'a', kind: 'cancel' } },
        ],
        [end],
      ],
    );
  });

  it('takes the answer of a window that is closed for cut', async () => {
    const { desk, responses, ask } = open();
    const only = window();
    desk.connect(only.connection);
    ask();
    only.close();
    await only.connection.closed;
    await Promise.resolve();
    assert.deepEqual(
      responses.map((response) => response.kind === 'failed' && [response.error.domain, response.error.reason]),
      [['model', 'cut']],
    );
  });
});

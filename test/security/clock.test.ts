import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { mock } from 'node:test';
import { RequestId } from '../../src/protocol';
import { AskingRunner } from './askingRunner';

const dayMs = 24 * 60 * 60 * 1000;

describe('a clock that jumps', () => {
  afterEach(() => mock.timers.reset());

  for (const [direction, jumpMs] of [
    ['forwards', dayMs],
    ['backwards', -dayMs],
  ] as const) {
    it(`R05: ${direction} by a day answers no request, ends no command, makes none run twice and uses up no minutes`, async () => {
      const now = Date.now();
      mock.timers.enable({ apis: ['Date'], now });
      const command = 'echo ran >> log; until [ -e jumped ]; do sleep 0.05; done; echo done >> log';
      const turns = [{ calls: [{ tool: 'shell', input: { command } }] }, {}];
      const asking = await AskingRunner.open({ 'a.txt': 'a\n' }, turns, { budget: { minutes: 60 } });
      const { worktree } = asking.prepared;
      asking.start();
      const request = await asking.asked(1);
      mock.timers.setTime(now + jumpMs);
      asking.answer({ requestId: RequestId.parse(`${request.requestId}-of-yesterday`) }, { kind: 'allow' });
      asking.answer(request, { kind: 'allow' });
      await asking.until(() => asking.of('tool.intent').length > 0);
      mock.timers.setTime(now + 2 * jumpMs);
      fs.writeFileSync(path.join(worktree, 'jumped'), '');
      await asking.finished();
      assert.deepEqual(
        {
          log: fs.readFileSync(path.join(worktree, 'log'), 'utf8'),
          results: asking.of('tool.result').map(({ outcome }) => outcome),
          answers: asking.of('answer').map(({ requestId }) => requestId),
          requests: asking.requests.length,
          halts: [...asking.of('interrupted'), ...asking.of('question')],
          seqs: asking.events.map(({ seq }) => seq),
        },
        {
          ...{ log: 'ran\ndone\n', results: ['ok'], answers: [request.requestId], requests: 1, halts: [] },
          seqs: asking.events.map((_, at) => at + 1),
        },
      );
      await asking.close();
    });
  }
});

import * as assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { openEventJournal } from '../../src/adapters/store/eventJournal';
import { SystemClock } from '../../src/adapters/system/systemClock';
import type { EventJournal } from '../../src/core/storePorts';
import type { EventBody } from '../../src/protocol';
import { MemoryLog } from '../fakes/memoryLog';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';
import { ask, callId, prompt, ready, says, taskId } from '../unit/core/journal';

const clock = new SystemClock();

describe('EventJournal', () => {
  let taskDir: string;
  let log: MemoryLog;

  beforeEach(async () => {
    taskDir = await temporaryFolder();
    log = new MemoryLog();
  });

  afterEach(() => removeFolder(taskDir));

  const file = (): string => path.join(taskDir, 'events.jsonl');
  const open = (fence = 1, redact = (text: string) => text): Promise<EventJournal> =>
    openEventJournal({ taskId, taskDir, fence, redact, clock, log });
  const numbered = (events: EventJournal['events']): [number, string][] =>
    events.map((event) => [event.seq, event.type]);

  it('numbers events in the order they were appended and holds them after it was opened again', async () => {
    const journal = await open();
    const bodies: EventBody[] = [ready, prompt, ask(1), says('Done.')];
    const events = await Promise.all(bodies.map((body, index) => journal.append(body, `c${index}`)));
    await journal.close();
    assert.deepEqual(
      events,
      bodies.map((body, index) => ({
        v: 1,
        seq: index + 1,
        taskId,
        at: events[index]?.at,
        causeId: `c${index}`,
        ...body,
      })),
    );
    const again = await open();
    assert.deepEqual(again.events, events);
    assert.equal((await again.append(prompt)).seq, 5);
    assert.deepEqual(numbered(again.events).at(-1), [5, 'user.message']);
    await again.close();
  });

  it('R03: skips bad lines in the middle and goes on with a number of its own', async () => {
    const journal = await open();
    await journal.append(ready);
    await journal.append(prompt);
    await journal.append(ask(1));
    await journal.close();
    const lines = (await fs.readFile(file(), 'utf8')).split('\n');
    await fs.writeFile(file(), [lines[0], '\0\0\0', lines[2], lines[0], ''].join('\n'));
    const again = await open();
    await again.append(prompt);
    await again.close();
    assert.deepEqual(numbered(again.events), [
      [1, 'ready'],
      [3, 'model.request'],
      [5, 'user.message'],
    ]);
    assert.equal(log.lines.filter((line) => line.startsWith('warn Skipped a line')).length, 2);
  });

  it('takes secrets out of every string before they reach the disk or a reader', async () => {
    const journal = await open(1, (text) => text.replaceAll('sk-canary', '[redacted]'));
    await journal.append({
      type: 'message.end',
      messageId: 'm',
      text: 'the key is sk-canary',
      calls: [{ callId: callId('1'), tool: 'shell', input: '{"command":"echo sk-canary"}' }],
      stop: 'tools',
    });
    await journal.close();
    assert.equal((await fs.readFile(file(), 'utf8')).includes('canary'), false);
    assert.equal(JSON.stringify(journal.events).split('[redacted]').length, 3);
  });

  it('does not write what it could not read again', async () => {
    const journal = await open();
    const tool = 'x'.repeat(300);
    await assert.rejects(journal.append(says('', [{ callId: '1', tool, input: '' }])), { reason: 'failed' });
    assert.equal((await journal.append(prompt)).seq, 1);
    await journal.close();
    const again = await open();
    assert.equal(again.events.length, 1);
    await again.close();
  });
});

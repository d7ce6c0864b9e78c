import * as assert from 'node:assert/strict';
import { foldedViews } from '../../../src/app/tasks/foldedViews';
import { viewTask } from '../../../src/core/views/taskView';
import type { EventBody } from '../../../src/protocol';
import { appJournal, ask, journal, prompt, ready, says, task, taskId } from '../core/journal';

const position = { entries: 1, events: 1 };

/** So many events of an agent that speaks turn by turn. */
function events(count: number) {
  const turns = Array.from({ length: count }, (_, index): EventBody[] => [ask(index + 1), says(`Step ${index}.`)]);
  return journal([ready, prompt, ...turns.flat()].slice(0, count));
}

describe('views of whole journals', () => {
  const entries = appJournal([
    { type: 'created', task },
    { type: 'renamed', title: 'Another title' },
  ]);

  it('are what a fold at once makes, whatever the length', async () => {
    for (const count of [0, 1, 499, 500, 501, 1203]) {
      const read = events(count);
      const views = await foldedViews([{ taskId, entries, events: read, position }]);
      assert.deepEqual(views, new Map([[taskId, viewTask(entries, read, false)]]));
    }
  });

  it('are none where no entry says what the task is', async () => {
    assert.deepEqual(await foldedViews([{ taskId, entries: [], events: events(3), position }]), new Map());
  });

  it('leave a turn to everything else now and then', async () => {
    let turns = 0;
    const count = (): unknown => (turns += 1) && (next = setImmediate(count));
    let next = setImmediate(count);
    await foldedViews(Array.from({ length: 10 }, () => ({ taskId, entries, events: events(400), position })));
    clearImmediate(next);
    assert.ok(turns >= 7, `only ${turns} turns in 4,000 events`);
  });
});

import * as assert from 'node:assert/strict';
import { EventBody } from '../../src/protocol';
import type { AgentsWindowUpdate, RunnerEvent, TaskId } from '../../src/protocol';
import { manyAgents } from '../harness/manyAgents';
import { panelBrowser } from '../harness/panelBrowser';
import type { PanelPage } from '../harness/panelPage';

describe('a transcript of many pages', () => {
  const pageSize = 400;
  const count = 4 * pageSize;
  const mostRows = 200;
  const agents = manyAgents(2);
  const [taskId, other] = agents.ids as [TaskId, TaskId];
  /** One row each. */
  const events: RunnerEvent[] = Array.from({ length: count }, (_, index) => ({
    ...{ v: 1, seq: index + 1, taskId, at: '2026-11-23T10:00:00.000Z' },
    ...EventBody.parse({
      type: 'message.end',
      messageId: `m${index}`,
      text: `Row ${index}.`,
      calls: [],
      stop: 'tools',
    }),
  }));
  const browser = panelBrowser();
  let panel: PanelPage;
  let answered = 0;

  beforeEach(async () => {
    const shown: AgentsWindowUpdate[] = [
      { type: 'show', taskId },
      { type: 'snapshot', taskId, seq: count, tail: events.slice(-pageSize), hasOlder: true },
    ];
    panel = await browser.open([...agents.updates, ...shown]);
    answered = 0;
    await panel.page.getByText(`Row ${count - 1}.`).waitFor();
  });

  /** As the host does: the events before those that are there. */
  async function answerPages(): Promise<void> {
    const asked = (await panel.sent('page')) as unknown as { beforeSeq: number }[];
    for (const { beforeSeq } of asked.slice(answered)) {
      const end = beforeSeq - 1;
      const older = events.slice(Math.max(0, end - pageSize), end);
      await panel.tell({ type: 'older', taskId, events: older, hasOlder: end > pageSize });
    }
    answered = asked.length;
  }

  /** Scrolls, and waits until what came of it is drawn. */
  const scroll = (to: string) =>
    panel.page.evaluate(`(async () => {
      const log = document.querySelector('.log');
      log.scrollTop = ${to};
      for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
    })()`);

  const numbers = () =>
    panel.page.evaluate<number[]>(
      `[...document.querySelectorAll('.row-place')].map((place) => Number(place.dataset.key.slice(1)))`,
    );

  /** What is in the page is in order, with nothing missing and nothing twice, and never too much. */
  async function shown(): Promise<{ first: number; last: number }> {
    const all = await numbers();
    const [first = -1] = all;
    assert.deepEqual(
      all,
      all.map((_, index) => first + index),
    );
    assert.ok(all.length <= mostRows, `${all.length} rows are in the page`);
    return { first, last: all.at(-1) ?? -1 };
  }

  /** The first row in sight, and how far from the top it begins. */
  const reading = () =>
    panel.page.evaluate<[string, number]>(`(() => {
      const top = document.querySelector('.log').getBoundingClientRect().top;
      const places = [...document.querySelectorAll('.row-place > .row')];
      const place = places.find((each) => each.getBoundingClientRect().bottom > top);
      return [place.parentElement.dataset.key, Math.round(place.getBoundingClientRect().top - top)];
    })()`);

  it('brings every row on the way up and down again, each once, and follows at the end', async () => {
    for (let { first } = await shown(); first > 0; { first } = await shown()) {
      await scroll('0');
      await answerPages();
    }
    assert.deepEqual(
      ((await panel.sent('page')) as unknown as { beforeSeq: number }[]).map(({ beforeSeq }) => beforeSeq),
      [3, 2, 1].map((page) => page * pageSize + 1),
    );
    assert.deepEqual(await shown(), { first: 0, last: mostRows - 1 });
    for (let { last } = await shown(); last < count - 1; { last } = await shown()) {
      await scroll('log.scrollHeight');
    }
    await scroll('log.scrollHeight');
    const body = EventBody.parse({ type: 'message.end', messageId: `m${count}`, text: 'New.', calls: [], stop: 'end' });
    const fresh = { v: 1 as const, seq: count + 1, taskId, at: '2026-11-23T10:00:00.000Z', ...body };
    await panel.tell({ type: 'events', taskId, fromSeq: count, events: [fresh] });
    await panel.page.getByText('New.').waitFor();
    await panel.page.waitForFunction(
      `(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight < 2)(document.querySelector('.log'))`,
    );
  });

  it('stays at the row that is read when earlier ones come', async () => {
    await scroll('1200');
    const before = await reading();
    const { first } = await shown();
    await panel.page.evaluate(`document.querySelector('.log').scrollBy(0, -700)`);
    const nearer = await reading();
    assert.notDeepEqual(nearer, before);
    await panel.page.waitForFunction(`document.querySelectorAll('.row-place').length > 100`);
    assert.deepEqual([(await shown()).first < first, await reading()], [true, nearer]);
  });

  it('stays at the row that is read when an earlier page comes late, after one has scrolled to the very top', async () => {
    while ((await panel.sent('page')).length === 0) {
      await scroll('0');
    }
    await scroll('0');
    const before = await reading();
    await answerPages();
    await panel.page.locator(`[data-key="m${count - pageSize - 1}"]`).waitFor({ state: 'attached' });
    const [key, top] = before;
    const now = await panel.page.evaluate(
      `document.querySelector('[data-key="${key}"] > .row').getBoundingClientRect().top - document.querySelector('.log').getBoundingClientRect().top`,
    );
    assert.equal(Math.round(now as number), top);
  });

  /** Shows another agent and comes back: the host tells anew. */
  async function leaveAndReturn(): Promise<void> {
    await panel.tell({ type: 'show', taskId: other });
    await panel.page.locator('.row-place').first().waitFor({ state: 'detached' });
    await panel.tell({ type: 'show', taskId });
    await panel.tell({ type: 'snapshot', taskId, seq: count, tail: events.slice(-pageSize), hasOlder: true });
  }

  it('is where it was read when one comes back to it, also far from its end and in a new page', async () => {
    for (let { first } = await shown(); first > count - 2 * pageSize; { first } = await shown()) {
      await scroll('0');
      await answerPages();
    }
    await scroll('1234');
    await answerPages();
    const before = await reading();
    const back = async (): Promise<void> => {
      while (!(await numbers()).includes(Number(before[0].slice(1)))) {
        await answerPages();
      }
      assert.deepEqual(await reading(), before);
    };
    await leaveAndReturn();
    await back();
    await panel.page.reload();
    answered = 0;
    await panel.page.locator('.log').waitFor();
    await back();
  });

  it('follows what is new when one comes back to its end', async () => {
    await scroll('0');
    await panel.page.getByText('Jump to latest').click();
    await panel.page.getByText(`Row ${count - 1}.`).waitFor();
    await scroll('log.scrollHeight');
    await leaveAndReturn();
    await panel.page.getByText(`Row ${count - 1}.`).waitFor();
    await panel.page.waitForFunction(
      `(({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight < 2)(document.querySelector('.log'))`,
    );
  });
});

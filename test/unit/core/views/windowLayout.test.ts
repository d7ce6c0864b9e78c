import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import {
  closeTabs,
  emptyCell,
  initialLayout,
  moveTab,
  openIn,
  placeIn,
  showTiles,
  tabsOf,
  withKnown,
} from '../../../../src/core/views/windowLayout';
import { WindowLayout } from '../../../../src/protocol';
import type { TaskId, TaskMarks, TaskView } from '../../../../src/protocol';
import { task, taskView } from '../views';

const ids = Array.from({ length: 8 }, (_, index) => `01JD000000000000000000000${index + 1}` as TaskId);
const [a, b, c, d] = ids as [TaskId, TaskId, TaskId, TaskId];
const views = ids.map((id) => taskView({ task: { ...task, id } }));
const four = views.slice(0, 4);

const withMarks = (view: TaskView, marks: Partial<TaskMarks>): TaskView => ({
  ...view,
  app: { ...view.app, marks: { ...view.app.marks, ...marks } },
});

const tabs = (layout: WindowLayout, selected: TaskId | null = null) =>
  tabsOf(four, layout, selected).map((view) => view.task.id);

describe('the tabs of the Agents Window', () => {
  it('stand as the tasks were made until one is moved, and new ones follow', () => {
    const moved = moveTab(initialLayout, [a, b, c], c, 0);
    assert.deepEqual(
      [tabs(initialLayout), tabs(moved)],
      [
        [a, b, c, d],
        [c, a, b, d],
      ],
    );
  });

  it('stay in front when their agents are pinned', () => {
    const pinned = four.map((view) => (view.task.id === c ? withMarks(view, { pinned: true }) : view));
    assert.deepEqual(
      tabsOf(pinned, moveTab(initialLayout, [a, b, c, d], b, 3), null).map((view) => view.task.id),
      [c, a, d, b],
    );
  });

  it('are not there for archived agents that nobody looks at', () => {
    const archived = four.map((view) =>
      view.task.id === c
        ? { ...withMarks(view, { archived: true }), state: { kind: 'stopped', by: 'user' } as const }
        : view,
    );
    const shown = [null, c].map((selected) => tabsOf(archived, initialLayout, selected).map((view) => view.task.id));
    assert.deepEqual(shown, [
      [a, b, d],
      [a, b, c, d],
    ]);
  });

  it('are gone when they are closed, until the agent is opened again', () => {
    const closed = closeTabs({ ...initialLayout, cells: [b, null, null, null, null, null] }, [b, c]);
    assert.deepEqual(
      [tabs(closed), tabs(closed, c), tabs(openIn(closed, b))],
      [
        [a, d],
        [a, c, d],
        [a, b, d],
      ],
    );
    assert.equal(closed.cells[0], null);
  });
});

describe('the tiles of the Agents Window', () => {
  const cells = (layout: WindowLayout) => layout.cells.slice(0, layout.count);

  it('fill up with the first candidates, and come back as they were', () => {
    const shown = showTiles(initialLayout, 4, [b, a, c]);
    assert.deepEqual(cells(shown), [b, a, c, null]);
    const back = showTiles(showTiles(shown, 1, []), 4, []);
    assert.deepEqual(cells(back), [b, a, c, null]);
  });

  it('take an agent that is opened into a free one, else into the current one', () => {
    const shown = showTiles(initialLayout, 2, [a]);
    const full = openIn(shown, b);
    assert.deepEqual([cells(full), full.cell], [[a, b], 1]);
    assert.deepEqual(cells(openIn(full, c)), [a, c]);
    const again = openIn(full, a);
    assert.deepEqual([cells(again), again.cell], [[a, b], 0]);
  });

  it('change places when an agent is put where another one is', () => {
    const shown = showTiles(initialLayout, 4, [a, b, c, d]);
    assert.deepEqual(cells(placeIn(shown, a, 3)), [d, b, c, a]);
    assert.deepEqual(cells(emptyCell(shown, 1)), [a, null, c, d]);
  });

  it('leave out tasks that are gone', () => {
    const layout = closeTabs(moveTab(showTiles(initialLayout, 2, [a, d]), ids, a, 2), [b]);
    assert.equal(withKnown(layout, views), layout);
    const known = withKnown(layout, views.slice(1, 3));
    assert.deepEqual(known, { ...layout, cells: [null, null, null, null, null, null], order: [b, c], closed: [b] });
  });

  it('show no agent twice and every agent that was opened, whatever a person does', () => {
    const id = fc.constantFrom(...ids);
    const cell = fc.nat({ max: 5 });
    const act = fc.oneof(
      fc.record({ do: fc.constant('open' as const), id }),
      fc.record({ do: fc.constant('place' as const), id, cell }),
      fc.record({ do: fc.constant('empty' as const), cell }),
      fc.record({ do: fc.constant('close' as const), id }),
      fc.record({
        do: fc.constant('show' as const),
        count: fc.constantFrom(1 as const, 2 as const, 4 as const, 6 as const),
      }),
      fc.record({ do: fc.constant('move' as const), id, to: fc.integer({ min: -2, max: 10 }) }),
    );
    const run = (layout: WindowLayout, one: typeof act extends fc.Arbitrary<infer T> ? T : never): WindowLayout => {
      switch (one.do) {
        case 'open':
          return openIn(layout, one.id);
        case 'place':
          return one.cell < layout.count ? placeIn(layout, one.id, one.cell) : layout;
        case 'empty':
          return emptyCell(layout, one.cell);
        case 'close':
          return closeTabs(layout, [one.id]);
        case 'show':
          return showTiles(layout, one.count, ids);
        case 'move':
          return moveTab(
            layout,
            tabsOf(views, layout, null).map((view) => view.task.id),
            one.id,
            one.to,
          );
      }
    };
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
        const layout = acts.reduce(run, initialLayout);
        const placed = layout.cells.filter((one) => one !== null);
        assert.deepEqual(WindowLayout.parse(layout), layout);
        assert.equal(new Set(placed).size, placed.length);
        const last = acts.at(-1);
        if (last?.do === 'open') {
          assert.ok(tabsOf(views, layout, null).some((view) => view.task.id === last.id));
          assert.ok(layout.count === 1 || layout.cells[layout.cell] === last.id);
        }
      }),
    );
  });
});

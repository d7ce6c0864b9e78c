import * as assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { admitted, asked, emptyBook, entered, left, queueOf } from '../../../../src/core/scheduling/turns';
import {
  type PlaceBook,
  type PlaceClaim,
  type PlaceHolder,
  type PlaceLimits,
  type Priority,
  TaskId,
} from '../../../../src/protocol';

const holder: PlaceHolder = { pid: 1, startTime: null, host: 'here', instance: 'one' };

function id(index: number): TaskId {
  return TaskId.parse(`01J${String(index).padStart(23, '0')}`);
}

function claim(change: Partial<PlaceClaim> = {}): PlaceClaim {
  return { repository: '/repo', provider: 'anthropic', batch: 'one', priority: 'normal', ...change };
}

function ask(book: PlaceBook, index: number, change: Partial<PlaceClaim> = {}): PlaceBook {
  return asked(book, { taskId: id(index), holder, claim: claim({ batch: `task ${index}`, ...change }) });
}

function running(book: PlaceBook): TaskId[] {
  return book.places.filter(({ stage }) => stage === 'running').map(({ taskId }) => taskId);
}

/** Gives one place after the other, each given back at once; the order in which the tasks had it. */
function served(before: PlaceBook, limits: PlaceLimits): TaskId[] {
  const order: TaskId[] = [];
  for (let book = admitted(before, limits); running(book).length > 0; book = admitted(book, limits)) {
    for (const taskId of running(book)) {
      order.push(taskId);
      book = left(book, taskId);
    }
  }
  return order;
}

describe('turns', () => {
  it('gives places in the order in which they were asked for', () => {
    const book = [0, 1, 2, 3].reduce((rest, index) => ask(rest, index), emptyBook);
    assert.deepEqual(served(book, { machine: 1 }), [id(0), id(1), id(2), id(3)]);
  });

  it('lets a single task in after the first of a batch of sixteen', () => {
    const sixteen = Array.from({ length: 16 }, (_, index) => index);
    const batch = sixteen.reduce((rest, index) => ask(rest, index, { batch: 'race' }), emptyBook);
    const order = served(ask(admitted(batch, { machine: 1 }), 99), { machine: 1 });
    assert.deepEqual(order.slice(0, 3), [id(0), id(99), id(1)]);
  });

  it('takes turns between two batches', () => {
    const first = [0, 1, 2].reduce((rest, index) => ask(rest, index, { batch: 'a' }), emptyBook);
    const both = [3, 4, 5].reduce((rest, index) => ask(rest, index, { batch: 'b' }), first);
    assert.deepEqual(served(both, { machine: 1 }), [id(0), id(3), id(1), id(4), id(2), id(5)]);
  });

  it('lets nobody in while more are there than may be', () => {
    const book = ask(ask(entered(emptyBook, { taskId: id(0), holder, claim: claim() }), 1), 2);
    const over = entered(book, { taskId: id(1), holder, claim: claim() });
    assert.deepEqual(running(admitted(over, { machine: 1 })), [id(0), id(1)]);
    assert.deepEqual(running(admitted(left(over, id(0)), { machine: 1 })), [id(1)]);
    assert.deepEqual(running(admitted(left(left(over, id(0)), id(1)), { machine: 1 })), [id(2)]);
  });

  it('passes over what has no place in its repository or with its provider', () => {
    const here = ask(ask(emptyBook, 0), 1);
    const book = ask(ask(here, 2, { repository: '/other' }), 3, { repository: '/third', provider: null });
    const limits = { machine: 4, repository: 1, provider: 1 };
    assert.deepEqual(running(admitted(book, limits)), [id(0), id(3)]);
    assert.deepEqual(
      queueOf(admitted(book, limits), limits, false),
      new Map([
        [id(1), { kind: 'place', position: 1, of: 'repository' }],
        [id(2), { kind: 'place', position: 2, of: 'provider' }],
      ]),
    );
    assert.deepEqual(queueOf(book, limits, true).get(id(1)), { kind: 'paused' });
  });

  it('keeps the turn of a task whose priority changes, and moves it by that alone', () => {
    const book = [0, 1, 2].reduce((rest, index) => ask(rest, index), emptyBook);
    assert.deepEqual(served(ask(book, 2, { priority: 'high' }), { machine: 1 }), [id(2), id(0), id(1)]);
    assert.deepEqual(served(ask(book, 0, { priority: 'low' }), { machine: 1 }), [id(1), id(2), id(0)]);
    assert.deepEqual(served(ask(ask(book, 0, { priority: 'low' }), 0), { machine: 1 }), [id(0), id(1), id(2)]);
  });

  const step = fc.record({
    act: fc.constantFrom('ask', 'ask', 'enter', 'leave'),
    index: fc.nat(30),
    batch: fc.nat(3),
    repository: fc.nat(2),
    provider: fc.nat(2),
    priority: fc.constantFrom<Priority>('high', 'normal', 'low'),
  });
  const someLimits = fc.record({
    machine: fc.integer({ min: 1, max: 4 }),
    repository: fc.integer({ min: 1, max: 3 }),
    provider: fc.integer({ min: 1, max: 3 }),
  });

  it('never gives a place beyond a limit, and leaves none free that somebody could have', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), someLimits, (steps, limits) => {
        let book = emptyBook;
        for (const { act, index, batch, repository, provider, priority } of steps) {
          const change = { batch: `b${batch}`, repository: `/r${repository}`, provider: `p${provider}`, priority };
          const before = running(book);
          const asking = { taskId: id(index), holder, claim: claim(change) };
          const next =
            act === 'leave' ? left(book, id(index)) : act === 'enter' ? entered(book, asking) : asked(book, asking);
          const forced = running(next).filter((taskId) => !before.includes(taskId));
          book = admitted(next, limits);
          const places = book.places.filter(({ stage }) => stage === 'running');
          const counts = (of: (of: PlaceClaim) => string) => (one: PlaceClaim) =>
            places.filter((place) => of(place.claim) === of(one)).length;
          const rooms = [
            [counts(() => ''), limits.machine],
            [counts((of) => of.repository), limits.repository],
            [counts((of) => of.provider ?? ''), limits.provider],
          ] as const;
          const admittedNow = places.filter(({ taskId }) => !before.includes(taskId) && !forced.includes(taskId));
          assert.ok(admittedNow.every((place) => rooms.every(([count, limit]) => count(place.claim) <= limit)));
          const stillWaiting = book.places.filter(({ stage }) => stage === 'waiting');
          assert.ok(stillWaiting.every((place) => rooms.some(([count, limit]) => count(place.claim) >= limit)));
        }
      }),
    );
  });

  it('starves nobody, whatever keeps coming', () => {
    const newcomers = fc.array(
      fc.record({ batch: fc.nat(50), priority: fc.constantFrom<Priority>('high', 'normal', 'low') }),
      { minLength: 400, maxLength: 400 },
    );
    fc.assert(
      fc.property(newcomers, fc.constantFrom<Priority>('normal', 'low'), fc.nat(15), (coming, priority, inBatch) => {
        const ahead = Array.from({ length: inBatch }, (_, index) => index);
        let book = ahead.reduce((rest, index) => ask(rest, 1000 + index, { batch: 'ours' }), emptyBook);
        book = ask(book, 0, { batch: 'ours', priority });
        const rounds = coming.findIndex(({ batch, priority: theirs }, round) => {
          book = ask(book, 2000 + round, { batch: `b${batch}`, priority: theirs });
          book = admitted(book, { machine: 1 });
          const [now] = running(book);
          book = now === undefined ? book : left(book, now);
          return now === id(0);
        });
        assert.ok(rounds >= 0 && rounds <= 64 + 5 * 16 + 32, `it waited ${rounds} rounds`);
      }),
    );
  });

  it('comes to the same order again', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), someLimits, (steps, limits) => {
        const play = (): TaskId[] => {
          const book = steps.reduce((rest, { index, batch, priority }) => {
            return admitted(ask(rest, index, { batch: `b${batch}`, priority }), limits);
          }, emptyBook);
          return served(book, limits);
        };
        assert.deepEqual(play(), play());
      }),
    );
  });

  it('forgets batches that are behind the time', () => {
    const book = admitted(
      [0, 1, 2].reduce((rest, index) => ask(rest, index), emptyBook),
      {},
    );
    const later = Array.from({ length: 10 }, (_, index) => index + 10).reduce(
      (rest, index) => admitted(ask(rest, index, { batch: 'busy' }), {}),
      book,
    );
    assert.deepEqual(Object.keys(later.batches), ['busy']);
  });
});

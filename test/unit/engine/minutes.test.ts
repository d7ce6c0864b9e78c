import assert from 'node:assert/strict';
import { scriptOf } from '../../../src/adapters/models/scriptPlayer';
import type { ModelClient } from '../../../src/core/models/modelPorts';
import { type Decision, type RunnerEvent, type SetupList, TaskId } from '../../../src/protocol';
import { StoreError } from '../../../src/core/errors';
import { MemoryLedger } from '../../fakes/memoryLedger';
import { type BenchOptions, EngineBench, untilAborted } from './engineBench';

const minute = 60_000;
const limited = { verify: null, budget: { minutes: 10 } };
const shell = (command: string) => ({ calls: [{ tool: 'shell', input: { command } }] });
const write = (path: string) => ({ calls: [{ tool: 'write_file', input: { path, content: 'new\n' } }] });

const other = TaskId.parse('01JZZZZZZZZZZZZZZZZZZZZZZZ');
const setup: SetupList = {
  ...{ kind: 'setup', source: '.cursor/worktrees.json', steps: ['npm ci'] },
  ...{ environment: {}, folder: '', digest: 'd1' },
};

/** A task whose time passes only while something is waited for: then it is over at once. */
class TimedBench extends EngineBench {
  /** Whose time passes, by what was journaled last. */
  isSlow: (last: RunnerEvent) => boolean = () => false;

  constructor(options: BenchOptions) {
    super(options);
    this.surroundings.sleep = async (ms, signal) => {
      const last = this.events.at(-1);
      const isSlow = last !== undefined && this.isSlow(last);
      await new Promise<void>((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('not over')));
        if (isSlow) {
          setImmediate(resolve);
        }
      });
      this.time.now = new Date(this.time.now.getTime() + ms);
    };
  }

  /** Answers what is asked as often as it is asked. */
  answer(decision: Decision, then: () => void = () => undefined): void {
    this.surroundings.onEvent = (event) => {
      if (event.type === 'question') {
        then();
        this.tell({ type: 'answer', requestId: event.request.requestId, decision });
      }
    };
  }
}

const request = { kind: 'budget', limit: 'minutes', allowed: 10 * minute, used: 10 * minute, needed: 1 } as const;
const stopped =
  "shell error: Stopped: the time of the task's budget was used up. It may have been carried out in part; check before you repeat it.";

function asked(made: EngineBench) {
  return made.of('question').map((event) => {
    const { requestId, ...rest } = event.request;
    assert.ok(requestId !== '');
    return rest;
  });
}

describe('the minutes of a budget', () => {
  function longCommand(more: Partial<BenchOptions> = {}): TimedBench {
    const made = new TimedBench({
      script: scriptOf([write('a.txt'), shell('endless'), { text: 'Done.' }]),
      task: limited,
      commands: { endless: untilAborted },
      ...more,
    });
    made.isSlow = ({ type, ...event }) => type === 'message.end' && JSON.stringify(event).includes('endless');
    return made;
  }

  it('end a command by the limit that was known when the settings can not be read meanwhile', async () => {
    const ledger = new MemoryLedger({ task: { minutes: 10 }, day: {}, prices: {} });
    const made = longCommand({ task: { verify: null }, ledger });
    const damaged = new StoreError('damaged', 'The budgets can not be understood.');
    ledger.settings = () => {
      const isAtWork = made.ran.length > 0 && made.of('interrupted').length === 0;
      return isAtWork ? Promise.reject(damaged) : Promise.resolve(ledger.allowed);
    };
    made.answer({ kind: 'continue' });
    await made.run();
    assert.equal(made.of('interrupted')[0]?.reached?.limit, 'minutes');
    assert.deepEqual(made.state.outcome, { kind: 'unverified' });
  });

  it('end a command, ask, and go on with as many again, the work kept', async () => {
    const made = longCommand();
    made.answer({ kind: 'continue' });
    await made.run();
    assert.deepEqual(asked(made), [{ ...request, adds: 10 * minute }]);
    assert.deepEqual(made.of('interrupted')[0]?.reached, {
      ...{ limit: 'minutes', allowed: 10 * minute, used: 10 * minute, needed: 1, adds: 10 * minute },
    });
    assert.equal(made.results[1], stopped);
    assert.deepEqual(
      [made.state.outcome, made.state.budget.raised],
      [{ kind: 'unverified' }, { minutes: 20 * minute }],
    );
    assert.equal(made.files.content.get('a.txt'), 'new\n');
    assert.deepEqual([made.requests.length, made.ran], [3, ['endless']]);
  });

  it('end an answer of the model, which counts in full', async () => {
    let asks = 0;
    const model: ModelClient = {
      async *stream(_, signal) {
        asks += 1;
        if (asks === 1) {
          await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
          signal.throwIfAborted();
        }
        const usage = { input: 1, output: 1, cacheRead: 0, cacheWrite: 0 };
        yield { kind: 'text', text: 'Done.' };
        yield { kind: 'end', stop: 'end', usage };
      },
    };
    const made = new TimedBench({ model, task: limited });
    made.isSlow = ({ type }) => type === 'user.message' && made.of('interrupted').length === 0;
    made.answer({ kind: 'continue' });
    await made.run();
    const reserved = made.of('model.request')[0]?.reserved?.tokens ?? 0;
    assert.deepEqual(asked(made), [{ ...request, adds: 10 * minute }]);
    assert.deepEqual([made.state.outcome, made.state.budget.spent.tokens], [{ kind: 'unverified' }, reserved + 2]);
  });

  it('end a check, which is run again and not asked of the model', async () => {
    let runs = 0;
    const made = new TimedBench({
      script: scriptOf([{ text: 'Done.' }]),
      task: { ...limited, verify: 'test' },
      commands: { test: (options) => (++runs === 1 ? untilAborted(options) : {}) },
    });
    made.isSlow = ({ type }) => type === 'guard.taken' && runs === 0;
    made.answer({ kind: 'continue' });
    await made.run();
    assert.deepEqual(asked(made), [{ ...request, adds: 10 * minute }]);
    assert.deepEqual([made.state.outcome?.kind, made.requests.length, made.ran], ['verified', 1, ['test', 'test']]);
  });

  it('begin nothing that lasts once they are over', async () => {
    const made = new TimedBench({
      script: scriptOf([{ calls: [...shell('one').calls, ...shell('two').calls] }, { text: 'Done.' }]),
      task: limited,
    });
    const answered = () => made.answer({ kind: 'continue' });
    made.surroundings.onEvent = ({ type }) => {
      if (type === 'message.end') {
        made.time.now = new Date(made.time.now.getTime() + 35 * minute);
        answered();
      }
    };
    await made.run();
    const why = "shell error: Not run: the time of the task's budget was used up.";
    assert.deepEqual([made.ran, made.results], [[], [why, why]]);
    assert.deepEqual(asked(made), [{ ...request, used: 35 * minute, adds: 30 * minute }]);
  });

  for (const [how, days] of [
    ['set forward', 1],
    ['set back', -1],
    ['set forth and back', 0],
  ] as const) {
    it(`are counted as they pass by a clock that is ${how}, in each process anew`, async () => {
      const set = (by: number) => {
        made.time.now = new Date(made.time.now.getTime() + 3 * minute);
        made.time.setMs += by * 24 * 60 * minute;
        return {};
      };
      const made: TimedBench = new TimedBench({
        script: scriptOf([shell('one'), shell('two'), { text: 'Done.' }]),
        task: limited,
        commands: { one: () => set(1), two: () => set(days - 1) },
      });
      await made.run({ at: 12, when: 'after' }).catch(() => undefined);
      made.time.setMs += 40 * 24 * 60 * minute;
      await made.run();
      assert.deepEqual([asked(made), made.of('interrupted')], [[], []]);
      assert.equal(made.state.budget.ranMs, made.ran.length * 3 * minute);
    });
  }

  it('take the result as it is, and end nothing where there is no limit', async () => {
    const made = longCommand();
    made.answer({ kind: 'take' });
    await made.run();
    assert.deepEqual(made.state.outcome, { kind: 'taken' });
    const free = new TimedBench({
      script: scriptOf([shell('one'), {}]),
      task: { verify: null, budget: { minutes: 1e6 } },
    });
    free.isSlow = () => true;
    await free.run();
    assert.deepEqual([free.state.outcome, free.slept], [{ kind: 'unverified' }, []]);
  });

  it('are those of the settings where a task has none, and wait for nobody', async () => {
    const made = longCommand({ task: { verify: null }, budgets: { task: { minutes: 10 } } });
    made.answer({ kind: 'continue' }, () => {
      made.time.now = new Date(made.time.now.getTime() + 600 * minute);
    });
    await made.run();
    assert.deepEqual(asked(made), [{ ...request, adds: 10 * minute }]);
    assert.equal(made.state.budget.ranMs, 10 * minute);
  });

  it('come to the same when the process dies at any write', async () => {
    const whole = longCommand();
    whole.answer({ kind: 'continue' });
    await whole.run();
    const from = whole.of('interrupted')[0]?.seq ?? assert.fail();
    for (let at = from + 1; at <= whole.events.length; at += 1) {
      for (const when of ['before', 'after'] as const) {
        const made = longCommand();
        made.answer({ kind: 'continue' });
        await assert.rejects(made.run({ at, when }), `${at} ${when}`);
        const running = made.run();
        const { request: open } = made.state;
        if (open !== null) {
          made.tell({ type: 'answer', requestId: open.requestId, decision: { kind: 'continue' } });
        }
        await running;
        assert.deepEqual(made.state.outcome, { kind: 'unverified' }, `${at} ${when}`);
        assert.deepEqual(asked(made), asked(whole), `${at} ${when}`);
        assert.deepEqual(made.results, whole.results, `${at} ${when}`);
      }
    }
  });

  it('end the command of a command task, which goes on from its beginning', async () => {
    let runs = 0;
    const made = new TimedBench({
      task: { ...limited, engine: { kind: 'command', command: 'migrate' } },
      commands: { migrate: (options) => (++runs === 1 ? untilAborted(options) : {}) },
    });
    made.isSlow = () => runs === 0;
    made.answer({ kind: 'continue' });
    await made.run();
    assert.deepEqual(asked(made), [{ ...request, adds: 10 * minute }]);
    assert.deepEqual([made.state.outcome, made.ran], [{ kind: 'unverified' }, ['migrate', 'migrate']]);
  });

  it('end a setup, which is run again and not skipped', async () => {
    let runs = 0;
    const made = new TimedBench({
      script: scriptOf([{ text: 'Done.' }]),
      task: { ...limited, approve: 'allow' },
      setup: { lists: [setup] },
      commands: { 'npm ci': (options) => (++runs === 1 ? untilAborted(options) : {}) },
    });
    made.isSlow = () => runs === 0;
    made.answer({ kind: 'continue' });
    await made.run();
    assert.deepEqual(asked(made).slice(1), [{ ...request, adds: 10 * minute }]);
    assert.deepEqual([made.state.outcome, made.requests.length, made.ran.length], [{ kind: 'unverified' }, 1, 2]);
  });
});

describe('the minutes of budgets that are shared', () => {
  const shared = { id: 'race', budget: { minutes: 10 } };
  const day = '2026-01-31';

  function long(more: Partial<BenchOptions>): TimedBench {
    const made = new TimedBench({
      script: scriptOf([write('a.txt'), shell('endless'), { text: 'Done.' }]),
      commands: { endless: untilAborted },
      ...more,
    });
    made.isSlow = () => made.requests.length === 2 && made.of('interrupted').length === 0;
    return made;
  }

  const limitOf = (made: EngineBench) => made.of('interrupted').map(({ reached }) => reached);

  it('end a command of one task, by what all of them have used, and count each moment once', async () => {
    const ledger = new MemoryLedger();
    await ledger.pass({
      ...{ ledger: 'shared-race', taskId: other, ranMs: 6 * minute, raised: {} },
      budget: { minutes: 10 * minute },
    });
    const made = long({ task: { verify: null, sharedBudget: shared }, ledger });
    made.answer({ kind: 'continue' });
    await made.run();
    const [reached] = limitOf(made);
    assert.ok(reached !== undefined && reached.used >= 10 * minute && reached.used < 10 * minute + 1_000);
    const { limit, allowed, adds, shared: isShared } = reached;
    assert.deepEqual([limit, allowed, adds, isShared], ['minutes', 10 * minute, 10 * minute, true]);
    assert.deepEqual(
      made.of('question').map((event) => event.request.kind),
      ['budget'],
    );
    assert.match(
      made.results[1] ?? '',
      /^shell error: Stopped: the time of the budget that this task shares was used up\./,
    );
    assert.deepEqual(made.state.outcome, { kind: 'unverified' });
    assert.deepEqual(made.state.budget.sharedRaised, { minutes: 20 * minute });
    assert.equal(ledger.totalOf('shared-race').minutes, 6 * minute + made.state.budget.ranMs);
  });

  it('end a command when the day is used up, and a check while another agent uses it up', async () => {
    let runs = 0;
    const ledger = new MemoryLedger({ task: {}, day: { minutes: 10 }, prices: {} });
    const made = long({
      script: scriptOf([{ text: 'Done.' }]),
      task: { verify: 'test' },
      commands: { test: (options) => (++runs === 1 ? untilAborted(options) : {}) },
      ledger,
    });
    made.isSlow = () => runs < 2 && made.of('message.end').length > 0;
    const pass = ledger.pass.bind(ledger);
    let ofOther = 0;
    ledger.pass = async (time) => {
      ofOther += 2 * minute;
      await pass({ ...time, taskId: other, ranMs: Math.min(ofOther, 9 * minute) });
      return pass(time);
    };
    made.answer({ kind: 'continue' });
    await made.run();
    const [reached] = limitOf(made);
    assert.equal(reached?.day?.length, day.length);
    assert.ok(made.state.budget.ranMs < 5 * minute, `${made.state.budget.ranMs} ms`);
    assert.deepEqual([made.state.outcome?.kind, made.requests.length, made.ran], ['verified', 1, ['test', 'test']]);
  });

  it('of a command over midnight are counted in the new day from its beginning', async () => {
    const made = long({ ledger: new MemoryLedger({ task: {}, day: { minutes: 10 }, prices: {} }) });
    made.time.now = new Date(2026, 0, 31, 23, 56);
    made.answer({ kind: 'take' });
    await made.run();
    const [reached] = limitOf(made);
    assert.equal(reached?.day, '2026-02-01');
    assert.ok(made.state.budget.ranMs >= 14 * minute, `${made.state.budget.ranMs} ms`);
  });

  it('are left alone where nothing limits them, and end nothing when the ledger fails meanwhile', async () => {
    const free = new TimedBench({ script: scriptOf([shell('one'), {}]), task: { verify: null } });
    await free.run();
    assert.deepEqual(
      free.ledger.lines.filter(({ type }) => type === 'time'),
      [],
    );
    const ledger = new MemoryLedger();
    const pass: MemoryLedger['pass'] = (time) => MemoryLedger.prototype.pass.call(ledger, time);
    const made = new TimedBench({
      script: scriptOf([shell('one'), {}]),
      task: { verify: null, sharedBudget: shared },
      ledger,
      commands: {
        one: () => {
          ledger.pass = () => {
            ledger.pass = pass;
            return Promise.reject(new StoreError('failed', 'The disk is full.'));
          };
          return {};
        },
      },
    });
    await made.run();
    assert.deepEqual(made.state.outcome, { kind: 'unverified' });
    assert.deepEqual(made.log.lines.length, 1);
  });
});

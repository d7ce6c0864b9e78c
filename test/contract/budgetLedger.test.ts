import * as assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import fc from 'fast-check';
import {
  BudgetLedger,
  forgetOldDays,
  readBudgetSettings,
  writeBudgetSettings,
} from '../../src/adapters/store/budgetLedger';
import { DaySpendingReader } from '../../src/adapters/store/daySpending';
import type { SharedClaim } from '../../src/core/budget/budgetPorts';
import { TaskId } from '../../src/protocol';
import { builtProgram } from '../fakes/builtProgram';
import { MemoryLog } from '../fakes/memoryLog';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';

const script = path.join(import.meta.dirname, '../fixtures/store/spender.ts');
const day = '2026-01-31';

describe('the ledger of a day', () => {
  let root: string;
  let log: MemoryLog;

  beforeEach(async () => {
    root = await temporaryFolder();
    log = new MemoryLog();
  });

  afterEach(() => removeFolder(root));

  const ledgerFile = (): string => path.join(root, 'budgets', `${day}.jsonl`);
  const claim = (id: string, tokens: number, more: Partial<SharedClaim> = {}): SharedClaim => ({
    ...{ id, ledger: day, amount: { tokens, microUsd: null }, ranMs: 0, raised: {}, budget: { tokens: 1_000 } },
    ...more,
  });

  it('grants what fits, counts what was used in its place, and says what does not fit', async () => {
    const ledger = new BudgetLedger(root, log);
    const first = claim('a', 900);
    assert.equal(await ledger.claim(first), null);
    assert.deepEqual(await ledger.claim(claim('b', 200)), {
      ...{ limit: 'tokens', allowed: 1_000, used: 900, needed: 200, adds: 1_000 },
    });
    await ledger.settle(first, { tokens: 100, microUsd: null });
    assert.equal(await ledger.claim(claim('c', 900)), null);
    const other = new BudgetLedger(root, log);
    assert.equal((await other.claim(claim('d', 1)))?.used, 1_000);
  });

  it('is for the user alone', async () => {
    await new BudgetLedger(root, log).claim(claim('a', 1));
    const modes = await Promise.all(
      [path.dirname(ledgerFile()), ledgerFile()].map(async (place) =>
        ((await fs.stat(place)).mode & 0o777).toString(8),
      ),
    );
    assert.deepEqual(modes, ['700', '600']);
  });

  it('counts each day by itself, and turns and minutes too', async () => {
    const ledger = new BudgetLedger(root, log);
    const budget = { turns: 2, minutes: 60_000 };
    assert.equal(await ledger.claim(claim('a', 1, { budget, ranMs: 50_000 })), null);
    assert.equal((await ledger.claim(claim('b', 1, { budget, ranMs: 20_000 })))?.limit, 'minutes');
    assert.equal(await ledger.claim(claim('c', 1, { budget })), null);
    assert.equal((await ledger.claim(claim('d', 1, { budget })))?.limit, 'turns');
    assert.equal(await ledger.claim(claim('e', 1, { budget, ledger: '2026-02-01' })), null);
  });

  it('counts the time of a task at work once, whether its next claim comes or not', async () => {
    const [one, two] = [new BudgetLedger(root, log), new BudgetLedger(root, log)];
    const budget = { minutes: 60_000 };
    const task = TaskId.parse('01JD8X00000000000000000000');
    const other = TaskId.parse('01JD8X00000000000000000001');
    const time = (taskId: TaskId, ranMs: number, raised = {}) => ({ ledger: day, taskId, ranMs, budget, raised });
    const limit = { allowed: 60_000, again: 60_000 };
    assert.deepEqual(await one.pass(time(task, 10_000)), { ...limit, used: 10_000 });
    assert.deepEqual(await one.pass(time(task, 30_000)), { ...limit, used: 30_000 });
    assert.deepEqual(await two.pass(time(other, 20_000)), { ...limit, used: 50_000 });
    assert.equal(await one.claim(claim(`${task}-a`, 1, { budget, ranMs: 35_000 })), null);
    assert.deepEqual(await two.pass(time(other, 25_000)), { ...limit, used: 60_000 });
    const refused = await one.claim(claim(`${task}-b`, 1, { budget, ranMs: 5_000 }));
    assert.deepEqual([refused?.limit, refused?.used], ['minutes', 65_000]);
    const raised = { minutes: 120_000 };
    assert.deepEqual(await two.pass(time(other, 25_000, raised)), { ...limit, allowed: 120_000, used: 60_000 });
    assert.deepEqual(await one.pass({ ...time(task, 1), budget: {} }), null);
  });

  it('knows what was used before there was a limit', async () => {
    const ledger = new BudgetLedger(root, log);
    const unlimited = claim('a', 900, { budget: {} });
    void ledger.claim(unlimited);
    await ledger.settle(unlimited, { tokens: 950, microUsd: null });
    assert.equal((await ledger.claim(claim('b', 100)))?.used, 950);
  });

  it('is raised for all by an answer to one, and only once', async () => {
    const [one, two] = [new BudgetLedger(root, log), new BudgetLedger(root, log)];
    await one.claim(claim('a', 1_000));
    assert.equal((await two.claim(claim('b', 500)))?.allowed, 1_000);
    assert.equal(await one.claim(claim('c', 500, { raised: { tokens: 2_000 } })), null);
    assert.equal(await two.claim(claim('d', 500, { raised: { tokens: 2_000 } })), null);
    assert.equal((await two.claim(claim('e', 1)))?.allowed, 2_000);
  });

  it('goes on behind a line that a killed process left torn', async () => {
    await new BudgetLedger(root, log).claim(claim('a', 400));
    const whole = await fs.readFile(ledgerFile());
    await fs.appendFile(ledgerFile(), whole.subarray(0, whole.length - 9));
    const ledger = new BudgetLedger(root, log);
    assert.equal(await ledger.claim(claim('b', 600)), null);
    assert.equal((await ledger.claim(claim('c', 1)))?.used, 1_000);
    assert.deepEqual(log.lines, ['warn Skipped a line of the ledger that is torn.']);
  });

  it('never lets 50 agents in five processes pass the limit, and lets them use it up', async () => {
    const limit = 100_000;
    const spenders = Array.from({ length: 5 }, () => new Spender(root, 10, limit));
    await Promise.all(spenders.map((spender) => spender.ended));
    const { total, lost } = await tally(spenders);
    assert.equal(lost, 0);
    assert.ok(total <= limit, `${total} tokens of ${limit}`);
    assert.ok(total > limit - 1_500, `${total} tokens of ${limit}`);
  });

  it('never lets tasks that share a budget pass it, in any number of processes, whatever others use', async () => {
    const limits = { 'shared-one': 40_000, 'shared-two': 25_000 };
    const groups = await Promise.all(
      Object.entries(limits).map(async ([ledger, limit]) => {
        const spenders = Array.from({ length: 3 }, (_, index) => new Spender(root, 3 + index, limit, ledger));
        await Promise.all(spenders.map((spender) => spender.ended));
        return { limit, total: (await tally(spenders)).total };
      }),
    );
    for (const { limit, total } of groups) {
      assert.ok(total <= limit && total > limit - 1_500, `${total} tokens of ${limit}`);
    }
  });

  it('answers claims that overlap each with its own answer', async () => {
    const ledger = new BudgetLedger(root, log);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 12 }),
        fc.uuid(),
        async (wanted, name) => {
          const answers = await Promise.all(
            wanted.map((tokens, index) =>
              ledger.claim(claim(`${name}-${index}`, tokens, { ledger: `shared-${name}` })),
            ),
          );
          let used = 0;
          for (const [index, tokens] of wanted.entries()) {
            const fits = used + tokens <= 1_000;
            assert.equal(answers[index] === null, fits);
            used += fits ? tokens : 0;
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('counts in full what a killed process may have used, and nothing else of it', async () => {
    const limit = 150_000;
    const spenders = Array.from({ length: 5 }, () => new Spender(root, 10, limit));
    await Promise.all(spenders.slice(0, 3).map((spender) => spender.kill()));
    const late = new Spender(root, 10, limit);
    await Promise.all([...spenders, late].map((spender) => spender.ended));
    const { total } = await tally([...spenders, late]);
    assert.ok(total <= limit, `${total} tokens of ${limit}`);
    const rest = (await new BudgetLedger(root, log).claim(claim('z', limit, { budget: { tokens: limit } })))?.used ?? 0;
    assert.ok(total > limit / 2, `${total} tokens used`);
    const claimedAndNotSent = 3 * 10 * 1_500;
    assert.ok(rest >= total && rest <= total + claimedAndNotSent, `${rest} tokens counted, ${total} used`);
  });

  it('says what the day has used and what is in force, looking only at what is new', async () => {
    const clock = { now: () => new Date(`${day}T12:00:00`) };
    const reader = new DaySpendingReader(root, { clock, log });
    const nothing = { usd: 0, tokens: 0, turns: 0, minutes: 0, unpricedTokens: 0 };
    assert.deepEqual(await reader.today(), { day, used: nothing, limits: {} });
    await writeBudgetSettings(root, { task: {}, day: { usd: 1 }, prices: {} });
    const ledger = new BudgetLedger(root, log);
    const budget = { usd: 1_000_000 };
    const first = claim('a', 900, { budget, amount: { tokens: 900, microUsd: 400_000 }, ranMs: 5 });
    await ledger.claim(first);
    const wanted = { ...nothing, usd: 400_000, tokens: 900, turns: 1, minutes: 5 };
    assert.deepEqual(await reader.today(), { day, used: wanted, limits: { usd: 1_000_000 } });
    await ledger.settle(first, { tokens: 100, microUsd: 50_000 });
    await ledger.claim(claim('b', 10, { budget, amount: { tokens: 10, microUsd: 1 }, raised: { usd: 2_000_000 } }));
    assert.deepEqual(await reader.today(), {
      ...{ day, used: { ...wanted, usd: 50_001, tokens: 110, turns: 2 }, limits: { usd: 2_000_000 } },
    });
    assert.deepEqual(await new DaySpendingReader(root, { clock, log }).today(), await reader.today());
  });

  it('is removed two months later, and nothing else is', async () => {
    await forgetOldDays(root, { sinceMs: 0, nowMs: Date.now() });
    await writeBudgetSettings(root, { task: {}, day: {}, prices: {} });
    const names = ['2025-11-01.jsonl', '2026-01-30.jsonl', 'notes.jsonl', 'shared-new.jsonl', 'shared-old.jsonl'];
    for (const name of names) {
      await fs.writeFile(path.join(root, 'budgets', name), '');
    }
    await fs.utimes(path.join(root, 'budgets', 'shared-old.jsonl'), 1_700_000_000, 1_700_000_000);
    const nowMs = Date.parse('2026-01-31T12:00:00');
    await forgetOldDays(root, { sinceMs: nowMs - 59 * 24 * 3_600_000, nowMs });
    assert.equal((await fs.readdir(path.join(root, 'budgets'))).length, names.length + 1);
    await forgetOldDays(root, { sinceMs: 0, nowMs });
    const left = (await fs.readdir(path.join(root, 'budgets'))).toSorted();
    assert.deepEqual(left, ['2026-01-30.jsonl', 'notes.jsonl', 'settings.json', 'shared-new.jsonl']);
  });

  it('keeps the settings for every process, and takes damaged ones for no budget at all', async () => {
    assert.deepEqual(await readBudgetSettings(root), { task: {}, day: {}, prices: {} });
    const settings = { task: { usd: 5 }, day: { tokens: 9 }, prices: { 'my-model': { input: 1, output: 2 } } };
    await writeBudgetSettings(root, settings);
    const ledger = new BudgetLedger(root, log);
    assert.deepEqual(await ledger.settings(), settings);
    const stricter = { ...settings, task: { usd: 4 } };
    await writeBudgetSettings(root, stricter);
    assert.deepEqual(await ledger.settings(), stricter);
    await fs.writeFile(path.join(root, 'budgets', 'settings.json'), '{"task": {"usd": "5"}}');
    await assert.rejects(readBudgetSettings(root), { domain: 'store', reason: 'damaged' });
    await assert.rejects(ledger.settings(), { domain: 'store', reason: 'damaged' });
  });
});

let spenders = 0;

class Spender {
  readonly log: string;
  readonly ended: Promise<unknown>;
  private readonly child: ChildProcess;

  constructor(root: string, agents: number, limit: number, ledger = day) {
    this.log = path.join(root, `spender-${(spenders += 1)}.log`);
    this.child = spawn(
      process.execPath,
      [builtProgram(script), root, this.log, String(agents), String(limit), ledger],
      {
        stdio: 'inherit',
      },
    );
    this.ended = once(this.child, 'exit');
  }

  /** Kills it in the middle of its work. */
  async kill(): Promise<void> {
    while ((await this.lines()).length < 20 && this.child.exitCode === null) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.child.kill('SIGKILL');
    await this.ended;
  }

  async lines(): Promise<string[]> {
    const text = await fs.readFile(this.log, 'utf8').catch(() => '');
    return text.split('\n').filter((line) => line !== '');
  }
}

/** What was used in truth; a request that was sent and whose end is not known counts with the most it may have used. */
async function tally(all: Spender[]): Promise<{ total: number; lost: number }> {
  const used = new Map<string, number>();
  let lost = 0;
  for (const line of (await Promise.all(all.map((spender) => spender.lines()))).flat()) {
    const [what, id = '', tokens] = line.split(' ');
    used.set(id, Number(tokens));
    lost += what === 'sent' ? 1 : -1;
  }
  return { total: [...used.values()].reduce((sum, tokens) => sum + tokens, 0), lost };
}

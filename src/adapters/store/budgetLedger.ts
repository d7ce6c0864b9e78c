import { closeSync, fdatasync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { promisify } from 'node:util';
import type { SharedClaim, SharedLedger, SharedMinutes, SharedTime } from '../../core/budget/budgetPorts';
import { minutesIn } from '../../core/budget/minutesLimit';
import { StoreError } from '../../core/errors';
import type { Log } from '../../core/ports';
import { isOlderThan, type SteadyTime } from '../../core/worktrees/steadyTime';
import { type Amount, BudgetSettings, type LedgerLine, type ReachedLimit } from '../../protocol';
import { fileStamp } from './fileStamp';
import { LedgerReader } from './ledgerReader';
import { isMissing, toStoreError } from './storeErrors';
import { writeFileWhole } from './wholeFile';

const nothing: BudgetSettings = { task: {}, day: {}, prices: {} };

function settingsFile(root: string): string {
  return path.join(root, 'budgets', 'settings.json');
}

/** Tells every process that shares the data directory what may be used. Throws `StoreError`. */
export async function writeBudgetSettings(root: string, settings: BudgetSettings): Promise<void> {
  const text = `${JSON.stringify(settings, null, 2)}\n`;
  const file = settingsFile(root);
  try {
    if ((await fs.readFile(file, 'utf8').catch(() => '')) !== text) {
      await fs.mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
      await writeFileWhole(file, text);
    }
  } catch (error) {
    throw toStoreError(error, 'write the budgets');
  }
}

const daysKept = 60;

/** Removes the ledgers of days that are surely long past, and shared ones that were last used then. Throws `StoreError`. */
export async function forgetOldDays(root: string, time: SteadyTime): Promise<void> {
  const folder = path.join(root, 'budgets');
  try {
    for (const name of await fs.readdir(folder)) {
      const atMs = await lastUse(path.join(folder, name));
      if (atMs !== null && isOlderThan(atMs, daysKept, time)) {
        await fs.rm(path.join(folder, name), { force: true });
      }
    }
  } catch (error) {
    if (!isMissing(error)) {
      throw toStoreError(error, 'remove what old days have used');
    }
  }
}

/** A day's own ledger is of use until it ends; null for what is no ledger. */
async function lastUse(file: string): Promise<number | null> {
  const [, day, shared] = /^(?:(\d{4}-\d\d-\d\d)|(shared-[\w-]+))\.jsonl$/.exec(path.basename(file)) ?? [];
  if (day !== undefined) {
    return Date.parse(`${day}T24:00:00`);
  }
  return shared === undefined ? null : (await fs.stat(file)).mtimeMs;
}

/** What was written last; no limits where nothing was. Throws `damaged`: a budget that can't be read is not none. */
export async function readBudgetSettings(root: string): Promise<BudgetSettings> {
  const file = settingsFile(root);
  try {
    return BudgetSettings.parse(JSON.parse(await fs.readFile(file, 'utf8')));
  } catch (error) {
    if (isMissing(error)) {
      return nothing;
    }
    const hint = 'Remove it: a window of the editor writes it again from the settings.';
    throw new StoreError('damaged', `The budgets in ${file} can't be understood.`, { cause: error, hint });
  }
}

/**
 * The ledgers of the days and of tasks with a budget together: files that processes only append to. The system puts
 * appended lines one after another, so no lock is needed and a process that is killed takes nothing with it: its claims
 * stand.
 */
export class BudgetLedger implements SharedLedger {
  private tail: Promise<void> = Promise.resolve();
  private known: { stamp: string; settings: BudgetSettings } | null = null;
  private readonly readers = new Map<string, LedgerReader>();

  constructor(
    private readonly root: string,
    private readonly log: Log,
  ) {}

  /** Read again only when the file is another one: it is never written to, but replaced. */
  async settings(): Promise<BudgetSettings> {
    const stamp = fileStamp(settingsFile(this.root));
    if (this.known?.stamp === stamp) {
      return this.known.settings;
    }
    const settings = await readBudgetSettings(this.root);
    this.known = { stamp, settings };
    return settings;
  }

  async claim({ id, ledger, amount, ranMs, raised, budget }: SharedClaim): Promise<ReachedLimit | null> {
    const isLimited = Object.keys(budget).length > 0;
    const line: LedgerLine = { v: 1, type: 'claim', id, amount, ranMs, budget, raised };
    if (!isLimited) {
      void this.append(ledger, line, false).catch((error: unknown) => {
        this.log.error('What the day has used was not written down.', error);
      });
      return null;
    }
    try {
      return await this.readerOf(ledger).answerTo(id, () => this.append(ledger, line, true));
    } catch (error) {
      throw toStoreError(error, `count this request against ${nameOf(ledger)}`);
    }
  }

  async settle({ id, ledger }: SharedClaim, amount: Amount): Promise<void> {
    try {
      await this.append(ledger, { v: 1, type: 'settle', id, amount }, false);
    } catch (error) {
      throw toStoreError(error, `write what is used of ${nameOf(ledger)}`);
    }
  }

  async pass({ taskId, ledger, ranMs, raised, budget }: SharedTime): Promise<SharedMinutes | null> {
    if (budget.minutes === undefined) {
      return null;
    }
    try {
      await this.append(ledger, { v: 1, type: 'time', id: taskId, ranMs, raised }, false);
      const reader = this.readerOf(ledger);
      await reader.readOn();
      const { used, raised: toNow } = reader.totals.total;
      const limit = minutesIn(budget, toNow);
      return limit === null ? null : { ...limit, used: used.minutes };
    } catch (error) {
      throw toStoreError(error, `count this time against ${nameOf(ledger)}`);
    }
  }

  private readerOf(ledger: string): LedgerReader {
    const known = this.readers.get(ledger) ?? new LedgerReader(this.fileOf(ledger), this.log);
    this.readers.set(ledger, known);
    return known;
  }

  private fileOf(ledger: string): string {
    return path.join(this.root, 'budgets', `${ledger}.jsonl`);
  }

  /** After what was appended before: a settlement means nothing in front of its claim. */
  private append(ledger: string, line: LedgerLine, isSynced: boolean): Promise<void> {
    const written = this.tail.then(() => this.write(ledger, line, isSynced));
    this.tail = written.catch(() => undefined);
    return written;
  }

  private async write(ledger: string, line: LedgerLine, isSynced: boolean): Promise<void> {
    const descriptor = openToAppend(this.fileOf(ledger));
    try {
      // The newline in front ends what a process that was killed may have left of a line.
      writeFileSync(descriptor, `\n${JSON.stringify(line)}\n`);
      if (isSynced) {
        await synced(descriptor);
      }
    } finally {
      closeSync(descriptor);
    }
  }
}

const synced = promisify(fdatasync);

/** A way through the thread pool would take longer than all that is done here. */
function openToAppend(file: string): number {
  try {
    return openSync(file, 'a', 0o600);
  } catch (error) {
    if (!isMissing(error)) {
      throw error;
    }
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    return openSync(file, 'a', 0o600);
  }
}

function nameOf(ledger: string): string {
  return ledger.startsWith('shared-') ? 'the budget that the task shares' : 'the budget of the day';
}

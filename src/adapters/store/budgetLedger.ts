import { closeSync, fdatasync, mkdirSync, openSync, writeFileSync } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { promisify } from 'node:util';
import type { DayClaim, DayLedger } from '../../core/budgetPorts';
import { DayTotals } from '../../core/dayTotals';
import { StoreError } from '../../core/errors';
import { localDay } from '../../core/localDay';
import type { Log } from '../../core/ports';
import { type Amount, BudgetSettings, LedgerLine, type ReachedLimit } from '../../protocol';
import { fileStamp } from './fileStamp';
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

/** Removes the ledgers of days long past. Throws `StoreError`. */
export async function forgetOldDays(root: string, now: Date): Promise<void> {
  const oldest = localDay(new Date(now.getTime() - daysKept * 24 * 3_600_000));
  try {
    const names = await fs.readdir(path.join(root, 'budgets'));
    const old = names.filter((name) => /^\d{4}-\d\d-\d\d\.jsonl$/.test(name) && name < oldest);
    await Promise.all(old.map((name) => fs.rm(path.join(root, 'budgets', name), { force: true })));
  } catch (error) {
    if (!isMissing(error)) {
      throw toStoreError(error, 'remove what old days have used');
    }
  }
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
 * The days' ledgers: one file a day that processes only append to. The system puts appended lines one after another, so
 * no lock is needed and a process that is killed takes nothing with it: its claims stand.
 */
export class BudgetLedger implements DayLedger {
  private tail: Promise<void> = Promise.resolve();
  private read: { day: string; totals: DayTotals; end: number } | null = null;
  private known: { stamp: string; settings: BudgetSettings } | null = null;

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

  /** Calls must not overlap. */
  async claim({ id, day, amount, ranMs, raised, budget }: DayClaim): Promise<ReachedLimit | null> {
    const isLimited = Object.keys(budget).length > 0;
    const line: LedgerLine = { v: 1, type: 'claim', id, amount, ranMs, budget, raised };
    if (!isLimited) {
      void this.append(day, line, false).catch((error: unknown) => {
        this.log.error('What the day has used was not written down.', error);
      });
      return null;
    }
    try {
      await this.append(day, line, true);
      return await this.answerTo(id, day);
    } catch (error) {
      throw toStoreError(error, 'count this request against the budget of the day');
    }
  }

  async settle({ id, day }: DayClaim, amount: Amount): Promise<void> {
    try {
      await this.append(day, { v: 1, type: 'settle', id, amount }, false);
    } catch (error) {
      throw toStoreError(error, 'write what the day has used');
    }
  }

  private fileOf(day: string): string {
    return path.join(this.root, 'budgets', `${day}.jsonl`);
  }

  /** After what was appended before: a settlement means nothing in front of its claim. */
  private append(day: string, line: LedgerLine, isSynced: boolean): Promise<void> {
    const written = this.tail.then(() => this.write(day, line, isSynced));
    this.tail = written.catch(() => undefined);
    return written;
  }

  private async write(day: string, line: LedgerLine, isSynced: boolean): Promise<void> {
    const descriptor = openToAppend(this.fileOf(day));
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

  /** Reads on from where it was, to the end of the file, and comes to the claim on the way. */
  private async answerTo(id: string, day: string): Promise<ReachedLimit | null> {
    const from = this.read?.day === day ? this.read : { day, totals: new DayTotals(), end: 0 };
    const { lines, end } = await readLines(this.fileOf(day), from.end);
    this.read = { ...from, end };
    let answer: ReachedLimit | null | undefined;
    for (const text of lines) {
      const line = this.parse(text);
      const reached = line === null ? null : from.totals.add(line);
      if (line?.type === 'claim' && line.id === id) {
        answer = reached;
      }
    }
    if (answer === undefined) {
      const hint = 'Try again; if it stays so, look at the disk of the data directory.';
      throw new StoreError('failed', 'What was written to the ledger of the day is not in it.', { hint });
    }
    return answer;
  }

  private parse(text: string): LedgerLine | null {
    if (text === '') {
      return null;
    }
    try {
      return LedgerLine.parse(JSON.parse(text));
    } catch {
      this.log.warn('Skipped a line of the ledger that is torn.');
      return null;
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

async function readLines(file: string, from: number): Promise<{ lines: string[]; end: number }> {
  await using handle = await fs.open(file, 'r');
  const { size } = await handle.stat();
  const bytes = Buffer.alloc(Math.max(0, size - from));
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, from);
  const length = bytes.lastIndexOf(0x0a, bytesRead) + 1;
  return { lines: bytes.toString('utf8', 0, length).split('\n'), end: from + length };
}

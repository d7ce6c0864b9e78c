import { createHash } from 'node:crypto';
import { auditLines } from '../core/audit/auditExport';
import { auditPage } from '../core/audit/auditPage';
import type { VerifyJournals } from '../core/audit/auditPorts';
import { auditRecords } from '../core/audit/auditRecords';
import { StoreError } from '../core/errors';
import type { Clock } from '../core/ports';
import type { TaskFiles } from '../core/storePorts';
import { redacted } from '../core/redaction';
import type { ModelRef, TaskId } from '../protocol';

interface Deps {
  files: TaskFiles;
  clock: Clock;
  verify: VerifyJournals;
  /** The key for a model; undefined when there is none. Should a text hold it, it is taken out. */
  credentials: (model: ModelRef) => Promise<string | undefined>;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * What a task was allowed, asked, told and did, read from its journals as they lie on the disk, which are verified first.
 * Throws `StoreError`.
 */
export function auditIn(deps: Deps): (taskId: TaskId, form: 'jsonl' | 'html') => Promise<string> {
  return (taskId, form) => exportAuditLog(deps, taskId, form);
}

async function exportAuditLog(deps: Deps, taskId: TaskId, form: 'jsonl' | 'html'): Promise<string> {
  const { files, clock, verify, credentials } = deps;
  const journals = await verify(files.taskDir(taskId));
  const { entries, events } = await files.load(taskId);
  const [created] = entries;
  if (created?.type !== 'created') {
    throw new StoreError('unknown-task', `There is no task ${taskId}.`);
  }
  const { engine, title } = created.task;
  const key = engine.kind === 'model' ? await credentials(engine.model) : undefined;
  const redact = (text: string): string => redacted(text, key);
  const records = auditRecords(entries, events, sha256).map((record) => ({ ...record, what: redact(record.what) }));
  const task = { id: taskId, title: redact(title) };
  const whole = { task, exportedAt: clock.now().toISOString(), journals, records };
  return form === 'html' ? auditPage(whole) : auditLines(whole);
}

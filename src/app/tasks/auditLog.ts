import { createHash } from 'node:crypto';
import { auditLines } from '../../core/audit/auditExport';
import { auditPage } from '../../core/audit/auditPage';
import type { VerifyJournals } from '../../core/audit/auditPorts';
import { auditRecords } from '../../core/audit/auditRecords';
import { StoreError } from '../../core/errors';
import type { Clock } from '../../core/ports';
import type { TaskFiles } from '../../core/storePorts';
import type { TaskId } from '../../protocol';
import { type SecretSources, taskRedactor } from './taskRedactor';

/** The task's key and secrets are taken out of what is exported. */
interface Deps extends SecretSources {
  files: TaskFiles;
  clock: Clock;
  verify: VerifyJournals;
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
  const { files, clock, verify } = deps;
  const journals = await verify(files.taskDir(taskId));
  const { entries, events } = await files.load(taskId);
  const [created] = entries;
  if (created?.type !== 'created') {
    throw new StoreError('unknown-task', `There is no task ${taskId}.`);
  }
  const redactor = await taskRedactor(deps, created.task, created.task.repos[0].root);
  const records = auditRecords(entries, events, sha256).map((record) => ({
    ...record,
    what: redactor.redact(record.what),
  }));
  const task = { id: taskId, title: redactor.redact(created.task.title) };
  const whole = { task, exportedAt: clock.now().toISOString(), journals, records };
  return form === 'html' ? auditPage(whole) : auditLines(whole);
}

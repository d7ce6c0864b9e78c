import { createHash } from 'node:crypto';
import { auditLines } from '../core/audit/auditExport';
import { auditPage } from '../core/audit/auditPage';
import type { VerifyJournals } from '../core/audit/auditPorts';
import { auditRecords } from '../core/audit/auditRecords';
import { StoreError } from '../core/errors';
import type { Clock } from '../core/ports';
import type { TaskFiles } from '../core/storePorts';
import { Redactor } from '../core/secrets/redactor';
import type { SecretSource } from '../core/secrets/secretPorts';
import type { ModelRef, Task, TaskId } from '../protocol';

interface Deps {
  files: TaskFiles;
  clock: Clock;
  verify: VerifyJournals;
  /** The key for a model; undefined when there is none. It and the task's secrets are taken out of what is exported. */
  credentials: (model: ModelRef) => Promise<string | undefined>;
  secrets: SecretSource;
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
  const redactor = await redactorOf(deps, created.task);
  const records = auditRecords(entries, events, sha256).map((record) => ({
    ...record,
    what: redactor.redact(record.what),
  }));
  const task = { id: taskId, title: redactor.redact(created.task.title) };
  const whole = { task, exportedAt: clock.now().toISOString(), journals, records };
  return form === 'html' ? auditPage(whole) : auditLines(whole);
}

async function redactorOf({ credentials, secrets }: Deps, { engine, repos, ...task }: Task): Promise<Redactor> {
  const redactor = new Redactor();
  const key = engine.kind === 'model' ? await credentials(engine.model) : undefined;
  const values = task.secrets === undefined ? {} : await secrets(task.secrets.names, repos[0].root);
  Object.entries({ ...values, ...(key === undefined ? {} : { 'model key': key }) }).forEach(([name, value]) =>
    redactor.add({ name, value }),
  );
  return redactor;
}

import type { ChainReport } from './auditPorts';
import type { AuditRecord } from './auditRecord';

/** What is exported of a task. */
export interface AuditExport {
  task: { id: string; title: string };
  exportedAt: string;
  journals: { task: ChainReport; events: ChainReport };
  records: readonly AuditRecord[];
}

/** A line for the whole, then one for each record. */
export function auditLines({ records, ...head }: AuditExport): string {
  return [{ v: 1, ...head, records: records.length }, ...records].map((line) => `${JSON.stringify(line)}\n`).join('');
}

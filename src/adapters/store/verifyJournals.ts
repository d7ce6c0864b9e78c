import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { ChainReport, VerifyJournals } from '../../core/audit/auditPorts';
import { hashOfLine, noLine } from './chainedLines';
import { isMissing, toStoreError } from './storeErrors';

const newline = 0x0a;

export const verifyJournals: VerifyJournals = async (taskDir) => {
  const [task, events] = await Promise.all(
    ['task.jsonl', 'events.jsonl'].map((name) => verify(path.join(taskDir, name))),
  );
  return { task: task ?? nothing, events: events ?? nothing };
};

const nothing: ChainReport = { lines: 0, status: 'unchained', tip: noLine };

async function verify(file: string): Promise<ChainReport> {
  const bytes = await fs.readFile(file).catch((error: unknown) => {
    if (isMissing(error)) {
      return Buffer.alloc(0);
    }
    throw toStoreError(error, 'read the journal of this task');
  });
  let report = nothing;
  const end = bytes.lastIndexOf(newline) + 1;
  for (let at = 0; at < end;) {
    const next = bytes.indexOf(newline, at) + 1;
    report = withLine(report, bytes.subarray(at, next - 1));
    at = next;
  }
  return report;
}

/** From the first line on that names its predecessor, each has to. */
function withLine(report: ChainReport, line: Buffer): ChainReport {
  const read = { ...report, lines: report.lines + 1, tip: hashOfLine(line) };
  const prev = prevOf(line);
  if (report.status === 'broken' || (report.status === 'unchained' && prev === undefined)) {
    return read;
  }
  return prev === report.tip ? { ...read, status: 'intact' } : { ...read, status: 'broken', brokenAt: read.lines };
}

function prevOf(line: Buffer): unknown {
  try {
    const value: unknown = JSON.parse(line.toString('utf8'));
    return typeof value === 'object' && value !== null && 'prev' in value ? value.prev : undefined;
  } catch {
    return undefined;
  }
}

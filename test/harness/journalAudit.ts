import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { foldRun, initialRun } from '../../src/core/run/runReducer';
import type { RunnerEvent } from '../../src/protocol';

/** What must hold of every journal, however often its runner was killed, by what is wrong with it; nothing when all is well. */
export function journalFaults(events: readonly RunnerEvent[]): string[] {
  const gaps = events.filter(({ seq }, index) => seq !== index + 1);
  const intents = new Set<string>();
  const results = new Set<string>();
  const faults = gaps.slice(0, 1).map(({ seq }) => `seq ${seq} does not follow on the one before it`);
  for (const event of events) {
    if (event.type === 'tool.intent') {
      if (intents.has(event.callId) && event.effect !== 'read') {
        faults.push(`call ${event.callId} was begun twice`);
      }
      if (results.has(event.callId)) {
        faults.push(`call ${event.callId} was repeated after its result`);
      }
      intents.add(event.callId);
    } else if (event.type === 'tool.result') {
      if (results.has(event.callId)) {
        faults.push(`call ${event.callId} has two results`);
      }
      results.add(event.callId);
    }
  }
  return faults;
}

/** Of the state that the events fold to, as `replay --json` prints it. */
export function stateDigest(events: readonly RunnerEvent[]): string {
  const state = events.reduce(foldRun, initialRun);
  return createHash('sha256').update(JSON.stringify(state)).digest('hex').slice(0, 16);
}

/** The complete lines of a journal at one moment: their bytes and what these hash to. */
export interface Mark {
  bytes: number;
  hash: string;
}

export async function markOf(journal: string, bytes?: number): Promise<Mark> {
  const content = (await fs.readFile(journal)).subarray(0, bytes);
  const whole = content.subarray(0, content.lastIndexOf('\n') + 1);
  return { bytes: whole.length, hash: createHash('sha256').update(whole).digest('hex') };
}

import type { Who } from '../../protocol';

/** One line of what was asked, decided and done, and by whom. */
export interface AuditRecord {
  at: string;
  /** Where it stands: the app's journal or the runner's, and its number there. */
  journal: 'task' | 'events';
  seq: number;
  /** `allowed`: without asking; `act`: by a person, or with a person's consent. */
  kind: 'request' | 'decision' | 'allowed' | 'refused' | 'act';
  /** In words; what is quoted in it was written by others. */
  what: string;
  /** The rule that allowed, asked or refused. */
  rule?: string;
  who?: Who | 'agent' | 'person';
  /** Of the whole of what was asked for or done, where `what` is an excerpt. */
  digest?: string;
}

/** A record but for where it stands. */
export type Noted = Omit<AuditRecord, 'at' | 'journal' | 'seq'>;

import type {
  AppliedRule,
  ApprovalPolicy,
  Decision,
  HostUse,
  LeftOutRule,
  MadeFrom,
  ModelRef,
  Outcome,
  Problem,
  Receipt,
  Request,
  RestoreWhat,
  RuleProblem,
  SandboxReport,
  SecretUser,
  ToolOutcome,
} from '../../protocol';

export interface ToolItem {
  kind: 'tool';
  key: string;
  tool: string;
  /** As the model wrote it; empty when the call began before the part of the journal that is here. */
  input: string;
  outcome: ToolOutcome | 'running';
  /** What the model was told; null while it runs. */
  text: string | null;
  exitCode: number | null | undefined;
  durationMs: number | undefined;
  lines: { added: number; removed: number } | undefined;
  hasOutput: boolean;
  /** The event of the checkpoint that keeps the files as it left them. */
  stepSeq?: number;
  /** The hosts that its command reached or was kept from. */
  network?: NetworkSeen;
}

export interface NetworkSeen {
  hosts: readonly HostUse[];
  more: number;
}

export interface CheckItem {
  kind: 'check';
  key: string;
  /** The event that it began with, or ended with where its beginning is not here. */
  seq: number;
  command: string;
  round: number;
  receipt: Receipt | null;
  tail: string;
}

/** A run of setup commands, or of an install. */
export interface SetupItem {
  kind: 'setup';
  key: string;
  of: 'setup' | 'install';
  step: number;
  steps: number;
  command: string;
  outcome: 'running' | 'done' | 'failed';
  exitCode: number | null | undefined;
  durationMs: number | undefined;
  tail: string;
  network?: NetworkSeen;
}

/** Rules that began to apply here, and what was wrong with others. */
export interface RulesItem {
  kind: 'rules';
  key: string;
  rules: readonly AppliedRule[];
  leftOut: readonly LeftOutRule[];
  problems: readonly RuleProblem[];
}

/** Problems that the changed files have since a step; nobody could look where there are no sources. */
export interface DiagnosedItem {
  kind: 'diagnosed';
  key: string;
  problems: readonly Problem[];
  more: number;
  sources: readonly string[];
  unread: readonly string[];
}

export interface RetryItem {
  kind: 'retry';
  key: string;
  attempt: number;
  message: string;
}

export type TranscriptItem =
  | { kind: 'user'; key: string; text: string; source: 'prompt' | 'user' | 'check' }
  | { kind: 'agent'; key: string; text: string }
  | ToolItem
  | CheckItem
  | { kind: 'request'; key: string; request: Request; decision: Decision | null }
  | { kind: 'started'; key: string; isResumed: boolean; sandbox: SandboxReport; approvals?: ApprovalPolicy }
  | RulesItem
  | SetupItem
  | { kind: 'withheld'; key: string; paths: readonly string[] }
  | { kind: 'secrets'; key: string; names: readonly string[]; by: SecretUser }
  | { kind: 'setupProblems'; key: string; problems: readonly string[] }
  | DiagnosedItem
  | { kind: 'map'; key: string; text: string; shown: number; read: number; total: number }
  | RetryItem
  /** A side question; `answer` is null while it is being answered. */
  | { kind: 'aside'; key: string; question: string; answer: string | null }
  | { kind: 'model'; key: string; model: ModelRef }
  /** Written for when the agent would finish; it becomes the user's message when it is sent. */
  | { kind: 'queued'; key: string; text: string; isWithdrawn: boolean }
  | { kind: 'interrupted'; key: string }
  | { kind: 'restored'; key: string; toSeq: number; what: RestoreWhat; edited?: number }
  | { kind: 'updated'; key: string; commits: number }
  /** What the agent was told of others' changes. */
  | { kind: 'overlaps'; key: string; text: string; places: number }
  | { kind: 'made'; key: string; from: readonly MadeFrom[]; files: number }
  /** The checks on what an update would make; null while they run. */
  | { kind: 'tried'; key: string; receipts: Receipt[] | null }
  /** Commands on another commit; null while they run. */
  | { kind: 'tryout'; key: string; seq: number; commands: readonly string[]; receipts: Receipt[] | null }
  /**
   * Room was made in the conversation: `outputs` or `images` that are old were left out, or it was summed up, with so many
   * images of the person's left out.
   */
  | { kind: 'compacted'; key: string; made: 'outputs' | 'images' | { summary: string; imagesLeft: number } }
  | { kind: 'outcome'; key: string; outcome: Outcome };

/** What a transcript shows in one row: an item, or reads or retries in a row that are folded into one. */
export type TranscriptRow =
  | TranscriptItem
  | { kind: 'reads'; key: string; items: ToolItem[] }
  | { kind: 'retries'; key: string; items: RetryItem[] };

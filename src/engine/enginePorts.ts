import type { OtherAgents } from '../core/agents/agentPorts';
import type { ApprovalRules } from '../core/approvals/approvalPorts';
import type { ChangedTexts, CheckPlaces } from '../core/checks/checkPorts';
import type { Prices, SharedLedger } from '../core/budget/budgetPorts';
import type { NetworkRules } from '../core/network/networkPorts';
import type { RepositoryGuard } from '../core/control/guardPorts';
import type { Dependencies } from '../core/setup/dependencyPorts';
import type { LeasedPorts } from '../core/leasedPorts';
import type { PathProbe } from '../core/files/paths';
import type { KeptImages } from '../core/images/imagePorts';
import type { ModelClient } from '../core/models/modelPorts';
import type { Clock, Ids, Log } from '../core/ports';
import type { EditorProblems } from '../core/problems/problemPorts';
import type { RuleFiles } from '../core/rules/rulesPorts';
import type { RequestGate } from '../core/scheduling/gatePorts';
import type { SetupPlaces } from '../core/setup/setupPorts';
import type { Surveyor } from '../core/repoMap/surveyPorts';
import type { EventJournal } from '../core/storePorts';
import type { Checkpoints, Commands, WorktreeFiles } from '../core/worktrees/worktreePorts';
import type { ModelRef } from '../protocol';

/** What is shown while it happens and is in the journal, or in an output file, afterwards. */
export interface LiveView {
  delta(messageId: string, text: string): void;
  /** `offset` is where `text` begins in the output file of the call or check, in bytes. */
  output(source: string, offset: number, text: string): void;
}

/** Everything the loop acts through. */
export interface EnginePorts {
  journal: EventJournal;
  /** Throws `ModelError('no-key')`. Asked before each request, so that a new key is used at once. */
  model(model: ModelRef): ModelClient;
  files: WorktreeFiles;
  /** Looks at where paths lead, also outside of the worktree. */
  paths: PathProbe;
  images: KeptImages;
  rules: RuleFiles;
  surveyor: Surveyor;
  commands: Commands;
  network: NetworkRules;
  approvals: ApprovalRules;
  dependencies: Dependencies;
  editor: EditorProblems;
  agents: OtherAgents;
  checkpoints: Checkpoints;
  guard: RepositoryGuard;
  setup: SetupPlaces;
  leased: LeasedPorts;
  checkPlaces: CheckPlaces;
  changedTexts: ChangedTexts;
  gate: RequestGate;
  prices: Prices;
  ledger: SharedLedger;
  clock: Clock;
  ids: Ids;
  log: Log;
  live: LiveView;
  /** SHA-256, in hexadecimal. */
  digest(text: string): string;
  /** From 0 up to, not including, 1. */
  random(): number;
  /** The file that keeps the output of a call or check. */
  outputFile(source: string): string;
}

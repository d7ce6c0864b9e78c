import type { GivenParts } from '../app/tasks/givenParts';
import type { Digests } from '../app/notices/digests';
import type { CommentReply } from 'vscode';
import type { Connections } from '../app/models/connections';
import type { NamedModels } from '../app/models/namedModels';
import type { Removal } from '../app/worktrees/removal';
import type { NamedSecrets } from '../app/models/namedSecrets';
import type { KnownPulls } from '../app/pulls/knownPulls';
import type { OverlapTelling } from '../app/radar/overlapTelling';
import type { PullProposal } from '../app/pulls/pullProposals';
import type { PullSetProposal } from '../app/pulls/pullSets';
import type { Pulls } from '../app/pulls/pulls';
import type { Services } from '../app/services';
import type { TaskListing } from '../app/tasks/taskListing';
import type { TaskSearch } from '../app/tasks/taskSearch';
import type { Repairs } from '../app/worktrees/repairs';
import type { WorktreeCare } from '../app/worktrees/worktreeCare';
import type { RepositoryRules } from '../core/approvals/approvalPorts';
import type { Git } from '../core/worktrees/gitPorts';
import type { Digest } from '../core/digest/digest';
import type { Clock } from '../core/ports';
import type { DependencyStorage, SharedFolders } from '../core/setup/dependencyPorts';
import type { EffectPreviews } from '../core/previewPorts';
import type { RulesExplanation } from '../core/rules/explainRules';
import type { YamlResult } from '../core/rules/rulesPorts';
import type { SharedTask } from '../core/share/sharedTask';
import type { ForgeSignIn } from '../host/forgeSignIn';
import type { PullDrafts } from '../host/pullDrafts';
import type { PreviewDocuments } from '../host/previewDocuments';
import type { OutputLog } from '../host/outputLog';
import type { AgentsWindowUpdate, GivenPart, GroupId, SandboxReport, Starter, TaskId } from '../protocol';

/** What commands work with. */
export interface CommandDeps {
  services: Services;
  /** All worktrees of a repository, also those of other programs. */
  care: WorktreeCare;
  /** Dependencies that agents share: what is stored, and which worktrees have none of their own. */
  stored: DependencyStorage;
  sharedFolders: SharedFolders;
  repairs: Pick<Repairs, 'look' | 'movedTo' | 'repair'>;
  connections: Connections;
  names: NamedModels;
  secrets: NamedSecrets;
  openFolders: { lookAgain(): void };
  listing: TaskListing;
  agentsWindow: {
    open(taskId?: TaskId, seq?: number): void;
    openRace(groupId: GroupId): void;
    give(parts: readonly GivenPart[]): void;
    tell(update: AgentsWindowUpdate): void;
  };
  given: Pick<GivenParts, 'written' | 'image'>;
  /** The boxes of comments in open diffs. */
  reviewThreads: {
    add(reply: CommentReply): Promise<void>;
    setEditing(comment: { commentId: string }, isEditing: boolean): void;
  };
  overlapTelling: Pick<OverlapTelling, 'tell'>;
  search: Pick<TaskSearch, 'search'>;
  git: Git;
  /** Whether commands can be sandboxed here, and if not, what would change that. */
  sandbox: () => Promise<SandboxReport>;
  /** Bytes that may still be written at a place, also when its folder does not exist yet. */
  freeBytes: (folder: string) => Promise<number>;
  /** What commands would change, and the documents that show it. */
  previews: { effects: EffectPreviews; documents: Pick<PreviewDocuments, 'show'> };
  /** The record of what a task was allowed, asked, told and did. Throws `StoreError`. */
  audit: (taskId: TaskId, form: 'jsonl' | 'html') => Promise<string>;
  removal: Pick<Removal, 'plan' | 'removeAll'>;
  /** Tasks that the open repository suggests. */
  starters: () => Promise<Starter[]>;
  /** What others may see of a task. Throws `StoreError`. */
  shared: (taskId: TaskId) => Promise<SharedTask>;
  /** What happened while nobody looked, and the page that shows it. */
  digest: {
    digests: Pick<Digests, 'since'>;
    away: { readonly since: Date | null };
    panel: { show(digest: Digest): void };
    clock: Pick<Clock, 'now'>;
  };
  /** Pull requests, when it is looked at them, and the documents in which they are written. */
  pulls: Pulls & { watch: { lookSoon(): void }; known: Pick<KnownPulls, 'learn'> };
  pullDrafts: Pick<PullDrafts<DraftOf | SetDraftOf>, 'show' | 'read' | 'change' | 'close'>;
  forgeSignIn: Pick<ForgeSignIn, 'refuse'>;
  taskDir: (taskId: TaskId) => string;
  dataDirectory: string;
  /** What is allowed and forbidden in a repository. */
  approvalRules: (repository: { root: string; commonDir: string }) => RepositoryRules;
  rules: {
    /** The folder of the user's own rules; it need not be there. */
    userFolder: string;
    /** Where the team's rules are; null where there are none. */
    teamFolder(): Promise<string | null>;
    /** For a file of a checkout, relative to its top. */
    explain(root: string, file: string): Promise<RulesExplanation>;
    readYaml: (text: string) => Promise<YamlResult>;
  };
  /** Of the extension. */
  version: string;
  log: OutputLog;
}

/** What a document of a pull request is a draft of. */
export interface DraftOf {
  taskId: TaskId;
  proposal: PullProposal;
}

/** The same for the pull requests of a task of several repositories. */
export interface SetDraftOf {
  taskId: TaskId;
  set: PullSetProposal;
}

import type {
  CallId,
  Carried,
  EventBody,
  FileChange,
  ModelRef,
  ObjectName,
  RunnerCommand,
  RunnerEvent,
  RunnerMessage,
  SandboxReport,
  TaskEntry,
  EntryBody,
  TaskId,
  Usage,
} from '../protocol';

/** Ends what it stands for. Calling it again does nothing. */
export interface Disposable {
  dispose(): void;
}

export interface Clock {
  /** Wall clock, for journals. */
  now(): Date;
  /** Milliseconds that never go backwards, for durations. */
  monotonicMs(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it is aborted first. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** New unique ids: a ULID for tasks, short random text for everything else. */
export interface Ids {
  taskId(): TaskId;
  short(): string;
}

export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string, error?: unknown): void;
}

// ---------------------------------------------------------------------------------------------------------------------
// Models

export type ModelMessage =
  | { role: 'user'; text: string }
  | { role: 'assistant'; text: string; calls: readonly { callId: CallId; tool: string; input: string }[] }
  | { role: 'tool'; results: readonly { callId: CallId; tool: string; text: string; isError: boolean }[] };

export interface ToolSpec {
  name: string;
  description: string;
  /** JSON Schema (draft 7) of the input object. */
  inputSchema: Readonly<Record<string, unknown>>;
}

export interface ModelRequest {
  model: ModelRef;
  system: string;
  messages: readonly ModelMessage[];
  tools: readonly ToolSpec[];
  maxOutputTokens: number;
}

export type ModelPart =
  | { kind: 'text'; text: string }
  /** `input` is the JSON text as the model wrote it; it may be malformed. */
  | { kind: 'call'; callId: CallId; tool: string; input: string }
  | { kind: 'end'; stop: 'end' | 'tools' | 'length' | 'filter'; usage: Usage };

/** Exactly one request to a provider per call: no loop, no retry inside. */
export interface ModelClient {
  /**
   * Streams the answer; the last part is `end`. Throws `ModelError`; a stream that is cut throws `cut` after the parts
   * that did arrive. When `signal` is aborted it throws the signal's reason and the connection is closed.
   */
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelPart>;
}

/** Makes the client of a model. `apiKey` is absent for servers that need none; `ModelError('no-key')` where one is needed. */
export type ModelClients = (model: ModelRef, apiKey: string | undefined) => ModelClient;

// ---------------------------------------------------------------------------------------------------------------------
// A worktree as the tools see it. Every path argument is relative, is checked by `resolveInside`, and fails with `PathError`.

export interface FileText {
  text: string;
  /** Lines in the whole file, also when `text` is a part of it. */
  totalLines: number;
  isTruncated: boolean;
}

export interface WorktreeFiles {
  /** UTF-8 text of lines `from..from+count-1` (1-based), bounded in bytes. A binary file fails with `EditError('binary')`. */
  read(path: string, range?: { from: number; count: number }): Promise<FileText>;
  /** The exact text of the whole file, for editing: BOM and line ends kept. */
  readExact(path: string): Promise<string>;
  /** Creates folders as needed. Writes a new file beside and renames it, keeping the mode of what it replaces. */
  write(path: string, text: string): Promise<void>;
  delete(path: string): Promise<void>;
  exists(path: string): Promise<boolean>;
  /** Files below `path` that git does not ignore, relative to the worktree, sorted, at most `limit`. */
  list(path: string, limit: number): Promise<{ files: string[]; isTruncated: boolean }>;
  /** Lines that match a regular expression (ripgrep's syntax), at most `limit`; stops when `signal` is aborted. */
  search(query: SearchQuery, signal: AbortSignal): Promise<{ hits: SearchHit[]; isTruncated: boolean }>;
}

export interface SearchQuery {
  pattern: string;
  path: string;
  isLiteral: boolean;
  limit: number;
}

export interface SearchHit {
  path: string;
  line: number;
  text: string;
}

// ---------------------------------------------------------------------------------------------------------------------
// Commands

export interface CommandOptions {
  network: boolean;
  /** Ended, with its whole process tree, when aborted. */
  signal: AbortSignal;
  timeoutMs: number;
  /** Called in order with what was written to the capped output file; `offset` in bytes. */
  onOutput(text: string, offset: number): void;
  /** Called with all output in order, also with what is not kept; ANSI sequences are still in it. */
  onText?(text: string): void;
  /** Where the output is kept, capped; head and tail survive. */
  outputFile: string;
}

export interface CommandResult {
  /** null when ended by a signal, a limit or an abort; then `ended` says by what, as a clause. */
  exitCode: number | null;
  ended?: string;
  durationMs: number;
  /** The output as kept: ANSI stripped, its middle cut out when long. */
  output: string;
}

/** Runs shell commands in one worktree, sandboxed where `report` says so. stdin is closed. */
export interface Commands {
  readonly report: SandboxReport;
  /** Throws `ProcessError('spawn' | 'sandbox')` when the command could not be started; a red exit is a result. */
  run(command: string, options: CommandOptions): Promise<CommandResult>;
}

export interface Checkpoint {
  commit: ObjectName;
  tree: ObjectName;
  /** All changes since the snapshot. */
  files: FileChange[];
}

/** The runner's only use of git: commits of its own worktree, kept by `refs/background-agents/checkpoints/<taskId>`. */
export interface Checkpoints {
  take(label: string): Promise<Checkpoint>;
}

// ---------------------------------------------------------------------------------------------------------------------
// Journals and the data directory

/** One writer, one file of JSON lines. Appends are ordered; a torn last line is dropped when the file is opened. */
export interface EventJournal {
  /** All events so far, oldest first, as they were when it was opened and appended since. */
  readonly events: readonly RunnerEvent[];
  /** Gives the body its envelope and writes it; resolves when it is on disk (fsynced unless it is only informative). */
  append(body: EventBody, causeId?: string): Promise<RunnerEvent>;
  /** After what was appended before. Calling it again does nothing. */
  close(): Promise<void>;
}

/** Where a reader stands in a task's journals, in bytes. */
export interface JournalPosition {
  readonly entries: number;
  readonly events: number;
}

export interface StoredTask {
  taskId: TaskId;
  entries: TaskEntry[];
  events: RunnerEvent[];
  /** Behind the last line of each journal that was read. */
  position: JournalPosition;
}

/** Held while a process owns a task. */
export interface Lease {
  readonly fence: number;
  /** This process, for the journal. */
  readonly holder: { readonly pid: number; readonly host: string };
  /** Calling it again does nothing. */
  release(): Promise<void>;
}

/** The data directory, as the app sees it. Failures are `StoreError`. */
export interface TaskFiles {
  /** Every task that can be read; a damaged one is reported to the log and left alone. */
  loadAll(): Promise<StoredTask[]>;
  /** What its journals hold, or only what was appended after a position. Throws `unknown-task`. */
  load(taskId: TaskId, after?: JournalPosition): Promise<StoredTask>;
  /** Makes the task's folder. */
  create(taskId: TaskId): Promise<void>;
  /** Writes and fsyncs one line of `task.jsonl`, whatever process wrote the one before. */
  append(taskId: TaskId, body: EntryBody): Promise<TaskEntry>;
  /** Takes the task for this process; null when another living process has it. */
  acquire(taskId: TaskId): Promise<Lease | null>;
  /** The process id of the living owner, if there is one. */
  owner(taskId: TaskId): Promise<number | null>;
  /**
   * Tells which task's journals, lease or living owner changed, whoever changed them; several changes may be told as one.
   */
  watch(onChange: (taskId: TaskId) => void): Disposable;
  taskDir(taskId: TaskId): string;
  worktreeDir(taskId: TaskId, slug: string): string;
  /** Output of a call or check from `offset` on, at most `limit` bytes. Empty when there is none. */
  readOutput(
    taskId: TaskId,
    callId: string,
    range: { offset: number; limit: number },
  ): Promise<{ text: string; size: number }>;
}

// ---------------------------------------------------------------------------------------------------------------------
// The runner, as the app sees it

/** A running runner. `exited` resolves once with why it ended; nothing is delivered after that. */
export interface RunnerLink {
  send(command: RunnerCommand): void;
  onMessage(listener: (message: RunnerMessage) => void): Disposable;
  readonly exited: Promise<{ reason: string; expected: boolean }>;
  /** Ends it and every process of its tasks. Journals stay as they are, so the tasks can be resumed. */
  stop(): Promise<void>;
}

export interface Launcher {
  /** Throws `TaskError('runner-lost')` when it can't be started. */
  launch(): Promise<RunnerLink>;
}

// ---------------------------------------------------------------------------------------------------------------------
// Git, as the app sees it. All failures are `GitError`. Writes to one repository are queued by the adapter.

export interface RepoFacts {
  root: string;
  commonDir: string;
  gitDir: string;
  head: ObjectName | null;
  /** Branch name, or null when HEAD is detached. */
  branch: string | null;
  /** Staged, unstaged and untracked files, by `status`. */
  uncommitted: number;
}

/** A checkout by our own records, so that nothing a process writes in it can lead git elsewhere. */
export interface CheckoutRef {
  worktree: string;
  gitDir: string;
  commonDir: string;
}

/** A path whose kind changes or is not that of a plain file: `null` where it does not exist. Modes as git writes them. */
export interface KindChange {
  path: string;
  from: string | null;
  to: string | null;
}

export interface MergeOutcome {
  /** The merged tree when there is no conflict. */
  tree: ObjectName | null;
  conflicts: string[];
}

export interface Git {
  /** The installed version, `2.39.5`; throws `missing`. */
  version(): Promise<string>;
  /** The top of the checkout that `path` is in; throws as `facts`. */
  root(path: string): Promise<string>;
  /** Throws `not-a-repository` (also for a bare one) or `too-old`. `path` may be any folder inside. */
  facts(path: string): Promise<RepoFacts>;
  /**
   * A commit of what a checkout holds now: committed, staged, unstaged, untracked; ignored files and repositories inside
   * it left out. Index, work tree, stash and refs stay as they are. When nothing differs from `parent` it is `parent`.
   * `exactBytes`: files that differ from `parent` keep their bytes, also where a commit would convert line ends.
   */
  snapshot(
    at: string | CheckoutRef,
    options: { parent: ObjectName | null; message: string; exactBytes?: boolean },
  ): Promise<ObjectName>;
  treeOf(root: string, commit: ObjectName): Promise<ObjectName>;
  parentsOf(root: string, commit: ObjectName): Promise<ObjectName[]>;
  /** `asUser`: with the name and address git has for the user, where it has them. */
  commitTree(
    root: string,
    commit: { tree: ObjectName; parents: ObjectName[]; message: string; asUser?: boolean },
  ): Promise<ObjectName>;
  /** `null` deletes. Only names below `refs/background-agents/` are accepted. */
  updateRef(root: string, ref: string, to: ObjectName | null): Promise<void>;
  readRef(root: string, ref: string): Promise<ObjectName | null>;
  /**
   * Makes `branch` at `commit` and a worktree of it at `path`, whose files are those of `content` or, without it, of
   * `commit`. Returns the worktree's git directory. `branch-exists`, also where branches lie below it: nothing was
   * made.
   */
  addWorktree(
    root: string,
    worktree: { path: string; branch: string; commit: ObjectName; content?: ObjectName },
  ): Promise<string>;
  /** Makes git forget a worktree we made; its folder is the caller's to remove. No error when it is gone already. */
  removeWorktree(root: string, path: string): Promise<void>;
  /** As `removeWorktree`, and removes the branch that `addWorktree` made for this path, unless it has moved since. */
  abandonWorktree(root: string, path: string): Promise<void>;
  /** Only branches of ours: `agents/…` and `agents-…`. One that a checkout is on is left. */
  deleteBranch(root: string, branch: string): Promise<void>;
  /**
   * Moves a branch of ours to `commit`; the index of the worktree that has it checked out follows, its files don't. One
   * that another checkout is on is left.
   */
  moveBranch(at: CheckoutRef, branch: string, commit: ObjectName): Promise<void>;
  /** `from` and `to` are commits or trees, here and below. */
  changes(root: string, from: ObjectName, to: ObjectName): Promise<FileChange[]>;
  /** Where the difference makes, removes or changes links, submodules or executable files. */
  kindChanges(root: string, from: ObjectName, to: ObjectName): Promise<KindChange[]>;
  /** The file in that commit; null when it is not there. Binary content is returned as it is. */
  show(root: string, commit: ObjectName, path: string): Promise<Uint8Array | null>;
  patch(root: string, from: ObjectName, to: ObjectName): Promise<string>;
  /** Three-way merge of two commits, in the object store only. */
  merge(root: string, ours: ObjectName, theirs: ObjectName): Promise<MergeOutcome>;
  /**
   * Applies the difference of two trees to the files alone, not to the index: every path of it has to be as in `from`
   * (or as in `to` already), else nothing is changed and `does-not-apply` names them. `unsafe-path`: a path or link that
   * leads out of the checkout or into git's own data. With `leaveOthers` a path that is neither is left as it is, and
   * those paths are returned.
   */
  applyDifference(
    root: string,
    from: ObjectName,
    to: ObjectName,
    options?: { leaveOthers: boolean },
  ): Promise<string[]>;
  /** Ignored files and folders at the top of each ignored subtree, with `/` at the end of a folder. */
  ignored(root: string): Promise<string[]>;
  /** Folders inside the checkout that are repositories of their own: submodules, and clones that are not tracked. */
  repositoriesInside(root: string): Promise<string[]>;
}

/** Copies what git ignores into a new worktree: a clone of the blocks where the file system can, else a copy. */
export interface FileCarrier {
  /** `onProgress` gets bytes copied so far. Symbolic links are kept as links; aborting leaves a partial copy behind. */
  carry(
    from: string,
    to: string,
    paths: string[],
    options: { signal: AbortSignal; onProgress(bytes: number, path: string): void },
  ): Promise<Carried[]>;
  /** Bytes below a path, counting stops at `limit`. */
  size(path: string, limit: number): Promise<number>;
  removeTree(path: string): Promise<void>;
  realPath(path: string): Promise<string>;
  readText(path: string): Promise<string | null>;
}

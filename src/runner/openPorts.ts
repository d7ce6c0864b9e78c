import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { AgentIgnore } from '../adapters/files/agentIgnore';
import { DiskFiles } from '../adapters/files/diskFiles';
import { diskProbe } from '../adapters/files/diskProbe';
import { DiskRules } from '../adapters/files/diskRules';
import { WorktreeCheckpoints } from '../adapters/git/checkout/checkpoints';
import { GitRepositoryGuard } from '../adapters/git/repository/repositoryGuard';
import { submodulesOf } from '../adapters/git/worktrees/submoduleFiles';
import { GenaiPrices } from '../adapters/prices/genaiPrices';
import { MountedSecrets } from '../adapters/process/mountedSecrets';
import { findProgram } from '../adapters/process/sandbox';
import type { SandboxSystem } from '../adapters/process/sandboxOptions';
import { ShellCommands, type ShellOptions } from '../adapters/process/shellCommands';
import { BudgetLedger } from '../adapters/store/budgetLedger';
import { DiskRequestGate } from '../adapters/store/diskRequestGate';
import { openEventJournal } from '../adapters/store/eventJournal';
import { ImageFolder } from '../adapters/store/imageFolder';
import { SystemClock } from '../adapters/system/systemClock';
import { SystemIds } from '../adapters/system/systemIds';
import type { OtherAgents } from '../core/agents/agentPorts';
import { GitError } from '../core/errors';
import { outputFileName } from '../core/files/outputFileName';
import { storeFolder } from '../core/setup/dependencyFolders';
import { agentVariables } from '../core/setup/agentVariables';
import type { ModelClients } from '../core/models/modelPorts';
import type { Log } from '../core/ports';
import type { EditorProblems } from '../core/problems/problemPorts';
import type { EventJournal } from '../core/storePorts';
import type { Surveyor } from '../core/repoMap/surveyPorts';
import type { Commands, WorktreeFiles } from '../core/worktrees/worktreePorts';
import { isForAgent } from '../core/secrets/secretUse';
import type { EnginePorts } from '../engine/enginePorts';
import type { RunnerEvent, RunnerMessage, RunSpec, Workspace } from '../protocol';
import { approvalsOf, deniedReads } from './openApprovals';
import { openChecks } from './openChecks';
import { dependenciesOf } from './openDependencies';
import { DeltaFeed } from './deltaFeed';
import { gitPlacesOf, guardOfAll, ignoredInParts, partsOfTask } from './joinedParts';
import { leasePorts } from './leasePorts';
import { networkOf } from './openNetwork';
import { explained, settleSecretFiles, withCopies } from './openSecretFiles';
import { type HowToRun, setupOf } from './openSetup';
import { sandboxPlacesOf } from './sandboxPlacesOf';
import { SparseWorktree } from './sparseWorktree';
import type { TaskSecrets } from './taskSecrets';

/** What a runner gets from whoever starts it. */
export interface RunnerOptions {
  createModel: ModelClients;
  log: Log;
  /** The ripgrep program; looked for on the PATH unless given. */
  ripgrep?: string;
  /** The folder of the grammars that maps of repositories are drawn with; without it there are none. */
  grammars?: string;
  /** The environment that commands get their part of. */
  env?: Readonly<NodeJS.ProcessEnv>;
  /** What decides which sandbox commands have; the system that we run on unless given. */
  system?: SandboxSystem;
}

/** What one task gets of it. */
export interface TaskOptions extends RunnerOptions {
  editor: EditorProblems;
  agents: OtherAgents;
}

export type OpenedPorts = EnginePorts & { journal: EventJournal };

/** Builds everything one task acts through. */
export async function openPorts(
  spec: RunSpec,
  options: TaskOptions,
  secrets: TaskSecrets,
  send: (message: RunnerMessage) => void,
): Promise<OpenedPorts> {
  const { task, taskDir } = spec;
  const { log } = options;
  const root = path.dirname(path.dirname(taskDir));
  const ledger = new BudgetLedger(root, log);
  const clock = new SystemClock();
  const redactor = secrets.redactor(task.id);
  const redact = (text: string) => redactor.redact(text);
  const deltas = new DeltaFeed(redactor, (messageId, text) =>
    send({ kind: 'delta', taskId: task.id, messageId, text }),
  );
  const journal = await openEventJournal({ taskId: task.id, taskDir, fence: spec.fence, redact, clock, log });
  const isNew = journal.events.length === 0;
  const worktree = await openWorktree(spec, { ...options, isNew }, secrets).catch(async (error: unknown) => {
    await journal.close();
    throw error;
  });
  return {
    ...worktree,
    agents: options.agents,
    journal: telling(journal, (event) => {
      deltas.flush();
      send({ kind: 'event', event });
    }),
    ledger,
    gate: new DiskRequestGate({ root, clock, keyOf: (model) => secrets.key(task.id, model), log }),
    images: new ImageFolder(taskDir),
    prices: new GenaiPrices(async () => (await ledger.settings()).prices, log),
    model: (model) => options.createModel(model, secrets.key(task.id, model)),
    clock,
    ids: new SystemIds(),
    log,
    live: {
      delta: (messageId, text) => deltas.push(messageId, text),
      output: (source, offset, text) => send({ kind: 'output', taskId: task.id, callId: source, offset, text }),
    },
    digest: (text) => createHash('sha256').update(text).digest('hex'),
    random: () => Math.random(),
    outputFile: (source) => path.join(taskDir, 'output', outputFileName(source)),
  };
}

type WorktreePorts = Pick<
  EnginePorts,
  | 'files'
  | 'editor'
  | 'paths'
  | 'rules'
  | 'surveyor'
  | 'commands'
  | 'approvals'
  | 'setup'
  | 'network'
  | 'dependencies'
  | 'leased'
  | 'checkpoints'
  | 'guard'
  | 'checkPlaces'
  | 'changedTexts'
>;

async function openWorktree(
  { task, workspace, taskDir }: RunSpec,
  options: TaskOptions & { isNew: boolean },
  secrets: TaskSecrets,
): Promise<WorktreePorts> {
  const [repo] = workspace.repos;
  requireWorktree(repo.worktree);
  const [env, tasks, parts] = [options.env ?? process.env, path.dirname(taskDir), partsOfTask(task, workspace)];
  const approvals = approvalsOf(repo, { tasks, env, parts, ...options });
  const denied = await deniedReads(approvals, workspace.repos, env);
  const ignored = await AgentIgnore.open(repo.root, [...denied, ...(await ignoredInParts(AgentIgnore, parts))]);
  const secretFiles = new MountedSecrets(workspace);
  const files = new DiskFiles({
    worktree: repo.worktree,
    ripgrep: options.ripgrep ?? (await findProgram('rg', env['PATH'])),
    ...{ ignored, submodules: await submodulesOf(repo), mounted: (at: string) => secretFiles.has(at) },
  });
  const sparse = new SparseWorktree(repo, (at) => ignored.hides(at));
  const leased = await leasePorts({ task, workspace, taskDir }, options.log);
  const redactor = secrets.redactor(task.id);
  const dataDirectory = path.dirname(tasks);
  const places = await sandboxPlacesOf(approvals, workspace.repos, { env, dataDirectory });
  const shell = {
    ...shellOf(task, workspace, tasks),
    ...places,
    ...{ redactor, env, mounts: secretFiles.covers, isNew: options.isNew, system: options.system },
    variables: agentVariables(task, leased.block),
  };
  const given = { secrets: () => secrets.values(task.id) };
  const openAt = (worktree: string, how: Partial<ShellOptions>) => ShellCommands.open({ ...shell, ...how, worktree });
  const { within, dependencies } = await dependenciesOf(workspace, dataDirectory, () => commands.report);
  const commands: Commands = await openAt(repo.worktree, { ...(isForAgent(task) ? given : {}), within });
  await settleSecretFiles(secretFiles, commands);
  const seen = `${repo.snapshot} ${sparse.cone?.join(' ') ?? ''}`;
  return {
    files: sparse.files(files),
    editor: sparse.editor(options.editor),
    surveyor: surveyorOf(options.grammars, { files, gitDir: repo.gitDir, snapshot: seen }),
    rules: new DiskRules({
      worktree: repo.worktree,
      userFolder: path.join(dataDirectory, 'rules'),
      teamFolder: await teamFolderOf(dataDirectory),
      ignored,
      ...(task.joined === undefined ? {} : { joined: task.joined }),
      readYaml: async (text) => (await import('../adapters/yaml/readYaml')).readYaml(text),
    }),
    commands: sparse.commands(explained(secretFiles, commands)),
    ...{ leased, approvals, dependencies, paths: diskProbe },
    network: networkOf(repo, dataDirectory, { env, parts }),
    setup: setupOf({ repo, parts, dataDirectory }, async (how) => {
      await sparse.whole();
      return withCopies(secretFiles, await openAt(how.worktree, { ...forSetup(shell, how), ...given }));
    }),
    guard: guardOfAll((at) => new GitRepositoryGuard(at), repo, parts),
    checkpoints: new WorktreeCheckpoints({
      ...{ taskId: task.id, taskDir, workspace: repo, redactor, withheld: secretFiles.paths },
    }),
    ...(await openChecks({ task, workspace, taskDir }, (worktree, how) => openAt(worktree, { ...given, ...how }))),
  };
}

function forSetup({ variables, readOnly }: Pick<ShellOptions, 'variables' | 'readOnly'>, how: HowToRun) {
  return { variables: { ...variables, ...how.variables }, readOnly: [...readOnly, ...how.readOnly] };
}

function requireWorktree(worktree: string): void {
  if (!existsSync(worktree)) {
    throw new GitError('worktree-missing', 'The worktree of this task is gone: it was moved or deleted.', {
      hint: 'Move it back and retry, or discard the task.',
    });
  }
}

/** How all commands of a task are kept apart. */
function shellOf(task: RunSpec['task'], workspace: Workspace, tasks: string) {
  const [{ commonDir, gitDir }] = workspace.repos;
  return {
    taskId: task.id,
    isolation: task.isolation,
    ...(task.sandboxLimits === undefined ? {} : { limits: task.sandboxLimits }),
    readOnly: [commonDir, gitDir, ...gitPlacesOf(partsOfTask(task, workspace))],
    hidden: [tasks, path.join(path.dirname(tasks), 'worktrees'), storeFolder(path.dirname(tasks))],
  };
}

const surveyMs = 1500;

/** Loaded when a task of a large repository begins. */
function surveyorOf(
  grammars: string | undefined,
  worktree: { files: WorktreeFiles; gitDir: string; snapshot: string },
): Surveyor {
  return {
    async survey(signal) {
      if (grammars === undefined) {
        return null;
      }
      const { TreeSitterSurveyor } = await import('../adapters/symbols/treeSitterSurveyor');
      return await new TreeSitterSurveyor({ ...worktree, grammars, timeMs: surveyMs }).survey(signal);
    },
  };
}

/** The journal, telling each event when it is written. */
function telling(journal: EventJournal, tell: (event: RunnerEvent) => void): EventJournal {
  return {
    get events() {
      return journal.events;
    },
    append: async (body, causeId) => {
      const event = await journal.append(body, causeId);
      tell(event);
      return event;
    },
    close: () => journal.close(),
  };
}

async function teamFolderOf(dataDirectory: string): Promise<string | null> {
  const { readTeamRulesFolder } = await import('../adapters/store/teamRulesFolder');
  return await readTeamRulesFolder(dataDirectory);
}

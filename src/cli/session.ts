import * as os from 'node:os';
import * as path from 'node:path';
import { environmentKey } from '../app/models/modelAddress';
import { auditIn } from '../app/tasks/auditLog';
import { Digests } from '../app/notices/digests';
import { createPulls, type ForgeAccess, type Pulls } from '../app/pulls/pulls';
import type { Services } from '../app/services';
import { TaskSearch } from '../app/tasks/taskSearch';
import { WorktreeCare } from '../app/worktrees/worktreeCare';
import { Removal } from '../app/worktrees/removal';
import { createServices } from '../app/services';
import { sharedIn } from '../app/tasks/taskExports';
import { DependencyStore } from '../adapters/carry/dependencyStore';
import { DiskCarrier } from '../adapters/carry/diskCarrier';
import { createGit } from '../adapters/git/createGit';
import { processesIn } from '../adapters/process/processesIn';
import { previewsIn } from '../adapters/process/overlayPreviews';
import { createModelClient } from '../adapters/models/createModelClient';
import { DiskCarryMemory } from '../adapters/store/diskCarryMemory';
import { defaultDataDirectory } from '../adapters/store/defaultDataDirectory';
import { readBudgetSettings } from '../adapters/store/budgetLedger';
import { DaySpendingReader } from '../adapters/store/daySpending';
import { storedTexts } from '../adapters/store/storedTexts';
import { DiskSchedule } from '../adapters/store/diskSchedule';
import { DiskSteadyClock } from '../adapters/store/diskSteadyClock';
import { RemovableDirectory } from '../adapters/store/removableDirectory';
import { openGroupDirectory } from '../adapters/store/groupDirectory';
import { openTaskDirectory } from '../adapters/store/taskDirectory';
import { verifyJournals } from '../adapters/store/verifyJournals';
import { TreeSitterSyntax } from '../adapters/symbols/treeSitterSyntax';
import { SystemClock } from '../adapters/system/systemClock';
import { SystemIds } from '../adapters/system/systemIds';
import type { EffectPreviews } from '../core/previewPorts';
import type { Digest } from '../core/digest/digest';
import type { DaySpending } from '../core/budget/dayTotals';
import { noHost, type HostAnswers } from '../core/hostPorts';
import { keyVariables } from '../core/models/modelCatalog';
import type { Log } from '../core/ports';
import { storeFolder } from '../core/setup/dependencyFolders';
import type { DependencyStorage } from '../core/setup/dependencyPorts';
import type { TaskFiles } from '../core/storePorts';
import { english } from '../core/translate';
import type { Translate } from '../core/translate';
import type { SharedTask } from '../core/share/sharedTask';
import type { SecretSource } from '../core/secrets/secretPorts';
import type { BudgetSettings, EngineChoice, ModelRef, SecretValues, TaskId } from '../protocol';
import { InProcessLauncher } from './launch/inProcessLauncher';
import type { Terminal } from './lines/terminal';
import { ownKeyVariable } from './options/ownKey';

/** The services for the time of one command. */
export interface Session {
  readonly services: Services;
  /** All worktrees of a repository, also those of other programs. */
  readonly care: WorktreeCare;
  /** Dependencies that tasks share. */
  readonly stored: DependencyStorage;
  /** Begins to load what a task with this engine needs, for the time while something else is waited for. */
  warm(engine: EngineChoice): void;
  readonly previews: EffectPreviews;
  /** Looks for words in everything that is kept of all tasks. */
  readonly search: Pick<TaskSearch, 'search'>;
  /** The record of what a task was allowed, asked, told and did. Throws `StoreError`. */
  readonly audit: (taskId: TaskId, form: 'jsonl' | 'html') => Promise<string>;
  /** Everything that was made for tasks, as something that can be removed. */
  readonly removal: Pick<Removal, 'plan' | 'removeAll'>;
  /** What others may see of a task. Throws `StoreError`. */
  readonly shared: (taskId: TaskId) => Promise<SharedTask>;
  /** What happened since then. Throws `StoreError`. */
  readonly digest: (since: Date, t: Translate) => Promise<Digest>;
  /** What windows of the editor have set; no limits where none did. */
  readonly budgets: () => Promise<BudgetSettings>;
  /** What all tasks have used today. Throws `StoreError`. */
  readonly spending: () => Promise<DaySpending>;
  /** What can be done at forges, with this access. */
  pulls(access: ForgeAccess): Pulls;
  /** Lets go of every task. */
  dispose(): Promise<void>;
}

/** Tasks that are there already may be `left`: a command that makes a new one needs no other. */
export type OpenSession = (present?: 'told' | 'left', secrets?: SecretValues) => Promise<Session>;

interface ServiceOptions {
  /** Tasks that run at once where no window has said how many. */
  maxRunning: number | null;
  /** The key for a model; undefined when there is none. */
  credentials: (model: ModelRef) => Promise<string | undefined>;
  /** The values of secrets that tasks name. */
  secrets: SecretSource;
  present?: 'told' | 'left';
  /** Where its people are: at a terminal unless given. */
  surface?: 'window';
  /** What answers for an editor; nothing does unless it is given. */
  host?: HostAnswers;
}

/** Opens the data directory and reads all tasks unless they are left. One command runs one task. Throws `StoreError`. */
export function openSession(
  terminal: Terminal,
  present?: 'told' | 'left',
  secrets: SecretValues = {},
): Promise<Session> {
  const credentials = (model: ModelRef): Promise<string | undefined> => Promise.resolve(keyFor(model, terminal.env));
  return openServices(terminal, {
    maxRunning: null,
    credentials,
    secrets: () => Promise.resolve(secrets),
    ...(present === undefined ? {} : { present }),
  });
}

export function dataDirectory(env: Terminal['env']): string {
  return defaultDataDirectory({ name: process.platform, home: os.homedir(), env });
}

/** As `openSession`, for a process that runs the tasks of others. */
export async function openServices(terminal: Terminal, options: ServiceOptions): Promise<Session> {
  const { maxRunning, credentials, secrets, present, host = noHost, surface = 'terminal' } = options;
  const { env } = terminal;
  const log = terminalLog(terminal);
  const [clock, ids] = [new SystemClock(), new SystemIds()];
  const root = dataDirectory(env);
  const grammars = path.join(terminal.bundleFolder, 'grammars');
  const launcher = new InProcessLauncher({ createModel: createModelClient, log, grammars });
  const [git, carrier] = [createGit(undefined, 'network', path.join(root, 'joined')), new DiskCarrier()];
  const files = await openTaskDirectory(root, { clock, log });
  const schedule = await DiskSchedule.open(root, log);
  const services = createServices({
    files,
    groupFiles: await openGroupDirectory(root, { clock, log }),
    git,
    carrier,
    syntax: new TreeSitterSyntax(grammars),
    carryMemory: new DiskCarryMemory(root, log),
    readYaml: async (text) => (await import('../adapters/yaml/readLinedYaml')).readLinedYaml(text),
    runs: { kind: 'here', launcher, host },
    credentials,
    secrets,
    clock,
    ids,
    log,
    ...{ schedule, processesIn },
    ...{ maxRunning, surface },
  });
  await services.store.load(present);
  await services.groups.load(present);
  const around = { home: os.homedir(), dataDirectory: root, codexHome: env['CODEX_HOME'] };
  const caring = { git, carrier, clock, steadyClock: new DiskSteadyClock(root, { clock, log }), processesIn, around };
  return {
    services,
    ...{ stored: new DependencyStore(storeFolder(root), carrier), previews: previewsIn(root, env) },
    care: new WorktreeCare({ ...caring, ...services }),
    warm(engine) {
      const model = engine.kind === 'model' ? engine.model : null;
      launcher.warm(model, model === null ? undefined : keyFor(model, env));
    },
    search: searchOf(services, files),
    audit: auditIn({ files, clock, verify: verifyJournals, credentials, secrets }),
    removal: new Removal({
      ...{ git, carrier, files, dataDirectory: root },
      ...services,
      data: new RemovableDirectory(root),
    }),
    shared: sharedIn({ files, reviews: services.reviews, clock, home: os.homedir(), credentials, secrets }),
    digest: (since, t) => new Digests({ ...services, files, clock, concerns: () => true }).since(since, t),
    budgets: () => readBudgetSettings(root),
    spending: () => new DaySpendingReader(root, { clock, log }).today(),
    pulls: (access) => createPulls({ ...services, git, clock, credentials, secrets }, access),
    async dispose() {
      await services.trains.dispose();
      await services.fleet.dispose();
      services.store.dispose();
      services.groups.dispose();
    },
  };
}

function searchOf({ store, reviews }: Services, files: Pick<TaskFiles, 'taskDir'>): TaskSearch {
  const texts = storedTexts((taskId) => files.taskDir(taskId));
  return new TaskSearch({ store, texts, patch: (view) => reviews.patch(view), t: english });
}

/** In a terminal, naming the model is the consent to use the key that the environment has for it. */
export function keyFor(model: ModelRef, env: Terminal['env']): string | undefined {
  const own = env[ownKeyVariable]?.trim();
  if (keyVariables(model).length === 0 || own === undefined || own === '') {
    return environmentKey(model, env)?.value;
  }
  return own;
}

/** What goes wrong behind a command is told on standard error; the rest only when BACKGROUND_AGENTS_DEBUG is set. */
export function terminalLog(terminal: Terminal): Log {
  const isVerbose = terminal.env['BACKGROUND_AGENTS_DEBUG'] !== undefined;
  const detail = (message: string): void => {
    if (isVerbose) {
      terminal.complain(message);
    }
  };
  return {
    info: detail,
    warn: detail,
    error(message, error) {
      const cause = error instanceof Error ? (isVerbose ? (error.stack ?? error.message) : error.message) : '';
      terminal.complain(cause === '' ? message : `${message} ${cause}`);
    },
  };
}

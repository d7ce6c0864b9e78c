import * as os from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { DiskCarrier } from './adapters/carry/diskCarrier';
import { createGit } from './adapters/git/createGit';
import { createModelClient } from './adapters/models/createModelClient';
import { listOnDisk } from './adapters/files/listOnDisk';
import { explainOnDisk } from './adapters/files/explainOnDisk';
import { listModels } from './adapters/models/listModels';
import { openForge } from './adapters/forges/openForge';
import { previewsIn } from './adapters/process/overlayPreviews';
import { processesIn } from './adapters/process/processesIn';
import { findProgram, openSandbox } from './adapters/process/sandbox';
import { SystemSounds } from './adapters/sound/systemSounds';
import { ResidentClient } from './adapters/resident/residentClient';
import { DiskCarryMemory } from './adapters/store/diskCarryMemory';
import { defaultDataDirectory } from './adapters/store/defaultDataDirectory';
import { forgetOldDays, writeBudgetSettings } from './adapters/store/budgetLedger';
import { DaySpendingReader } from './adapters/store/daySpending';
import { openRepositoryRules } from './adapters/store/diskApprovalRules';
import { RemovableDirectory } from './adapters/store/removableDirectory';
import { DiskNoticeClaims } from './adapters/store/diskNoticeClaims';
import { PresenceFile } from './adapters/store/presenceFile';
import { storedTexts } from './adapters/store/storedTexts';
import { openTaskDirectory } from './adapters/store/taskDirectory';
import { verifyJournals } from './adapters/store/verifyJournals';
import { TreeSitterSyntax } from './adapters/symbols/treeSitterSyntax';
import { SystemClock } from './adapters/system/systemClock';
import { SystemIds } from './adapters/system/systemIds';
import { WorkerLauncher } from './adapters/worker/workerLauncher';
import { auditIn } from './app/auditLog';
import { Connections, type ModelDirectory } from './app/connections';
import { Digests } from './app/digests';
import { hostDesk } from './app/hostDesk';
import { NamedModels } from './app/namedModels';
import { NamedSecrets } from './app/namedSecrets';
import { KnownPulls } from './app/knownPulls';
import { createPulls } from './app/pulls';
import { Removal } from './app/removal';
import { createServices } from './app/services';
import { Starters } from './app/starters';
import { sharedIn } from './app/taskExports';
import { TaskListing } from './app/taskListing';
import { TaskSearch } from './app/taskSearch';
import { WorktreeCare } from './app/worktreeCare';
import { answerAsWindow } from './app/windowAnswers';
import type { ServicePorts, Services } from './app/services';
import { repositoryFolders } from './commands/folderChoice';
import type { CommandDeps, DraftOf } from './commands/commandDeps';
import { commandHandlers } from './commands/commandHandlers';
import type { YamlResult } from './core/rules/rulesPorts';
import { registerCommands, requireTrustedWorkspace } from './host/commandRegistrar';
import type { CommandHandlers } from './host/commandRegistrar';
import type { Git } from './core/worktrees/gitPorts';
import type { ModelClients } from './core/models/modelPorts';
import { editorModelNames, editorModels } from './host/editorModels';
import { editorProblems } from './host/editorProblems';
import { showError } from './host/errorNotice';
import {
  KeptConnections,
  KeptLensOffer,
  KeptListing,
  KeptModelNames,
  KeptNotices,
  KeptWindowLayout,
  SecretKeys,
} from './host/keptValues';
import { ForgeSignIn } from './host/forgeSignIn';
import { PullDrafts } from './host/pullDrafts';
import { PreviewDocuments } from './host/previewDocuments';
import { OutputLog } from './host/outputLog';
import { settings } from './host/settings';
import { AgentDiffDocuments } from './providers/agentDiffDocuments';
import { AgentHunkDocuments } from './providers/agentHunkDocuments';
import { showReviews } from './providers/reviewSurface';
import { AgentsTree } from './providers/agentsTree';
import { joinChat } from './providers/chatParticipant';
import { keepContextKeys } from './providers/contextState';
import { RuleDiagnostics } from './providers/ruleDiagnostics';
import { registerRuleFixes } from './providers/ruleFixes';
import { registerMarkDecorations } from './providers/markDecorations';
import { KnownOrders } from './providers/knownOrders';
import { tellCutOffRemoval } from './providers/removalNotice';
import { MoveWatch } from './providers/moveWatch';
import { OpenFolders } from './providers/openFolders';
import { PullWatch } from './providers/pullWatch';
import { SecretDiagnostics } from './providers/secretDiagnostics';
import { SecretsTree } from './providers/secretsTree';
import { keepBudgets } from './providers/budgetKeeper';
import { DaySpent } from './providers/daySpent';
import { createStatusBar } from './providers/statusBar';
import { t } from './host/translate';
import { registerTaskCodeActions } from './providers/taskCodeActions';
import { tellIgnoredSettings } from './providers/settingsNotice';
import { registerTaskLinks } from './providers/taskLinks';
import { AwayDigest } from './providers/awayDigest';
import { tellNews } from './providers/taskNotices';
import { WorktreeLimits } from './providers/worktreeLimits';
import { WorktreeRepositories } from './providers/worktreeRepositories';
import { createWorktreeItem } from './providers/worktreeItem';
import type { BudgetSettings, ModelRef, Starter } from './protocol';
import { AgentsWindow } from './views/agentsWindow';
import { DigestPanel } from './views/digestPanel';

let fleet: Services['fleet'] | undefined;

/** Commands are there at once and wait for the rest; why the rest could not start is said by each of them. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = new OutputLog();
  const started = start(context, log);
  context.subscriptions.push(
    log,
    registerCommands(async () => (await started).handlers, log),
    registerTaskLinks(log),
    tellIgnoredSettings(context.workspaceState, log),
    new AgentDiffDocuments(async () => (await started).services).register(),
    new AgentHunkDocuments(async () => (await started).services).register(),
  );
  await started.catch((error: unknown) => void showError(error, log));
}

/** Lets go of the tasks, so that another window can take them up at once. */
export async function deactivate(): Promise<void> {
  await fleet?.dispose();
}

interface Started {
  services: Services;
  handlers: CommandHandlers;
}

/** What a window has that a terminal has not. */
const ofWindow: Pick<ServicePorts, 'surface' | 'requireTrust' | 'worktreeIncludeFiles' | 'spareLimits'> = {
  surface: 'window',
  requireTrust: requireTrustedWorkspace,
  worktreeIncludeFiles: () => settings.worktreeIncludeFiles,
  spareLimits: () => (settings.keepsSpares ? settings.worktreeLimits : null),
};

async function start(context: vscode.ExtensionContext, log: OutputLog): Promise<Started> {
  const built = await build(context, log);
  fleet = built.services.fleet;
  const shown = await show(context, built);
  return { services: built.services, handlers: commandHandlers(commandDeps(context, built, shown)) };
}

type Built = Awaited<ReturnType<typeof build>>;
type Shown = Awaited<ReturnType<typeof show>>;

/** The services, and what they are made of. Nothing is read but the layout of the data directory. */
async function build(context: vscode.ExtensionContext, log: OutputLog) {
  const { env, platform } = process;
  const usual = defaultDataDirectory({ name: platform, home: os.homedir(), env });
  const dataDirectory = settings.dataDirectory === '' ? usual : settings.dataDirectory;
  const [clock, git, ids, carrier] = [new SystemClock(), createGit(), new SystemIds(), new DiskCarrier()];
  const connections = new Connections({
    ...{ store: new KeptConnections(context.globalState), secrets: new SecretKeys(context.secrets) },
    ...{ clients: modelClients, directory: modelDirectory, environment: env },
  });
  const secrets = new NamedSecrets({ storage: new SecretKeys(context.secrets), clock });
  const { version } = context.extension.packageJSON as { version: string };
  const files = await openTaskDirectory(dataDirectory, { clock, log });
  const known = { credentials: (model: ModelRef) => connections.key(model), secrets: secrets.values };
  const services = createServices({
    ...{ ...ofWindow, ...known, files, git, clock, ids, log, carrier },
    syntax: new TreeSitterSyntax(context.asAbsolutePath('dist/grammars')),
    carryMemory: new DiskCarryMemory(dataDirectory, log),
    maxRunning: settings.maxRunning,
    runs: runsOf({ context, dataDirectory, version, connections, secrets, log }),
  });
  const audit = auditIn({ files, clock, verify: verifyJournals, ...known });
  const shared = sharedIn({ files, reviews: services.reviews, clock, home: os.homedir(), ...known });
  const texts = storedTexts((taskId) => files.taskDir(taskId));
  const search = new TaskSearch({ ...services, texts, patch: (view) => services.reviews.patch(view), t });
  const forge = forgesOf(context, { ...known, services, git, clock });
  const acts = { audit, shared, search, forge, starters: startersOf(git, carrier) };
  return { services, ...acts, connections, secrets, version, dataDirectory, files, clock, git, carrier, log };
}

/** Of the first open folder with a repository. */
function startersOf(git: Git, carrier: DiskCarrier): () => Promise<Starter[]> {
  const listFiles = async (root: string, limit: number): Promise<string[]> =>
    listOnDisk(root, await findProgram('rg', process.env['PATH']), limit);
  const starters = new Starters({ carrier, listFiles });
  return async () => {
    const [folder] = repositoryFolders();
    return folder === undefined || !vscode.workspace.isTrusted
      ? []
      : await starters.in(await git.root(folder.uri.fsPath), t);
  };
}

/** Reads the tasks and puts them on every surface. */
async function show(context: vscode.ExtensionContext, built: Built) {
  const { services, connections, secrets, dataDirectory, files, clock, git, carrier, search, starters, log, forge } =
    built;
  const { store } = services;
  const writeBudgets = async (given: BudgetSettings) => {
    await writeBudgetSettings(dataDirectory, given);
    await forgetOldDays(dataDirectory, clock.now());
  };
  const [budgets] = await Promise.all([keepBudgets(writeBudgets, log), store.load(), connections.load()]);
  const spending = new DaySpendingReader(dataDirectory, { clock, log });
  const day = new DaySpent(store, () => spending.today(), log);
  const moves = new MoveWatch({ ...services, git, log });
  const { requests } = forge.pulls;
  const known = new KnownPulls({ store, requests, clock, log });
  const pulls = new PullWatch({ ...services, known, requests, log });
  const { extensionUri } = context;
  const listing = new TaskListing(new KeptListing(context.workspaceState), log);
  const layout = new KeptWindowLayout(context.workspaceState);
  const { surface, reviewThreads } = showReviews({ ...services, kept: new KeptLensOffer(context.globalState), log });
  const shown = { day, moves, pulls, listing, layout, search, starters, extensionUri };
  const agentsWindow = new AgentsWindow({ ...services, ...shown, connections, files, log });
  const openFolders = new OpenFolders({ ...services, git, clock, log });
  context.subscriptions.push(
    store,
    budgets,
    agentsWindow.register(),
    moves.start(),
    pulls.start(),
    new AgentsTree(store, {
      moves,
      pulls,
      listing,
      marks: services.reviewMarks,
      orders: new KnownOrders(services.orders, log),
    }),
    registerMarkDecorations(),
    createStatusBar(store, day),
    createWorktreeItem(store),
    joinChat(store, extensionUri, log),
    new WorktreeRepositories(store, log).start(),
    keepContextKeys(store, connections),
    new WorktreeLimits({ ...services, carrier, folder: path.join(dataDirectory, 'worktrees'), log }).start(),
    answerAsWindow({ ...services, log }),
    openFolders.start(),
    showSecrets(secrets, store, context),
    new RuleDiagnostics({ readYaml, log }).start(),
    registerRuleFixes(),
    registerTaskCodeActions(),
    surface,
  );
  tellCutOffRemoval(new RemovableDirectory(dataDirectory), log);
  return { agentsWindow, openFolders, listing, reviewThreads, pullWatch: pulls, digest: tellPeople(context, built) };
}

/** What a person is told of agents: at once, or together when they come back. */
function tellPeople({ workspaceState, subscriptions }: vscode.ExtensionContext, built: Built): CommandDeps['digest'] {
  const { services, dataDirectory, files, clock, log } = built;
  const digests = new Digests({ ...services, files, clock, concerns: () => true });
  const away = new AwayDigest({ digests, presence: new PresenceFile(dataDirectory), clock, log });
  const find = (name: string): Promise<string | null> => findProgram(name, process.env['PATH']);
  const folder = path.join(dataDirectory, 'cache', 'sounds');
  const sounds = new SystemSounds({ folder, platform: process.platform, find });
  const claims = new DiskNoticeClaims((taskId) => files.taskDir(taskId));
  const kept = new KeptNotices(workspaceState);
  subscriptions.push(away.start(), tellNews({ ...services, kept, claims, sounds, away, clock, log }));
  return { digests, away, panel: new DigestPanel(), clock };
}

function commandDeps(context: vscode.ExtensionContext, built: Built, shown: Shown): CommandDeps {
  const { env } = process;
  const { services, connections, dataDirectory, git, carrier, clock } = built;
  const sandboxOptions = { isolation: 'sandbox', worktree: os.tmpdir(), readOnly: [], hidden: [], env } as const;
  const around = { home: os.homedir(), dataDirectory, codexHome: env['CODEX_HOME'] };
  return {
    ...built,
    ...shown,
    sandbox: async () => (await openSandbox(sandboxOptions)).report,
    names: new NamedModels(connections, new KeptModelNames(context.globalState)),
    rules: rulesIn(path.join(dataDirectory, 'rules')),
    approvalRules: approvalRulesIn(dataDirectory),
    previews: previewsOf(context, dataDirectory),
    ...pullDepsOf(context, built, shown),
    removal: new Removal({ ...built, ...services, data: new RemovableDirectory(dataDirectory) }),
    care: new WorktreeCare({ git, carrier, clock, processesIn, ...services, around }),
  };
}

function showSecrets(
  secrets: NamedSecrets,
  store: Services['store'],
  { secrets: storage }: vscode.ExtensionContext,
): vscode.Disposable {
  const tree = new SecretsTree({ secrets, store, onDidChange: storage.onDidChange });
  return vscode.Disposable.from(tree, new SecretDiagnostics().start());
}

const modelClients: ModelClients = (model, apiKey) =>
  model.provider === 'vscode-lm' ? editorModels : createModelClient(model, apiKey);

const modelDirectory: ModelDirectory = (address, apiKey, signal) =>
  address.provider === 'vscode-lm' ? editorModelNames() : listModels(address, apiKey, signal);

interface RunsOptions {
  context: vscode.ExtensionContext;
  dataDirectory: string;
  version: string;
  connections: Connections;
  secrets: NamedSecrets;
  log: OutputLog;
}

/** A thread of this window, or a process that outlives it. */
function runsOf({ context, dataDirectory, version, connections, secrets, log }: RunsOptions): ServicePorts['runs'] {
  const host = hostDesk({ models: editorModels, problems: editorProblems });
  if (settings.localRunner === 'worker') {
    return { kind: 'here', launcher: new WorkerLauncher(context.asAbsolutePath('dist/runner.mjs'), log), host };
  }
  const cliPath = context.asAbsolutePath('dist/cli.mjs');
  const keyOf: ConstructorParameters<typeof ResidentClient>[0]['keyOf'] = (model) => connections.key(model);
  const { maxRunning } = settings;
  const secretsOf = secrets.values;
  return {
    kind: 'resident',
    resident: new ResidentClient({ dataDir: dataDirectory, cliPath, version, maxRunning, keyOf, secretsOf, host, log }),
  };
}

function previewsOf({ subscriptions }: vscode.ExtensionContext, dataDirectory: string): CommandDeps['previews'] {
  const documents = new PreviewDocuments();
  subscriptions.push(documents.register());
  return { effects: previewsIn(dataDirectory, process.env), documents };
}

/** Pull requests, and who the person is at forges. */
function forgesOf(
  { secrets }: vscode.ExtensionContext,
  { services, ...ports }: Omit<Parameters<typeof createPulls>[0], 'store' | 'fleet'> & { services: Services },
) {
  const signIn = new ForgeSignIn(new SecretKeys(secrets));
  const access = { hosts: () => settings.forges, token: signIn.token, open: openForge };
  return { pulls: createPulls({ ...services, ...ports }, access), signIn };
}

function pullDepsOf(
  { subscriptions }: vscode.ExtensionContext,
  { forge, files }: Built,
  { pullWatch: watch }: Shown,
): Pick<CommandDeps, 'pulls' | 'pullDrafts' | 'forgeSignIn' | 'taskDir'> {
  const pullDrafts = new PullDrafts<DraftOf>();
  subscriptions.push(pullDrafts.register());
  const pulls = { ...forge.pulls, watch, known: watch.known };
  return { pulls, pullDrafts, forgeSignIn: forge.signIn, taskDir: (taskId) => files.taskDir(taskId) };
}

function approvalRulesIn(dataDirectory: string): CommandDeps['approvalRules'] {
  return (repository) => openRepositoryRules({ ...repository, dataDirectory, home: os.homedir() });
}

/** Loaded when the first rule is written in YAML. */
async function readYaml(text: string): Promise<YamlResult> {
  return (await import('./adapters/yaml/readYaml')).readYaml(text);
}

function rulesIn(userFolder: string): CommandDeps['rules'] {
  return {
    userFolder,
    readYaml,
    async explain(root, file) {
      const ripgrep = await findProgram('rg', process.env['PATH']);
      return await explainOnDisk({ root, userFolder, ripgrep, readYaml }, file);
    },
  };
}

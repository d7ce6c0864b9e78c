import * as path from 'node:path';
import * as os from 'node:os';
import * as vscode from 'vscode';
import { DiskCarrier } from '../adapters/carry/diskCarrier';
import { createGit } from '../adapters/git/createGit';
import { createModelClient } from '../adapters/models/createModelClient';
import { listOnDisk } from '../adapters/files/listOnDisk';
import { listModels } from '../adapters/models/listModels';
import { mentionsOnDisk } from '../adapters/files/mentionsOnDisk';
import { openForge } from '../adapters/forges/openForge';
import { processesIn } from '../adapters/process/processesIn';
import { findProgram } from '../adapters/process/sandbox';
import { ResidentClient } from '../adapters/resident/residentClient';
import { DiskCarryMemory } from '../adapters/store/diskCarryMemory';
import { defaultDataDirectory } from '../adapters/store/defaultDataDirectory';
import { DiskGivenImages } from '../adapters/store/diskGivenImages';
import { DiskSchedule } from '../adapters/store/diskSchedule';
import { DiskSteadyClock } from '../adapters/store/diskSteadyClock';
import { storedTexts } from '../adapters/store/storedTexts';
import { openGroupDirectory } from '../adapters/store/groupDirectory';
import { openTaskDirectory } from '../adapters/store/taskDirectory';
import { verifyJournals } from '../adapters/store/verifyJournals';
import { TreeSitterSyntax } from '../adapters/symbols/treeSitterSyntax';
import { SystemClock } from '../adapters/system/systemClock';
import { SystemIds } from '../adapters/system/systemIds';
import { WorkerLauncher } from '../adapters/worker/workerLauncher';
import { auditIn } from '../app/tasks/auditLog';
import { Connections, type ModelDirectory } from '../app/models/connections';
import { GivenParts } from '../app/tasks/givenParts';
import { hostDesk } from '../app/fleet/hostDesk';
import { NamedSecrets } from '../app/models/namedSecrets';
import { KnownPatches } from '../app/tasks/knownPatches';
import { createPulls } from '../app/pulls/pulls';
import { createServices } from '../app/services';
import { OverlapTelling } from '../app/radar/overlapTelling';
import { Starters } from '../app/tasks/starters';
import { sharedIn } from '../app/tasks/taskExports';
import { TaskSearch } from '../app/tasks/taskSearch';
import type { ServicePorts, Services } from '../app/services';
import { repositoryFolders } from '../commands/launch/folderChoice';
import { requireTrustedWorkspace } from '../host/commandRegistrar';
import type { Git } from '../core/worktrees/gitPorts';
import type { ModelClients } from '../core/models/modelPorts';
import { editorModelNames, editorModels } from '../host/editorModels';
import { editorSymbols } from '../host/editorSymbols';
import { editorProblems } from '../host/editorProblems';
import { KeptConnections, SecretKeys } from '../host/keptValues';
import { ForgeSignIn } from '../host/forgeSignIn';
import { OutputLog } from '../host/outputLog';
import { settings } from '../host/settings';
import { t } from '../host/translate';
import type { ModelRef, Starter } from '../protocol';

/** What a window has that a terminal has not. */
const ofWindow: Pick<
  ServicePorts,
  'surface' | 'requireTrust' | 'worktreeIncludeFiles' | 'sparseCheckoutFrom' | 'spareLimits'
> = {
  surface: 'window',
  requireTrust: requireTrustedWorkspace,
  worktreeIncludeFiles: () => settings.worktreeIncludeFiles,
  sparseCheckoutFrom: () => settings.sparseCheckoutFrom,
  spareLimits: () => (settings.keepsSpares ? settings.worktreeLimits : null),
};

/** The services, and what they are made of. Nothing is read but the layout of the data directory. */
export async function windowServices(context: vscode.ExtensionContext, log: OutputLog) {
  const { env, platform } = process;
  const usual = defaultDataDirectory({ name: platform, home: os.homedir(), env });
  const dataDirectory = settings.dataDirectory === '' ? usual : settings.dataDirectory;
  const [clock, ids, carrier] = [new SystemClock(), new SystemIds(), new DiskCarrier()];
  const git = createGit(undefined, 'network', path.join(dataDirectory, 'joined'));
  const connections = new Connections({
    ...{ store: new KeptConnections(context.globalState), secrets: new SecretKeys(context.secrets) },
    ...{ clients: modelClients, directory: modelDirectory, environment: env },
  });
  const secrets = new NamedSecrets({ storage: new SecretKeys(context.secrets), clock });
  const { version } = context.extension.packageJSON as { version: string };
  const files = await openTaskDirectory(dataDirectory, { clock, log });
  const steadyClock = new DiskSteadyClock(dataDirectory, { clock, log });
  const images = new DiskGivenImages(dataDirectory, { clock, steadyClock, taskDir: (taskId) => files.taskDir(taskId) });
  const known = { credentials: (model: ModelRef) => connections.key(model), secrets: secrets.values };
  const services = createServices({
    ...{ ...ofWindow, ...known, files, images, git, clock, ids, log, carrier },
    groupFiles: await openGroupDirectory(dataDirectory, { clock, log }),
    syntax: new TreeSitterSyntax(context.asAbsolutePath('dist/grammars')),
    carryMemory: new DiskCarryMemory(dataDirectory, log),
    schedule: await DiskSchedule.open(dataDirectory, log),
    readYaml: async (text) => (await import('../adapters/yaml/readLinedYaml')).readLinedYaml(text),
    processesIn,
    maxRunning: settings.maxRunning,
    runs: runsOf({ context, dataDirectory, version, connections, secrets, log }),
  });
  const audit = auditIn({ files, clock, verify: verifyJournals, ...known });
  const shared = sharedIn({ files, reviews: services.reviews, clock, home: os.homedir(), ...known });
  const texts = storedTexts((taskId) => files.taskDir(taskId));
  const patches = new KnownPatches((view) => services.reviews.patch(view));
  const search = new TaskSearch({ ...services, texts, patch: (view) => patches.of(view), t });
  const forge = forgesOf(context, { ...known, services, git, clock });
  const given = new GivenParts({ files: mentionsOnDisk(findRipgrep), symbols: editorSymbols, images, clock });
  const overlapTelling = new OverlapTelling({ ...services, isWanted: () => settings.tellsOverlaps, log });
  const acts = { overlapTelling, audit, shared, search, forge, given, starters: startersOf(git, carrier) };
  const held = { dataDirectory, files, clock, steadyClock, git, carrier, log };
  return { services, ...acts, connections, secrets, version, ...held };
}

const findRipgrep = (): Promise<string | null> => findProgram('rg', process.env['PATH']);

/** Of the first open folder with a repository. */
function startersOf(git: Git, carrier: DiskCarrier): () => Promise<Starter[]> {
  const listFiles = async (root: string, limit: number): Promise<string[]> =>
    listOnDisk(root, await findRipgrep(), limit);
  const starters = new Starters({ carrier, listFiles });
  return async () => {
    const [folder] = repositoryFolders();
    return folder === undefined || !vscode.workspace.isTrusted
      ? []
      : await starters.in(await git.root(folder.uri.fsPath), t);
  };
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

/** Pull requests, and who the person is at forges. */
function forgesOf(
  { secrets }: vscode.ExtensionContext,
  {
    services,
    ...ports
  }: Omit<Parameters<typeof createPulls>[0], 'store' | 'fleet' | 'groups'> & { services: Services },
) {
  const signIn = new ForgeSignIn(new SecretKeys(secrets));
  const access = { hosts: () => settings.forges, token: signIn.token, open: openForge };
  return { pulls: createPulls({ ...services, ...ports, namesRun: () => settings.agentRunTrailer }, access), signIn };
}

export type WindowServices = Awaited<ReturnType<typeof windowServices>>;

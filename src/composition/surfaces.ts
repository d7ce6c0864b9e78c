import * as path from 'node:path';
import * as vscode from 'vscode';
import { findProgram } from '../adapters/process/sandbox';
import { SystemSounds } from '../adapters/sound/systemSounds';
import { writeTeamRulesFolder } from '../adapters/store/teamRulesFolder';
import { forgetOldDays, writeBudgetSettings } from '../adapters/store/budgetLedger';
import { DaySpendingReader } from '../adapters/store/daySpending';
import { writePlaceLimits } from '../adapters/store/diskSchedule';
import { RemovableDirectory } from '../adapters/store/removableDirectory';
import { DiskNoticeClaims } from '../adapters/store/diskNoticeClaims';
import { PresenceFile } from '../adapters/store/presenceFile';
import { Digests } from '../app/notices/digests';
import { NamedSecrets } from '../app/models/namedSecrets';
import { RaceWatch } from '../app/races/raceWatch';
import { TaskListing } from '../app/tasks/taskListing';
import { answerAsWindow } from '../app/fleet/windowAnswers';
import type { Services } from '../app/services';
import type { CommandDeps } from '../commands/commandDeps';
import { repositoryFolders } from '../commands/launch/folderChoice';
import type { Git } from '../core/worktrees/gitPorts';
import { KeptDrafts } from '../host/keptDrafts';
import { KeptLensOffer, KeptListing, KeptNotices, KeptWindowLayout } from '../host/keptValues';
import { showReviews } from '../providers/reviewSurface';
import { AgentsTree } from '../providers/agentsTree';
import { joinChat } from '../providers/chatParticipant';
import { keepContextKeys } from '../providers/contextState';
import { MultiRepoDiagnostics } from '../providers/multiRepoDiagnostics';
import { RuleDiagnostics } from '../providers/ruleDiagnostics';
import { registerMultiRepoFixes } from '../providers/multiRepoFixes';
import { registerRuleFixes } from '../providers/ruleFixes';
import { registerMarkDecorations } from '../providers/markDecorations';
import { KnownOrders } from '../providers/knownOrders';
import { tellCutOffRemoval } from '../providers/removalNotice';
import { OpenFolders } from '../providers/openFolders';
import { SecretDiagnostics } from '../providers/secretDiagnostics';
import { SecretsTree } from '../providers/secretsTree';
import { keepTeamRules } from '../providers/teamRulesKeeper';
import { keepBudgets } from '../providers/budgetKeeper';
import { keepPlaceLimits } from '../providers/placeLimits';
import { DaySpent } from '../providers/daySpent';
import { createStatusBar } from '../providers/statusBar';
import { withLateReports } from '../host/messages';
import { settings } from '../host/settings';
import { t } from '../host/translate';
import { registerReportDocuments } from '../providers/reportDocuments';
import { registerTaskCodeActions } from '../providers/taskCodeActions';
import { AwayDigest } from '../providers/awayDigest';
import { tellNews } from '../providers/taskNotices';
import { WorktreeLimits } from '../providers/worktreeLimits';
import { WorktreeMarks } from '../providers/worktreeMarks';
import { WorktreeRepositories } from '../providers/worktreeRepositories';
import { createWorktreeItem } from '../providers/worktreeItem';
import type { BudgetSettings } from '../protocol';
import { AgentsWindow } from '../views/agentsWindow';
import { DigestPanel } from '../views/digestPanel';
import { readYaml } from './readYaml';
import { watchRepositories } from './watches';
import { offerCombining } from '../providers/sprintOffer';
import type { WindowServices } from './windowServices';

/** Reads the tasks and puts them on every surface. */
export async function showSurfaces(context: vscode.ExtensionContext, built: WindowServices) {
  const { services, connections, secrets, dataDirectory, files, clock, git, carrier, search, starters, log } = built;
  const { store } = services;
  const budgets = await readKept(built);
  const spending = new DaySpendingReader(dataDirectory, { clock, log });
  const day = new DaySpent(store, () => spending.today(), log);
  const { moves, pulls } = watchRepositories(context, built);
  const { extensionUri } = context;
  const listing = new TaskListing(new KeptListing(context.workspaceState), log);
  const layout = new KeptWindowLayout(context.workspaceState);
  const { surface, reviewThreads } = showReviews({ ...services, kept: new KeptLensOffer(context.globalState), log });
  const writing = { given: built.given, drafts: new KeptDrafts(context.workspaceState), checkout: checkoutOf(git) };
  const shown = { day, moves, pulls, listing, layout, search, starters, extensionUri, ...writing };
  const openFolders = new OpenFolders({
    ...services,
    ...{ git, steadyClock: built.steadyClock, log },
    tendRaces: racesIn(built),
  });
  const agentsWindow = new AgentsWindow({ ...services, ...shown, ground: openFolders, connections, files, log });
  context.subscriptions.push(
    store,
    services.groups,
    { dispose: () => void services.trains.dispose() },
    offerCombining(services),
    budgets,
    agentsWindow.register(),
    new AgentsTree(store, {
      moves,
      pulls,
      listing,
      radar: services.radar,
      groups: services.groups,
      marks: services.reviewMarks,
      arenas: services.arenas,
      orders: new KnownOrders(services.orders, log),
    }),
    registerMarkDecorations(),
    createStatusBar(store, day, services.queue, services),
    createWorktreeItem(store),
    joinChat(store, extensionUri, log),
    new WorktreeRepositories(store, log).start(),
    new WorktreeMarks({ store, log }),
    keepContextKeys(store, connections),
    keepQueue(built),
    new WorktreeLimits({ ...services, carrier, folder: path.join(dataDirectory, 'worktrees'), log }).start(),
    answerAsWindow({ ...services, log }),
    openFolders.start(),
    showSecrets(secrets, store, context),
    new RuleDiagnostics({ readYaml, log }).start(),
    new MultiRepoDiagnostics({ ...services, log }).start(),
    registerRuleFixes(),
    registerMultiRepoFixes(),
    registerTaskCodeActions(),
    registerReportDocuments(services),
    surface,
  );
  tellCutOffRemoval(new RemovableDirectory(dataDirectory), log);
  return { agentsWindow, openFolders, listing, reviewThreads, pullWatch: pulls, digest: tellPeople(context, built) };
}

/** Reads what is kept of tasks, groups and models, and writes down what the settings allow. */
async function readKept({ services, connections, dataDirectory, clock, steadyClock, log }: WindowServices) {
  const writeBudgets = async (given: BudgetSettings) => {
    await writeBudgetSettings(dataDirectory, given);
    await forgetOldDays(dataDirectory, await steadyClock.look());
  };
  const [budgets, teamRules] = await Promise.all([
    keepBudgets(writeBudgets, log),
    keepTeamRules((folder) => writeTeamRulesFolder(dataDirectory, folder), log),
    withLateReports(
      () => clock.monotonicMs(),
      (report) => services.store.load('told', (read, all) => report(t('Reading tasks ({0} of {1})', read, all))),
    ),
    connections.load(),
    services.groups.load(),
  ]);
  return vscode.Disposable.from(budgets, teamRules);
}

function racesIn({ services, log }: WindowServices): (roots: readonly string[]) => vscode.Disposable {
  const [halves, fills] = [() => settings.halvesRaces, () => settings.crossTestsRaces];
  return (roots) => vscode.Disposable.from(new RaceWatch({ ...services, log, halves, fills }, roots).begin());
}

/** Of the first open folder, which is where a new task is made unless a person says otherwise. */
function checkoutOf(git: Pick<Git, 'root'>): () => Promise<string | null> {
  return async () => {
    const [folder] = repositoryFolders();
    return folder === undefined ? null : await git.root(folder.uri.fsPath);
  };
}

/** What a person is told of agents: at once, or together when they come back. */
function tellPeople(
  { workspaceState, subscriptions }: vscode.ExtensionContext,
  built: WindowServices,
): CommandDeps['digest'] {
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

function keepQueue({ services, dataDirectory, log }: WindowServices): vscode.Disposable {
  const limits = keepPlaceLimits((given) => writePlaceLimits(dataDirectory, given), log);
  return vscode.Disposable.from(services.queue.start(), limits);
}

function showSecrets(
  secrets: NamedSecrets,
  store: Services['store'],
  { secrets: storage }: vscode.ExtensionContext,
): vscode.Disposable {
  const tree = new SecretsTree({ secrets, store, onDidChange: storage.onDidChange });
  return vscode.Disposable.from(tree, new SecretDiagnostics().start());
}

export type Surfaces = Awaited<ReturnType<typeof showSurfaces>>;

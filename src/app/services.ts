import type { CarryMemory } from '../core/worktrees/carryPorts';
import type { GroupFiles } from '../core/groups/groupPorts';
import type { FileCarrier, Git } from '../core/worktrees/gitPorts';
import type { ProcessesIn } from '../core/worktrees/worktreeCarePorts';
import type { GivenImages } from '../core/images/imagePorts';
import { noHost, type HostAnswers } from '../core/hostPorts';
import type { Clock, Ids, Log } from '../core/ports';
import { noSyntax, type Syntax } from '../core/review/reviewPorts';
import type { ResidentLink } from '../core/residentPorts';
import type { Launcher } from '../core/runnerPorts';
import type { ScheduleFiles } from '../core/scheduling/schedulePorts';
import { noSecrets, type SecretSource } from '../core/secrets/secretPorts';
import type { TaskFiles } from '../core/storePorts';
import type { LinedYaml } from '../core/repositories/multiRepoFile';
import type { ModelRef, TaskId, TaskView } from '../protocol';
import { Arenas } from './races/arenas';
import { BaseMoves } from './bases/baseMoves';
import { CarryChoices } from './worktrees/carryChoices';
import { ChangeParts } from './reviews/changeParts';
import { Chains } from './fleet/chains';
import { CheckoutQueue } from './reviews/checkoutQueue';
import { ClonedRepositories } from './worktrees/clonedRepositories';
import { Experiments } from './tasks/experiments';
import { Feedbacks } from './reviews/feedbacks';
import { HunkReviews } from './reviews/hunkReviews';
import { ReviewComments } from './reviews/reviewComments';
import { ReviewJournal } from './reviews/reviewJournal';
import { ReviewMarks } from './reviews/reviewMarks';
import { ReviewedChanges } from './reviews/reviewedChanges';
import { Conflicts } from './bases/conflicts';
import { Drafts } from './tasks/drafts';
import { Fleet, type FleetActs } from './fleet/fleet';
import type { FleetDeps } from './fleet/fleetDeps';
import { Forks } from './tasks/forks';
import { GroupStore } from './tasks/groupStore';
import { HandBacks } from './reviews/handBacks';
import { JoinedRepositories } from './worktrees/joinedRepositories';
import { KnownMoves } from './bases/knownMoves';
import { Landings } from './landing/landings';
import { Radar } from './radar/radar';
import { OwnSchedule } from './fleet/ownSchedule';
import { QueueNotes } from './fleet/queueNotes';
import { RemoteFleet } from './fleet/remoteFleet';
import { Restores } from './tasks/restores';
import { MadeTasks } from './tasks/madeTasks';
import { createRaces } from './races/createRaces';
import type { Races } from './races/races';
import { PullReviews } from './pulls/pullReviews';
import { Renames } from './tasks/renames';
import { LineOrigins } from './reviews/lineOrigins';
import { StepChanges } from './tasks/stepChanges';
import { Submodules } from './reviews/submodules';
import { ReviewOrders } from './reviews/reviewOrders';
import { Reviews } from './reviews/reviews';
import { Sprints } from './trains/sprints';
import { Spares, type SparesDeps } from './worktrees/spares';
import { isTaskOf } from './tasks/taskFolders';
import type { SecretSources } from './tasks/taskRedactor';
import { TaskStore } from './tasks/taskStore';
import { Trains } from './trains/trains';
import { trustedFleet } from './fleet/trustedFleet';
import { Tryouts } from './bases/tryouts';
import { Adoptions } from './worktrees/adoptions';
import { Updates } from './bases/updates';
import { Workspaces } from './worktrees/workspaces';

/** What the services need of the outside. */
export interface ServicePorts {
  files: TaskFiles;
  groupFiles: GroupFiles;
  git: Git;
  carrier: FileCarrier;
  carryMemory: CarryMemory;
  /** What runs the tasks: a runner of this process, with what answers for an editor; or a process beside the windows. */
  runs: { kind: 'here'; launcher: Launcher; host?: HostAnswers } | { kind: 'resident'; resident: ResidentLink };
  /** The key for a model; undefined when there is none. */
  credentials: (model: ModelRef) => Promise<string | undefined>;
  /** The values of secrets that tasks name; none unless given. */
  secrets?: SecretSource;
  /** Reads what says which repositories belong together. */
  readYaml?: (text: string) => Promise<LinedYaml>;
  /** Reads source files; nothing is proven of a change without it. */
  syntax?: Syntax;
  /** Images that were given along with what is written; none unless given. */
  images?: GivenImages;
  clock: Clock;
  ids: Ids;
  log: Log;
  /** What the editor's setting `git.worktreeIncludeFiles` says, where there is an editor. */
  worktreeIncludeFiles?: () => readonly string[];
  /** From how many files on a task with a scope begins with those folders alone; the usual number unless given. */
  sparseCheckoutFrom?: () => number;
  /** Nothing is known of processes unless it is given. */
  processesIn?: ProcessesIn;
  spareLimits?: NonNullable<SparesDeps['spareLimits']>;
  /** Where the people of this process are. */
  surface: FleetDeps['surface'];
  /** Throws where nothing may be run, as in a window whose folder is not trusted. */
  requireTrust?: () => void;
  /** What the processes of the data directory know of each other's places; by itself unless it is given. */
  schedule?: ScheduleFiles;
  /** Tasks that run at once where no window has said how many. */
  maxRunning: number | null;
}

export interface Services {
  store: TaskStore;
  drafts: Drafts;
  renames: Renames;
  clones: ClonedRepositories;
  joined: JoinedRepositories;
  forks: Forks;
  groups: GroupStore;
  made: MadeTasks;
  adoptions: Adoptions;
  experiments: Experiments;
  arenas: Arenas;
  pullReviews: PullReviews;
  tryouts: Tryouts;
  races: Races;
  trains: Trains;
  sprints: Sprints;
  workspaces: Workspaces;
  spares: Pick<Spares, 'follow'>;
  reviews: Reviews;
  orders: ReviewOrders;
  submodules: Submodules;
  steps: StepChanges;
  origins: LineOrigins;
  landings: Pick<Landings, 'look' | 'patch'>;
  conflicts: Conflicts;
  parts: Pick<ChangeParts, 'rest'>;
  hunks: HunkReviews;
  comments: ReviewComments;
  reviewMarks: ReviewMarks;
  feedbacks: Feedbacks;
  baseMoves: BaseMoves;
  moves: KnownMoves;
  radar: Radar;
  carryChoices: CarryChoices;
  handBacks: Pick<HandBacks, 'edited'>;
  fleet: FleetActs;
  /** What queued tasks wait for, and whether all are paused. */
  queue: QueueNotes;
  /** What tasks begin after others. */
  chains: Pick<Chains, 'link' | 'unlink'>;
  /** Whether the people of this process are told of the task. */
  isOurs: (taskId: TaskId) => boolean;
}

/** The services without an editor, wired. Nothing is read or run before `store.load()`. */
export function createServices(ports: ServicePorts): Services {
  const store = new TaskStore(ports.files, ports.log);
  const deps = { secrets: noSecrets, ...ports, store };
  const drafts = new Drafts(deps);
  const clones = new ClonedRepositories(ports);
  const spares = new Spares(deps);
  const workspaces = new Workspaces({ ...deps, spares });
  const checkouts = new CheckoutQueue();
  const reviews = new Reviews({ ...deps, workspaces, checkouts });
  const landings = new Landings({ ...deps, checkouts });
  const orders = new ReviewOrders({ syntax: noSyntax, ...ports });
  const steps = new StepChanges(deps);
  const parts = new ChangeParts(ports.git);
  const baseMoves = new BaseMoves(ports.git);
  const bases = { baseMoves, moves: new KnownMoves({ ...deps, baseMoves }) };
  const isInBranch = (view: TaskView): Promise<boolean> => baseMoves.holds(view);
  const carryChoices = new CarryChoices(ports);
  const handBacks = new HandBacks(deps);
  const schedule = ports.schedule ?? new OwnSchedule(ports.log);
  const { fleet: acting, isOurs } = fleetOf(
    { ...ports, schedule },
    {
      ...{ store, workspaces, reviews, landings, handBacks },
      restores: new Restores(deps),
      updates: new Updates(deps),
      isInBranch,
    },
  );
  const fleet = ports.requireTrust === undefined ? acting : trustedFleet(acting, ports.requireTrust);
  return {
    store,
    drafts,
    renames: new Renames(deps),
    clones,
    joined: new JoinedRepositories({ readYaml: noYaml, ...ports }),
    forks: new Forks(deps),
    adoptions: new Adoptions({ processesIn: () => Promise.resolve([]), ...deps }),
    ...{ experiments: new Experiments(deps), pullReviews: new PullReviews(deps) },
    ...groupServices({ ...deps, fleet, drafts }),
    workspaces,
    spares,
    reviews,
    ...{ orders, submodules: new Submodules(ports.git) },
    steps,
    origins: new LineOrigins({ ...deps, steps }),
    landings,
    conflicts: new Conflicts(ports.git),
    parts,
    ...reviewServices({ ...deps, fleet }),
    ...bases,
    radar: new Radar(deps),
    carryChoices,
    handBacks,
    fleet,
    queue: new QueueNotes({ ...deps, schedule }),
    chains: new Chains({ ...deps, isInBranch }),
    isOurs,
  };
}

/** What several tasks have together. */
function groupServices(
  deps: Omit<ServicePorts, 'runs' | 'surface'> & Pick<Services, 'store' | 'fleet' | 'drafts'>,
): Pick<Services, 'groups' | 'made' | 'tryouts' | 'races' | 'arenas' | 'trains' | 'sprints'> {
  const groups = new GroupStore(deps.groupFiles, deps.log);
  const tryouts = new Tryouts(deps);
  const made = new MadeTasks(deps);
  const races = createRaces({ syntax: noSyntax, ...deps, groups, tryouts });
  const trains = new Trains({ ...deps, groups, made, tryouts });
  const [arenas, sprints] = [new Arenas({ ...deps, groups, made }), new Sprints({ ...deps, groups })];
  return { groups, made, tryouts, races, arenas, trains, sprints };
}

function noYaml(): Promise<LinedYaml> {
  return Promise.resolve({ line: 1, message: 'YAML is not read here.' });
}

/** What people say about changes. */
function reviewServices(
  deps: Pick<ServicePorts, 'git' | 'ids' | 'log'> & Pick<Services, 'store' | 'fleet'> & SecretSources,
): Pick<Services, 'hunks' | 'comments' | 'reviewMarks' | 'feedbacks'> {
  const changes = new ReviewedChanges(deps.git);
  const journal = new ReviewJournal(deps);
  return {
    hunks: new HunkReviews({ changes, store: journal }),
    comments: new ReviewComments({ ...deps, store: journal }),
    reviewMarks: new ReviewMarks({ ...deps, changes }),
    feedbacks: new Feedbacks({ ...deps, journal }),
  };
}

function fleetOf(
  ports: ServicePorts,
  services: Pick<Services, 'store' | 'workspaces' | 'reviews'> & {
    landings: Landings;
    restores: Restores;
    handBacks: HandBacks;
    updates: Updates;
    isInBranch: FleetDeps['isInBranch'];
  },
): Pick<Services, 'fleet' | 'isOurs'> {
  const { runs, log } = ports;
  const { store } = services;
  if (runs.kind === 'here') {
    const fleet = new Fleet({
      secrets: noSecrets,
      ...ports,
      ...services,
      launcher: runs.launcher,
      host: runs.host ?? noHost,
    });
    return { fleet, isOurs: (taskId) => store.ownerOf(taskId) === 'us' };
  }
  const onError = (error: unknown): void => log.error('Tasks of this window were not taken up.', error);
  const fleet = new RemoteFleet({ store, files: ports.files, resident: runs.resident, log, onError });
  const isForUs = (taskId: TaskId): boolean => {
    const view = store.get(taskId);
    return (fleet.roots ?? []).some((folder) => isTaskOf(view, folder));
  };
  return { fleet, isOurs: isForUs };
}

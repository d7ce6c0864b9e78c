import { createHash } from 'node:crypto';
import { type Script, ScriptPlayer } from '../../../src/adapters/models/scriptPlayer';
import type { OtherAgents } from '../../../src/core/agents/agentPorts';
import type { RequestGate } from '../../../src/core/scheduling/gatePorts';
import type { RepositoryGuard } from '../../../src/core/control/guardPorts';
import type { ApprovalRules } from '../../../src/core/approvals/approvalPorts';
import type { ChangedText, CheckPlace, CheckSubject } from '../../../src/core/checks/checkPorts';
import { StoreError } from '../../../src/core/errors';
import type { Dependencies } from '../../../src/core/setup/dependencyPorts';
import type { PriceOf } from '../../../src/core/budget/budgetPorts';
import type { ModelClient, ModelRequest } from '../../../src/core/models/modelPorts';
import type { Survey } from '../../../src/core/repoMap/surveyPorts';
import type { Clock } from '../../../src/core/ports';
import { EventTimes } from '../../../src/core/run/eventTimes';
import type { EventJournal } from '../../../src/core/storePorts';
import type { Checkpoint, CommandOptions, CommandResult, Commands } from '../../../src/core/worktrees/worktreePorts';
import { foldRun, initialRun } from '../../../src/core/run/runReducer';
import type { EnginePorts } from '../../../src/engine/enginePorts';
import { Inbox, type TaskCommand } from '../../../src/engine/inbox';
import { runTask } from '../../../src/engine/runTask';
import {
  type BudgetSettings,
  type EventBody,
  ObjectName,
  type PortBlock,
  type RunnerEvent,
  type RunSpec,
  type RunState,
  type SandboxReport,
  type Task,
} from '../../../src/protocol';
import { MemoryImages } from '../../fakes/memoryImages';
import { MemoryLedger } from '../../fakes/memoryLedger';
import { MemoryLog } from '../../fakes/memoryLog';
import { keptStates } from './keptStates';
import { memoryEditor, type Says } from './memoryEditor';
import { MemoryFiles } from './memoryFiles';
import { MemoryRules } from './memoryRules';
import { at, commit, task as usualTask, taskId } from '../core/journal';
import { MemoryNetwork } from './memoryNetwork';
import { memorySetup, type WantedSetup } from './memorySetup';

/** Where the writing of a fact fails: before it is on disk, or after it, when the process dies before it is told. */
export interface Fault {
  at: number;
  when: 'before' | 'after';
}

/** Nothing is allowed or forbidden beside the policy, and no command can be looked into. */
export const noRules: ApprovalRules = {
  known: () => Promise.resolve({ allow: [], deny: [], allowWrite: [], denyWrite: [], denyRead: [], isUnsure: false }),
  remember: () => Promise.resolve(),
  timesAllowed: () => Promise.resolve(0),
  countAllowed: () => Promise.resolve(),
  grammar: () => Promise.resolve(null),
};

class MemoryJournal implements EventJournal {
  readonly events: RunnerEvent[];
  private appends = 0;

  constructor(
    events: readonly RunnerEvent[] = [],
    private readonly fault: Fault | null = null,
    private readonly onEvent: (event: RunnerEvent) => void = () => undefined,
    private readonly times: Pick<EventTimes, 'next'> = { next: () => ({ at }) },
  ) {
    this.events = [...events];
  }

  async append(body: EventBody, causeId?: string): Promise<RunnerEvent> {
    await Promise.resolve();
    this.appends += 1;
    const fails = this.appends === this.fault?.at;
    if (fails && this.fault.when === 'before') {
      throw new StoreError('failed', 'killed');
    }
    const envelope = {
      v: 1,
      seq: this.events.length + 1,
      taskId,
      ...this.times.next(),
      ...(causeId === undefined ? {} : { causeId }),
    } as const;
    const event = { ...envelope, ...body };
    this.events.push(event);
    if (fails) {
      throw new StoreError('failed', 'killed');
    }
    this.onEvent(event);
    return event;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const openGate: RequestGate = {
  look: () => Promise.resolve(null),
  pass: () => Promise.resolve(),
  refused: () => Promise.resolve(),
};

type Act = (options: CommandOptions) => Partial<CommandResult> | Promise<Partial<CommandResult>>;

export interface BenchOptions {
  script?: Script;
  /** In the place of a script. */
  model?: ModelClient;
  task?: Partial<Task>;
  files?: Record<string, string>;
  /** What commands do; others print nothing and exit with 0. */
  commands?: Record<string, Act>;
  sandbox?: SandboxReport;
  /** What is found in the repository; unless given it is too small for a map. */
  survey?: () => Survey;
  /** How long each command prints nothing before it ends. */
  silentMs?: number;
  /** What the checks have written, as reports are read. */
  written?: (place: CheckSubject) => { path: string; text: string }[];
  /** What an editor says of a file as it is now; without it no window is open. */
  editor?: Says;
  /** Unknown unless given. */
  price?: PriceOf;
  /** What is copied while the task works. */
  dependencies?: Dependencies;
  approvals?: ApprovalRules;
  /** What the repository wants done in a new worktree. */
  setup?: WantedSetup;
  ports?: PortBlock;
  gate?: RequestGate;
  agents?: OtherAgents;
  budgets?: Partial<BudgetSettings>;
  /** In the place of one of its own, with the budgets in it. */
  ledger?: MemoryLedger;
}

/** A task on ports in memory, over any number of runs. */
export class EngineBench {
  readonly requests: ModelRequest[] = [];
  readonly ran: string[] = [];
  /** The paths that each checkpoint was made of. */
  readonly looked: ('all' | readonly string[])[] = [];
  /** The trees that checks were given. */
  readonly opened: string[] = [];
  /** How many events there were when a checkpoint of named paths was said to come. */
  readonly expected: number[] = [];
  readonly slept: number[] = [];
  readonly deltas: string[] = [];
  /** What makes git run programs; nothing unless a test sets it. */
  readonly guard: RepositoryGuard = {
    look: () => Promise.resolve([]),
    put: () => Promise.resolve([]),
    texts: () => Promise.resolve([]),
  };
  readonly files: MemoryFiles;
  readonly images = new MemoryImages();
  readonly task: Task;
  readonly log = new MemoryLog();
  journal = new MemoryJournal();
  inbox = new Inbox();
  readonly suspend = new AbortController();
  readonly surroundings: {
    sandbox: SandboxReport;
    /** Why commands can't be held to chosen hosts. */
    hostsComplaint: string | null;
    onEvent(event: RunnerEvent): void;
    sleep(ms: number, signal: AbortSignal): Promise<void>;
  };
  readonly network = new MemoryNetwork();
  readonly ledger: MemoryLedger;
  /** Digests of the setups that were allowed for the repository. */
  readonly remembered = new Set<string>();
  /** What the clock shows, and by how much it was set, which is no time that passes. */
  readonly time = { now: new Date(at), setMs: 0 };
  private readonly counter = { ids: 0, ms: 0 };
  /** What the files were at each checkpoint; the first is the snapshot. */
  private readonly kept = new Map<string, Map<string, string>>();

  constructor(private readonly options: BenchOptions) {
    this.files = new MemoryFiles(new Map(Object.entries(options.files ?? {})));
    this.kept.set(commit, new Map(this.files.content));
    this.task = { ...usualTask, ...options.task };
    this.ledger = options.ledger ?? new MemoryLedger({ task: {}, day: {}, prices: {}, ...options.budgets });
    this.surroundings = {
      sandbox: options.sandbox ?? { kind: 'bubblewrap' },
      hostsComplaint: null,
      onEvent: () => undefined,
      sleep: () => Promise.resolve(),
    };
  }

  /** Runs the task on what the journal holds, as a new process would. */
  async run(fault: Fault | null = null): Promise<'finished' | 'suspended'> {
    this.journal = new MemoryJournal(
      this.journal.events,
      fault,
      (event) => this.surroundings.onEvent(event),
      new EventTimes(this.clock),
    );
    this.inbox = new Inbox();
    return await this.resume();
  }

  /** Runs it with what is in the inbox already. */
  async resume(): Promise<'finished' | 'suspended'> {
    return await runTask(this.spec, this.ports(), this.inbox, this.suspend.signal);
  }

  tell(command: Omit<TaskCommand, 'taskId' | 'id'> & Record<string, unknown>): void {
    this.counter.ids += 1;
    this.inbox.post({ id: `command-${this.counter.ids}`, ...command, taskId } as TaskCommand);
  }

  get events(): RunnerEvent[] {
    return this.journal.events;
  }

  get state(): RunState {
    return this.events.reduce(foldRun, initialRun);
  }

  of<T extends EventBody['type']>(type: T): Extract<RunnerEvent, { type: T }>[] {
    return this.events.filter((event): event is Extract<RunnerEvent, { type: T }> => event.type === type);
  }

  get results(): string[] {
    return this.of('tool.result').map((event) => `${event.tool} ${event.outcome}: ${event.text}`);
  }

  private get spec(): RunSpec {
    const repo = {
      ...{ root: '/repo', commonDir: '/repo/.git', worktree: '/wt', gitDir: '/repo/.git/worktrees/wt' },
      ...{ branch: 'agents/x', head: commit, headName: 'main', snapshot: commit, uncommitted: 0 },
    };
    return { v: 1, task: this.task, workspace: { repos: [repo], carried: [] }, taskDir: '/tasks/x', fence: 1 };
  }

  private ports(): EnginePorts {
    return {
      journal: this.journal,
      model: () => this.model(),
      files: this.files,
      paths: {
        kindOf: (path) => Promise.resolve(this.files.content.has(path.replace('/wt/', '')) ? 'file' : null),
        realPath: (path) => Promise.resolve(path === '/wt' ? path : null),
      },
      images: this.images,
      rules: new MemoryRules(this.files.content),
      surveyor: { survey: async () => (await Promise.resolve(this.options.survey?.())) ?? null },
      commands: this.commands(),
      network: this.network,
      approvals: this.options.approvals ?? noRules,
      leased: { block: this.options.ports ?? null, listening: () => Promise.resolve([]) },
      dependencies: this.options.dependencies ?? {
        later: [],
        share: () => Promise.resolve(null),
        copy: () => Promise.resolve([]),
      },
      setup: memorySetup(this.options.setup, this.remembered, this.commands()),
      editor: memoryEditor(this.options.editor, this.files.content, this.options.files),
      checkpoints: {
        expect: () => void this.expected.push(this.journal.events.length),
        take: (_, changed) => Promise.resolve(this.checkpoint(changed)),
        close: () => Promise.resolve(),
        ...keptStates(this.files.content, this.kept),
      },
      guard: this.guard,
      checkPlaces: {
        open: (subject) => Promise.resolve(this.place(subject)),
        remove: () => Promise.resolve(),
      },
      changedTexts: {
        treeOf: (snapshot) => Promise.resolve(snapshot),
        sinceSnapshot: (tree, isWanted) =>
          Promise.resolve(this.changes(this.kept.get(tree)).filter(({ path }) => isWanted(path))),
      },
      gate: this.options.gate ?? openGate,
      agents: this.options.agents ?? { act: () => Promise.reject(new Error('There are none.')) },
      prices: { of: () => Promise.resolve(this.options.price ?? null) },
      ledger: this.ledger,
      clock: this.clock,
      ids: { taskId: () => taskId, short: () => `id-${++this.counter.ids}` },
      log: this.log,
      live: { delta: (_, text) => void this.deltas.push(text), output: () => undefined },
      digest: hash,
      random: () => 0,
      outputFile: (source) => `/tasks/x/output/${source}.log`,
    };
  }

  private readonly clock: Clock = {
    now: () => new Date(this.time.now.getTime() + this.time.setMs),
    monotonicMs: () => this.time.now.getTime() + this.counter.ms,
    sleep: (ms, signal) => {
      this.slept.push(ms);
      return this.surroundings.sleep(ms, signal);
    },
  };

  private model(): ModelClient {
    const client = this.options.model ?? new ScriptPlayer(this.options.script ?? (() => ({})));
    return {
      stream: (request, signal) => {
        this.requests.push(structuredClone(request));
        return client.stream(request, signal);
      },
    };
  }

  private commands(): Commands {
    return {
      report: this.surroundings.sandbox,
      hostsComplaint: () => Promise.resolve(this.surroundings.hostsComplaint),
      run: (command, options) => this.command(command, options),
    };
  }

  private async command(command: string, options: CommandOptions): Promise<CommandResult> {
    this.ran.push(command);
    const result = await (this.options.commands?.[command]?.(options) ?? {});
    options.onText?.(result.output ?? '');
    options.onOutput(result.output ?? '', 0);
    this.counter.ms += this.options.silentMs ?? 0;
    return { exitCode: 0, durationMs: 7, output: '', ...result };
  }

  private place(subject: CheckSubject): CheckPlace {
    this.opened.push(subject.tree);
    const written = this.options.written?.(subject) ?? [];
    return {
      place: 'clean',
      folder: '/check',
      mounted: [],
      commands: this.commands(),
      written: (isWanted) => Promise.resolve(written.filter(({ path }) => isWanted(path))),
    };
  }

  private changes(content: ReadonlyMap<string, string> = this.files.content): ChangedText[] {
    const old = new Map(Object.entries(this.options.files ?? {}));
    const paths = [...new Set([...old.keys(), ...content.keys()])];
    return paths.flatMap((path): ChangedText[] => {
      const [before = null, after = null] = [old.get(path), content.get(path)];
      const status = before === null ? 'added' : after === null ? 'deleted' : 'modified';
      return before === after ? [] : [{ path, status, before, after }];
    });
  }

  private checkpoint(changed?: readonly string[]): Checkpoint {
    this.looked.push(changed ?? 'all');
    const tree = ObjectName.parse(hash(JSON.stringify([...this.files.content])).slice(0, 40));
    const files = [...this.files.content.keys()]
      .filter((path) => this.files.content.get(path) !== this.options.files?.[path])
      .map((path) => ({ path, status: 'modified', added: 1, removed: 1 }) as const);
    this.kept.set(tree, new Map(this.files.content));
    return { commit: tree, tree, files, isWhole: changed === undefined };
  }
}

/** Runs until it is aborted, as a command that never ends does. */
export async function untilAborted({ signal }: CommandOptions): Promise<Partial<CommandResult>> {
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  return { exitCode: null, ended: 'was stopped' };
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

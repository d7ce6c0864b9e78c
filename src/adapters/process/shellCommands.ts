import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as os from 'node:os';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SandboxLimits, SandboxReport } from '../../protocol';
import { stripAnsi } from '../../core/ansi';
import { ProcessError } from '../../core/errors';
import { Redactor } from '../../core/secrets/redactor';
import type { CommandOptions, CommandResult, Commands } from '../../core/worktrees/worktreePorts';
import { CappedOutput } from './cappedOutput';
import { commandEnvironment } from './commandEnvironment';
import { CommandPlace } from './commandPlace';
import { FirstProcess, tellingFirst } from './firstProcess';
import { lookupHost, type Lookup } from './dialHost';
import { endGroup, signalGroup, sweepTask } from './processTree';
import { complaintAbout } from './trialRun';
import { ResourceWatch } from './resourceWatch';
import { shellArgv } from './shellArgv';
import { openSandbox } from './sandbox';
import type { Sandbox, SandboxOptions } from './sandboxOptions';

export interface ShellOptions extends SandboxOptions {
  taskId: string;
  /** Nothing of the task has run yet, so there is nothing to look for that an earlier runner left. */
  isNew?: boolean;
  /** What commands have in their environment beside what every one has. */
  variables?: Readonly<Record<string, string>>;
  /** What the task's commands are given by name, as it is when each begins. */
  secrets?: () => Readonly<Record<string, string>>;
  /** Takes out what no output may show. */
  redactor?: Redactor;
  /** What starts the sandbox, where that has to lie in something else. */
  within?: (argv: readonly string[]) => string[];
  /** How names of hosts are looked up; by the system unless given. */
  lookup?: Lookup;
}

/** After a command has ended, how long its output is read on while some other process still holds the pipe. */
const drainMs = 250;
const stopped = 'was stopped';
const niceness = 5;

/** Runs the commands of one task in its worktree, one process group each, and leaves no process behind. */
export class ShellCommands implements Commands {
  #complaint: Promise<string | null> | null = null;

  private constructor(
    private readonly options: ShellOptions,
    private readonly sandbox: Sandbox,
  ) {}

  /** Tries the sandbox, and ends what an earlier runner of the task may have left. */
  static async open(options: ShellOptions): Promise<ShellCommands> {
    if (options.isNew !== true) {
      await sweepTask(options.taskId);
    }
    return new ShellCommands(options, await openSandbox(options));
  }

  get report(): SandboxReport {
    return this.sandbox.report;
  }

  hostsComplaint(): Promise<string | null> {
    return (this.#complaint ??= this.#tryHosts());
  }

  async #tryHosts(): Promise<string | null> {
    if (this.report.kind === 'none') {
      return this.report.reason;
    }
    const arrived: string[] = [];
    const hosts = { allow: [], inside: [], deny: [] };
    const place = await this.#openPlace({ hosts, onHost: ({ host }) => arrived.push(host) });
    try {
      const complaint = await complaintAbout(place.trial());
      return complaint === null && arrived.length > 0
        ? null
        : `The way to chosen hosts can't be set up here: ${complaint ?? 'nothing came through.'}`;
    } finally {
      await place.close();
    }
  }

  async run(command: string, options: CommandOptions): Promise<CommandResult> {
    if (options.signal.aborted) {
      return { exitCode: null, ended: stopped, durationMs: 0, output: '' };
    }
    const startedAt = performance.now();
    const output = await CappedOutput.open({
      file: options.outputFile,
      redaction: (this.options.redactor ?? new Redactor()).stream(),
      onOutput: (text, offset) => options.onOutput(text, offset),
      onText: (text) => options.onText?.(text),
    });
    let end: End;
    let place: CommandPlace | null = null;
    try {
      place = await this.#openPlace(options);
      const child = await this.#start(command, options.network && options.hosts === undefined, place);
      end = await this.#follow(child, output, options);
    } catch (error) {
      await output.finish();
      throw error;
    } finally {
      await place?.close();
    }
    const kept = stripAnsi(await output.finish());
    const note = end.exitCode === 0 ? '' : (this.sandbox.note?.(kept) ?? '');
    return { ...end, durationMs: Math.round(performance.now() - startedAt), output: `${kept}${note}` };
  }

  #openPlace({ hosts, onHost }: Pick<CommandOptions, 'hosts' | 'onHost'>): Promise<CommandPlace> {
    const { env, lookup = lookupHost } = this.options;
    return CommandPlace.open(this.sandbox, { env, lookup, ...(hosts && { hosts }), ...(onHost && { onHost }) });
  }

  async #start(command: string, network: boolean, place: CommandPlace): Promise<ChildProcess> {
    const isTelling = this.report.kind === 'bubblewrap';
    const { taskId, worktree, env, secrets, within } = this.options;
    const variables = { ...this.options.variables, ...secrets?.() };
    const wrapped = place.wrapped(shellArgv(command, this.#limits), network);
    const started = isTelling ? tellingFirst(wrapped) : wrapped;
    const [program = '', ...argv] = within?.(started) ?? started;
    const child = spawn(program, argv, {
      cwd: worktree,
      env: commandEnvironment(env, { taskId, network, ...place.told, variables }),
      detached: true,
      windowsHide: true,
      windowsVerbatimArguments: true,
      stdio: ['ignore', 'pipe', 'pipe', ...(isTelling ? (['pipe'] as const) : [])],
    });
    try {
      await once(child, 'spawn');
    } catch (error) {
      throw new ProcessError('spawn', `The command could not be started: ${messageOf(error)}.`, { cause: error });
    }
    return child;
  }

  get #limits(): SandboxLimits {
    return this.report.kind === 'none' ? {} : (this.report.limits ?? {});
  }

  /** The editor, and whoever sits before it, go first. */
  #watch(child: ChildProcess, ending: Ending): ResourceWatch | null {
    const { pid } = child;
    if (this.report.kind === 'none' || pid === undefined) {
      return null;
    }
    try {
      os.setPriority(pid, niceness);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) {
        throw error;
      }
    }
    const watched = { pid, folder: this.options.worktree, limits: this.#limits };
    return new ResourceWatch(watched, (why) => ending.begin(why));
  }

  async #follow(child: ChildProcess, output: CappedOutput, { signal, timeoutMs }: CommandOptions): Promise<End> {
    const drained = Promise.all([child.stdout, child.stderr].map((stream) => drain(stream, output)));
    const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
    const first = new FirstProcess(child);
    const ending = new Ending(child);
    const watch = this.#watch(child, ending);
    const onAbort = () => ending.begin(stopped);
    signal.addEventListener('abort', onAbort);
    const timer = setTimeout(() => ending.begin(`was ended after ${duration(timeoutMs)}`), timeoutMs);
    if (signal.aborted) {
      onAbort();
    }
    try {
      const [exitCode, killedBy] = await exited;
      await Promise.race([drained, sleep(drainMs)]);
      return ending.result(exitCode, killedBy);
    } finally {
      watch?.stop();
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      await this.#clear(child, ending.hasBegun ? null : first);
    }
  }

  /**
   * Nothing that a command started outlives it. In the sandbox the kernel sees to that, shortly after bubblewrap, unless
   * that was ended before it had set this up; then `first` is null.
   */
  async #clear(child: ChildProcess, first: FirstProcess | null): Promise<void> {
    signalGroup(child, 'SIGKILL');
    child.stdout?.destroy();
    child.stderr?.destroy();
    if (first === null || !(await first.hasEnded())) {
      await sweepTask(this.options.taskId);
    }
  }
}

type End = Pick<CommandResult, 'exitCode' | 'ended'>;

/** Ends a command once, and remembers why. */
class Ending {
  #why: string | null = null;

  constructor(private readonly child: ChildProcess) {}

  begin(why: string): void {
    if (this.#why === null) {
      this.#why = why;
      void endGroup(this.child);
    }
  }

  get hasBegun(): boolean {
    return this.#why !== null;
  }

  result(exitCode: number | null, killedBy: NodeJS.Signals | null): End {
    if (this.#why !== null) {
      return { exitCode: null, ended: this.#why };
    }
    return killedBy === null ? { exitCode } : { exitCode: null, ended: `was ended by ${killedBy}` };
  }
}

async function drain(stream: NodeJS.ReadableStream | null, output: CappedOutput): Promise<void> {
  if (stream === null) {
    return;
  }
  const decoder = new StringDecoder('utf8');
  stream.on('data', (bytes: Buffer) => output.push(decoder.write(bytes)));
  await once(stream, 'close');
  output.push(decoder.end());
}

function duration(ms: number): string {
  return ms < 120_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

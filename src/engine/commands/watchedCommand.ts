import type { HostUses } from '../../core/network/hostUses';
import type { HostAccess } from '../../core/network/hostRules';
import type { CommandOptions, CommandResult, Commands } from '../../core/worktrees/worktreePorts';
import { type FailureReport, TestProgress } from '../../core/testReports/testProgress';
import type { CallId, TestCounts } from '../../protocol';
import { whileWatchingPorts } from './portWatch';
import { noteSecrets } from '../checks/secretNote';
import { WatchedHosts } from './watchedHosts';
import type { Session } from '../session';

export interface WatchedCommand {
  /** The call or check whose output this is. */
  source: string;
  /** Set for a call: the growth of its output file is recorded. */
  callId?: CallId;
  command: string;
  network: boolean;
  /** Instead of `network`: these hosts alone. */
  hosts?: HostAccess;
  timeoutMs: number;
  /** Where it runs; in the agent's worktree unless given. */
  commands?: Commands;
}

export interface WatchedResult extends CommandResult {
  /** What the test runners said in the end. */
  counts: TestCounts | null;
  /** How long nothing had been printed when it ended. */
  silentMs: number;
  failures: FailureReport[];
  seen: HostUses['seen'];
}

const outputStep = 64 * 1024;
const countsStepMs = 250;
/** A report of progress stays small; the receipt names more. */
const maxLiveFailures = 5;
const encoder = new TextEncoder();

/** Runs a command, shows its output live, and records how many tests have passed and failed so far. */
export async function runWatched(
  session: Session,
  watched: WatchedCommand,
  signal: AbortSignal,
): Promise<WatchedResult> {
  const { ports } = session;
  const { source, callId, command, network, hosts, timeoutMs, commands = ports.commands } = watched;
  const watching = new WatchedHosts(session, source);
  const counting = new Counting(session, source);
  let printedAt = ports.clock.monotonicMs();
  const bytes = { kept: 0, recorded: 0 };
  const tell = (step: number) => {
    if (callId !== undefined && bytes.kept - bytes.recorded >= step) {
      bytes.recorded = bytes.kept;
      session.note({ type: 'tool.output', callId, bytes: bytes.kept });
    }
  };
  const options: CommandOptions = {
    network,
    ...(hosts === undefined ? {} : { hosts }),
    onHost: (use) => watching.add(use),
    signal,
    timeoutMs,
    outputFile: ports.outputFile(source),
    onText: (text) => {
      printedAt = ports.clock.monotonicMs();
      counting.read(text);
    },
    onOutput: (text, offset) => {
      bytes.kept = offset + encoder.encode(text).length;
      ports.live.output(source, offset, text);
      tell(bytes.recorded === 0 ? 1 : outputStep);
    },
  };
  const { report } = commands;
  if (commands === ports.commands) {
    await noteSecrets(session, 'agent');
  }
  const result = await whileWatchingPorts(session, { network, report }, () => commands.run(command, options));
  tell(1);
  const silentMs = ports.clock.monotonicMs() - printedAt;
  return { ...result, ...counting.finish(), silentMs, seen: watching.finish() };
}

/** Records counts when they change, not more often than a person can read. */
class Counting {
  readonly #progress = new TestProgress();
  #told = 'null';
  #toldAt = -Infinity;

  constructor(
    private readonly session: Session,
    private readonly source: string,
  ) {}

  read(text: string): void {
    this.#progress.push(text);
    const now = this.session.ports.clock.monotonicMs();
    if (now - this.#toldAt >= countsStepMs && this.#tell()) {
      this.#toldAt = now;
    }
  }

  finish(): Pick<WatchedResult, 'counts' | 'failures'> {
    this.#progress.end();
    this.#tell();
    return { counts: this.#progress.result, failures: this.#progress.failures };
  }

  #tell(): boolean {
    const { counts } = this.#progress;
    const text = JSON.stringify(counts);
    if (counts === null || text === this.#told) {
      return false;
    }
    this.#told = text;
    const failures = this.#progress.failures.slice(0, maxLiveFailures).map(({ failure }) => failure);
    this.session.note({
      type: 'tests.progress',
      source: this.source,
      counts,
      ...(failures.length === 0 ? {} : { failures }),
    });
    return true;
  }
}

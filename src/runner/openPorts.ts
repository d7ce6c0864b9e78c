import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { GitError } from '../core/errors';
import { outputFileName } from '../core/outputFileName';
import { redacted } from '../core/redaction';
import type { ModelClients } from '../core/modelPorts';
import type { Log } from '../core/ports';
import type { EventJournal } from '../core/storePorts';
import type { EnginePorts } from '../engine/enginePorts';
import type { RunnerEvent, RunnerMessage, RunSpec } from '../protocol';
import { DeltaFeed } from './deltaFeed';

/** What a runner gets from whoever starts it. */
export interface RunnerOptions {
  createModel: ModelClients;
  log: Log;
  /** The ripgrep program; looked for on the PATH unless given. */
  ripgrep?: string;
  /** The environment that commands get their part of. */
  env?: Readonly<NodeJS.ProcessEnv>;
}

/** The keys that the runner was given for its tasks, in memory only. */
export type Credentials = (taskId: string) => string | undefined;

export type OpenedPorts = EnginePorts & { journal: EventJournal };

/** Builds everything one task acts through. Its parts are loaded when the first task needs them. */
export async function openPorts(
  spec: RunSpec,
  options: RunnerOptions,
  credentials: Credentials,
  send: (message: RunnerMessage) => void,
): Promise<OpenedPorts> {
  const { task, taskDir } = spec;
  const { openEventJournal } = await import('../adapters/store/eventJournal');
  const { SystemClock } = await import('../adapters/system/systemClock');
  const { SystemIds } = await import('../adapters/system/systemIds');
  const { BudgetLedger } = await import('../adapters/store/budgetLedger');
  const { GenaiPrices } = await import('../adapters/prices/genaiPrices');
  const { log } = options;
  const ledger = new BudgetLedger(path.dirname(path.dirname(taskDir)), log);
  const clock = new SystemClock();
  const secret = () => credentials(task.id);
  const redact = (text: string) => redacted(text, secret());
  const deltas = new DeltaFeed((messageId, text) =>
    send({ kind: 'delta', taskId: task.id, messageId, text: redact(text) }),
  );
  const journal = await openEventJournal({ taskId: task.id, taskDir, fence: spec.fence, redact, clock, log });
  const worktree = await openWorktree(spec, options, secret).catch(async (error: unknown) => {
    await journal.close();
    throw error;
  });
  return {
    ...worktree,
    journal: telling(journal, (event) => {
      deltas.flush();
      send({ kind: 'event', event });
    }),
    ledger,
    prices: new GenaiPrices(async () => (await ledger.settings()).prices, log),
    model: (model) => options.createModel(model, credentials(task.id)),
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

async function openWorktree(
  { task, workspace, taskDir }: RunSpec,
  options: RunnerOptions,
  secret: () => string | undefined,
): Promise<Pick<EnginePorts, 'files' | 'commands' | 'checkpoints'>> {
  const { DiskFiles } = await import('../adapters/files/diskFiles');
  const { ShellCommands } = await import('../adapters/process/shellCommands');
  const { findProgram } = await import('../adapters/process/sandbox');
  const { WorktreeCheckpoints } = await import('../adapters/git/checkpoints');
  const [repo] = workspace.repos;
  if (!existsSync(repo.worktree)) {
    throw new GitError('worktree-missing', 'The worktree of this task is gone: it was moved or deleted.', {
      hint: 'Move it back and retry, or discard the task.',
    });
  }
  const env = options.env ?? process.env;
  const tasks = path.dirname(taskDir);
  return {
    files: new DiskFiles({
      worktree: repo.worktree,
      ripgrep: options.ripgrep ?? (await findProgram('rg', env['PATH'])),
    }),
    commands: await ShellCommands.open({
      taskId: task.id,
      secret,
      isolation: task.isolation,
      worktree: repo.worktree,
      readOnly: [repo.commonDir, repo.gitDir],
      hidden: [tasks, path.join(path.dirname(tasks), 'worktrees')],
      env,
    }),
    checkpoints: new WorktreeCheckpoints({ taskId: task.id, taskDir, workspace: repo }),
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

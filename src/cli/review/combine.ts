import { english as t } from '../../core/translate';
import { shareLabel, trainFacts, trainLabel } from '../../core/train/trainLabels';
import type { TrainState } from '../../core/train/trainState';
import type { GroupId, TaskId, TrainShare } from '../../protocol';
import { exitStatus } from '../lines/exitStatus';
import { followTask } from '../tasks/followTask';
import type { Session } from '../session';
import type { Invocation, Subcommand } from '../options/subcommand';
import { findTask } from '../options/taskNames';
import { plainText, type Terminal } from '../lines/terminal';
import { UsageError } from '../options/usageError';

export const combineCommand: Subcommand = {
  name: 'combine',
  usage: 'ID ID… [--title TEXT] [--verify CMD]… [--json]',
  summary: 'make one result of those of several agents, checked as they are joined',
  options: {
    title: { type: 'string' },
    verify: { type: 'string', multiple: true },
    'no-verify': { type: 'boolean' },
    json: { type: 'boolean' },
  },
  help: [
    '  --title TEXT   how the result is called',
    '  --verify CMD   has to exit with 0 on what is joined; by default what the agents were checked with',
    '  --no-verify    check nothing while joining',
    '  --json         print how it ended as JSON, and nothing else',
    '',
    'An agent whose change breaks the checks is named with those that it does not go together with, is asked to mend',
    'that, and joins again when it has; one whose change does not merge is given what the others made, and resolves it.',
    'The result is a task of its own: apply, land or publish it as any other.',
  ],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const wanted = [...args.positionals];
    if (wanted.length < 2) {
      throw new UsageError('Say which agents to combine: at least two.');
    }
    if (args.has('verify') && args.has('no-verify')) {
      throw new UsageError('--no-verify excludes --verify.');
    }
    const session = await open();
    try {
      const { store, trains } = session.services;
      const taskIds = wanted.map((name) => findTask(store.current.values(), name).task.id);
      const title = args.text('title');
      const commands = args.has('verify') || args.has('no-verify') ? { commands: args.texts('verify') } : {};
      const groupId = await trains.start({ taskIds, ...commands, ...(title === undefined ? {} : { title }) });
      return await followTrain(session, groupId, { terminal, isJson: args.has('json') });
    } finally {
      await session.dispose();
    }
  },
};

/** Shows how results become one until that is done, and then the checks of the result. Ctrl+C cancels it. */
export async function followTrain(
  session: Session,
  groupId: GroupId,
  { terminal, isJson }: { terminal: Terminal; isJson: boolean },
): Promise<number> {
  const { groups, trains, fleet } = session.services;
  const show = isJson ? () => undefined : printFacts(terminal);
  const showing = groups.onDidChange(({ group, train }) => (group.id === groupId ? show(train) : undefined));
  const signals = terminal.onSignal(() => {
    terminal.complain('Cancelling. What the agents made stays as it is.');
    trains.cancel(groupId).catch(() => undefined);
  });
  try {
    show(groups.get(groupId).train);
    const train = await trains.settled(groupId);
    const lines = isJson ? [jsonOf(groupId, train)] : sharesOf(train).map((share) => `  ${shareLabel(share, t)}`);
    lines.forEach((line) => terminal.print(plainText(line)));
    const taskId = resultOf(train);
    if (taskId === null) {
      terminal.complain(plainText(endText(train)));
      return exitStatus.failed;
    }
    return await followTask(session, taskId, { terminal, isJson, begin: () => fleet.submit(taskId) });
  } finally {
    signals.dispose();
    showing.dispose();
  }
}

function resultOf(train: TrainState | null): TaskId | null {
  return train?.end?.kind === 'done' ? train.end.taskId : null;
}

function sharesOf(train: TrainState | null): readonly TrainShare[] {
  return train?.making?.shares ?? [];
}

function jsonOf(groupId: GroupId, train: TrainState | null): string {
  return JSON.stringify({ groupId, joined: train?.joined?.taskIds ?? [], end: train?.end ?? null });
}

function endText(train: TrainState | null): string {
  if (train?.end?.kind === 'failed') {
    return train.end.error.message;
  }
  return train?.end?.kind === 'cancelled' ? 'Combining was cancelled.' : 'Nothing could be joined.';
}

function printFacts(terminal: Terminal): (train: TrainState | null) => void {
  const printed = new Set<string>();
  return (train) => {
    if (train !== null) {
      const lines = [...trainFacts(train, t), trainLabel(train, t)].map((line) => plainText(`  ${line}`));
      lines
        .filter((line) => !printed.has(line))
        .forEach((line) => {
          printed.add(line);
          terminal.print(line);
        });
    }
  };
}

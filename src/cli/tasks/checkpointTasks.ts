import { stepsOf, type TaskStep } from '../../core/views/taskSteps';
import { english as t } from '../../core/translate';
import type { RestoreWhat, TaskView } from '../../protocol';
import { exitStatus } from '../lines/exitStatus';
import type { Session } from '../session';
import type { Arguments, Invocation, Subcommand } from '../options/subcommand';
import { taskJson } from '../lines/taskJson';
import { findTask, shortName } from '../options/taskNames';
import { plainText } from '../lines/terminal';
import { UsageError } from '../options/usageError';

const program = 'background-agents';

export const listCheckpoints: Subcommand = {
  name: 'checkpoints',
  usage: 'ID [--json]',
  summary: 'list the steps that a task can be taken back to or forked from',
  options: { json: { type: 'boolean' } },
  help: ['  --json        print {number, seq, at, turn, label, commit, tree} as one JSON array'],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const [name] = args.take(1, 'whose steps to list');
    return withTask(open, name, (session, view) => {
      const steps = stepsIn(session, view);
      const lines = args.has('json') ? [JSON.stringify(steps.map(stepJson))] : steps.map(stepLine);
      lines.forEach((line) => terminal.print(line));
      return Promise.resolve();
    });
  },
};

export const restoreToStep: Subcommand = {
  name: 'restore-to',
  usage: 'ID STEP [--files | --conversation] [--json]',
  summary: 'take a task back to a step: its files, its conversation, or both',
  options: { files: { type: 'boolean' }, conversation: { type: 'boolean' }, json: { type: 'boolean' } },
  help: [
    '  --files         only the files; the agent is told that they were set back',
    '  --conversation  only the conversation; the files stay as they are',
    '  --json          print the task as JSON when it is done',
    '',
    `STEP is a number of “${program} checkpoints ID”. A task that runs is stopped first. Nothing is lost: what the`,
    'files were becomes a checkpoint too, and later steps can be gone to again.',
  ],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const [name, number] = args.take(2, 'which task to take back, and to which step');
    const what = whatIn(args);
    return withTask(open, name, async (session, view) => {
      const step = stepIn(session, view, number);
      await session.services.fleet.restoreTo(view.task.id, { toSeq: step.seq, what });
      const now = session.services.store.get(view.task.id);
      terminal.print(
        args.has('json')
          ? JSON.stringify(taskJson(now, session.services.arenas.glances()))
          : `Back at step ${step.number}. It goes on with: ${program} resume ${shortName(view.task.id)}`,
      );
    });
  },
};

export const forkTask: Subcommand = {
  name: 'fork',
  usage: 'ID STEP [--task TEXT] [--json]',
  summary: 'make a new task that goes on from a step of another one, in a worktree of its own',
  options: { task: { type: 'string' }, json: { type: 'boolean' } },
  help: [
    '  --task TEXT   what its agent is told next; without it the agent goes on by itself',
    '  --json        print the new task as JSON',
    '',
    `STEP is a number of “${program} checkpoints ID”. The other task stays as it is.`,
  ],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const [name, number] = args.take(2, 'which task to fork, and at which step');
    return withTask(open, name, async (session, view) => {
      const { seq } = stepIn(session, view, number);
      const fork = await session.services.forks.create(view, { seq, text: args.text('task') });
      const lines = args.has('json')
        ? [JSON.stringify(taskJson(fork, session.services.arenas.glances()))]
        : [
            plainText(`Task ${shortName(fork.task.id)}: ${fork.task.title}`),
            'It starts when a window has its repository open, or with:',
            `  ${program} resume ${shortName(fork.task.id)}`,
          ];
      lines.forEach((line) => terminal.print(line));
    });
  },
};

async function withTask(
  open: Invocation['open'],
  name: string,
  act: (session: Session, view: TaskView) => Promise<void>,
): Promise<number> {
  const session = await open();
  try {
    await act(session, findTask(session.services.store.current.values(), name));
    return exitStatus.complete;
  } finally {
    await session.dispose();
  }
}

function whatIn(args: Arguments): RestoreWhat {
  if (args.has('files') && args.has('conversation')) {
    throw new UsageError('Say --files or --conversation; without either both are taken back.');
  }
  return args.has('files') ? 'files' : args.has('conversation') ? 'conversation' : 'both';
}

function stepsIn({ services }: Session, { task }: TaskView): TaskStep[] {
  return stepsOf(services.store.events(task.id), t);
}

function stepIn(session: Session, view: TaskView, number: string): TaskStep {
  const step = stepsIn(session, view).find((candidate) => String(candidate.number) === number);
  if (step === undefined) {
    const what = number === '' ? 'Say which step.' : `The task has no step “${number}”.`;
    throw new UsageError(`${what} “${program} checkpoints ${shortName(view.task.id)}” lists the steps.`);
  }
  return step;
}

function stepJson({ kept, ...step }: TaskStep): object {
  return { ...step, commit: kept?.commit ?? null, tree: kept?.tree ?? null };
}

function stepLine({ number, at, turn, kept, label }: TaskStep): string {
  const commit = kept === null ? '' : `  (${kept.commit.slice(0, 12)})`;
  return plainText(`${String(number).padStart(4)}  ${at}  turn ${turn}  ${label}${commit}`);
}

import { createHash } from 'node:crypto';
import { initialRun } from '../../core/run/runReducer';
import { stateLabel } from '../../core/labels/labels';
import { finalState, viewWithEvent } from '../../core/views/taskView';
import { english as t } from '../../core/translate';
import type { RunnerEvent, TaskView } from '../../protocol';
import { exitStatus } from '../lines/exitStatus';
import type { Invocation, Subcommand } from '../options/subcommand';
import { findTask } from '../options/taskNames';
import { plainText } from '../lines/terminal';
import { UsageError } from '../options/usageError';

/** The state of a task after one event of its journal. */
interface ReplayedState {
  readonly event: RunnerEvent;
  readonly view: TaskView;
}

export const replayTask: Subcommand = {
  name: 'replay',
  usage: 'ID [--to SEQ] [--json]',
  summary: "fold a task's journal again and print its state after each event",
  options: { to: { type: 'string' }, json: { type: 'boolean' } },
  help: [
    '  --to SEQ      end after this event',
    '  --json        print {seq, type, at, state, digest} a line; equal states have equal digests',
    '',
    'Nothing is run and nothing is sent: the journal alone says what every state was.',
  ],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const [name] = args.take(1, 'which task to replay');
    const to = lastSeq(args.text('to'));
    const session = await open();
    try {
      const { store } = session.services;
      const view = findTask(store.current.values(), name);
      for (const state of replay(view, store.events(view.task.id), to)) {
        terminal.print(args.has('json') ? JSON.stringify(stateJson(state)) : plainText(stateLine(state)));
      }
      return exitStatus.complete;
    } finally {
      await session.dispose();
    }
  },
};

/** What the app did is as it is now: where the task works does not change while it runs. */
function* replay(now: TaskView, events: readonly RunnerEvent[], to: number): Generator<ReplayedState> {
  let view: TaskView = { ...now, run: initialRun };
  for (const event of events) {
    if (event.seq > to) {
      return;
    }
    view = viewWithEvent(view, event, true);
    yield { event, view };
  }
}

function stateJson({ event, view }: ReplayedState): object {
  const digest = createHash('sha256').update(JSON.stringify(view.run)).digest('hex').slice(0, 16);
  return { seq: event.seq, type: event.type, at: event.at, state: shownState(view), digest };
}

function stateLine({ event, view }: ReplayedState): string {
  return `${String(event.seq).padStart(6)}  ${event.at}  ${event.type.padEnd(17)}  ${stateLabel(shownState(view), t)}`;
}

/** As it was then, also when the task was cancelled or failed to be prepared later. */
function shownState({ run }: TaskView): TaskView['state'] {
  if (run.outcome !== null) {
    return finalState(run.outcome);
  }
  return run.request === null ? { kind: 'running', progress: run.progress } : { kind: 'waiting', request: run.request };
}

function lastSeq(text: string | undefined): number {
  if (text === undefined) {
    return Infinity;
  }
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw new UsageError(`--to is the number of an event, not “${text}”.`);
  }
  return Number(text);
}

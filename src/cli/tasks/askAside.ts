import type { RunnerEvent, TaskId } from '../../protocol';
import { exitStatus } from '../lines/exitStatus';
import type { Session } from '../session';
import type { Invocation, Subcommand } from '../options/subcommand';
import { findTask } from '../options/taskNames';
import { plainText } from '../lines/terminal';
import { UsageError } from '../options/usageError';

type Answered = Extract<RunnerEvent, { type: 'aside.answered' }>;

/** `/btw` of the window. */
export const askAside: Subcommand = {
  name: 'ask',
  usage: 'ID TEXT [--json]',
  summary: 'ask an agent something on the side, while it works',
  options: { json: { type: 'boolean' } },
  help: [
    '  --json        print the answer as JSON',
    '',
    'Its work goes on, and neither the question nor the answer enters the conversation. The task has to run or wait in',
    'some window or terminal; anything else is for “background-agents message”.',
  ],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const [name, text] = args.take(2, 'which task, and what to ask');
    if (text.trim() === '') {
      throw new UsageError('The question is empty.');
    }
    const session = await open();
    try {
      const { task } = findTask(session.services.store.current.values(), name);
      const answered = await ask(session, task.id, text.trim());
      if (args.has('json')) {
        terminal.print(JSON.stringify(answered));
      } else if (answered === null) {
        terminal.complain('The task ended before there was an answer.');
      } else {
        terminal.print(plainText(answered.text));
      }
      return answered === null || answered.isFailed === true ? exitStatus.failed : exitStatus.complete;
    } finally {
      await session.dispose();
    }
  },
};

/** Null when nobody works on the task any more, so that nobody will answer. */
async function ask({ services }: Session, taskId: TaskId, text: string): Promise<Answered | null> {
  const { store, fleet } = services;
  const before = store.events(taskId).length;
  await fleet.tell(taskId, { type: 'aside', text });
  const answer = (): Answered | undefined => {
    const news = store.events(taskId).slice(before);
    const asked = news.find((event) => event.type === 'aside.asked' && event.text === text);
    return news.find((event) => event.type === 'aside.answered' && event.askedSeq === asked?.seq) as
      Answered | undefined;
  };
  return new Promise((resolve) => {
    const look = (): void => {
      const found = answer();
      if (found !== undefined || store.ownerOf(taskId) === null) {
        listening.dispose();
        resolve(found ?? null);
      }
    };
    const listening = store.onDidChange((change) => (change.taskId === taskId ? look() : undefined));
    look();
  });
}

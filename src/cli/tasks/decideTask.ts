import type { HunkReviews, SeenFile, SeenHunk } from '../../app/reviews/hunkReviews';
import type { HunkRef, TaskView } from '../../protocol';
import { exitStatus } from '../lines/exitStatus';
import { followTask } from './followTask';
import type { Arguments, Invocation, Subcommand } from '../options/subcommand';
import { findTask } from '../options/taskNames';
import { plainText } from '../lines/terminal';
import { UsageError } from '../options/usageError';

const shownLength = 100;

interface Listed extends HunkRef {
  line: number;
  status: SeenHunk['status'];
  removed: number;
  added: number;
  text: string;
}

export const decideTask: Subcommand = {
  name: 'decide',
  usage: 'ID [--accept LIST] [--reject LIST [--reason TEXT]] [--undecide LIST] [--send] [--json]',
  summary: 'list the changes of a task that are not applied, and accept or reject them one by one',
  options: {
    accept: { type: 'string' },
    reject: { type: 'string' },
    reason: { type: 'string' },
    undecide: { type: 'string' },
    send: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  help: [
    '  --accept LIST    numbers from the list, such as 1,3-5, or all',
    '  --reject LIST    the same; --reason says why',
    '  --undecide LIST  takes the decision back',
    '  --send           sends what is rejected to the agent, which goes on with it here',
    '  --json           print the list, or with --send every event, as JSON',
    '',
    '“apply ID --accepted” puts what was accepted into your checkout.',
  ],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const [name] = args.take(1, 'which task to decide about');
    const session = await open();
    try {
      const { store, hunks, feedbacks } = session.services;
      const { id } = findTask(store.current.values(), name).task;
      const listed = listOf(await hunks.files(store.get(id)));
      await decideAll({ hunks, view: store.get(id), listed, args });
      const isJson = args.has('json');
      if (args.has('send')) {
        const noting = feedbacks.start();
        const begin = async (): Promise<void> => {
          await feedbacks.send(id, 'hunks');
        };
        return await followTask(session, id, { terminal, isJson, begin }).finally(() => noting.dispose());
      }
      const now = listOf(await hunks.files(store.get(id)));
      const lines = isJson ? now.map((each) => JSON.stringify(each)) : now.map(lineOf);
      lines.forEach((line) => terminal.print(isJson ? line : plainText(line)));
      return exitStatus.complete;
    } finally {
      await session.dispose();
    }
  },
};

function listOf(files: readonly SeenFile[]): Listed[] {
  return files.flatMap(({ path, hunks }) =>
    hunks.map(({ key, line, status, removed, added }) => {
      const first = Buffer.from(added[0] ?? removed[0] ?? '', 'latin1')
        .toString('utf8')
        .trim();
      return {
        path,
        key,
        line,
        status,
        removed: removed.length,
        added: added.length,
        text: first.slice(0, shownLength),
      };
    }),
  );
}

function lineOf({ path, line, status, removed, added, text }: Listed, index: number): string {
  return `${String(index + 1).padStart(3)}  ${status.padEnd(8)}  ${path}:${line}  +${added} −${removed}  ${text}`;
}

interface Deciding {
  hunks: HunkReviews;
  view: TaskView;
  listed: readonly Listed[];
  args: Arguments;
}

async function decideAll({ hunks, view, listed, args }: Deciding): Promise<void> {
  if (args.has('reason') && !args.has('reject')) {
    throw new UsageError('--reason belongs to --reject.');
  }
  const [accept, reject, undecide] = ['accept', 'reject', 'undecide'].map((name) => chosen(listed, args.text(name)));
  if (accept !== undefined) {
    await hunks.decide(view, accept, { kind: 'accepted' });
  }
  if (reject !== undefined) {
    await hunks.decide(view, reject, { kind: 'rejected', reason: (args.text('reason') ?? '').slice(0, 10_000) });
  }
  if (undecide !== undefined) {
    await hunks.undecide(view, undecide);
  }
}

/** Throws `UsageError` for what is no list of numbers of the list. */
function chosen(listed: readonly Listed[], text: string | undefined): HunkRef[] | undefined {
  if (text === undefined) {
    return undefined;
  }
  const refs = listed.map(({ path, key }) => ({ path, key }));
  if (text === 'all') {
    return refs;
  }
  return text.split(',').flatMap((part) => {
    const found = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(part.trim());
    const first = Number(found?.[1]);
    const last = Number(found?.[2] ?? first);
    if (found === null || first < 1 || last > refs.length || first > last) {
      throw new UsageError(`“${part}” is no number from the list of ${refs.length} changes.`);
    }
    return refs.slice(first - 1, last);
  });
}

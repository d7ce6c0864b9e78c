import { createGit } from '../../adapters/git/createGit';
import { exitStatus } from '../lines/exitStatus';
import type { Invocation, Subcommand } from '../options/subcommand';
import { findTask } from '../options/taskNames';
import { UsageError } from '../options/usageError';

export const checkOut: Subcommand = {
  name: 'check-out',
  usage: 'ID [FOLDER]…',
  summary: 'bring more of a large repository into the worktree of a task that began with a part of it',
  options: {},
  help: [
    '  FOLDER…       folders of the repository; without any, everything',
    '',
    'Nothing that stands there is replaced.',
  ],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const [name, ...folders] = args.positionals;
    if (name === undefined) {
      throw new UsageError('Say which task is to have more of its repository.');
    }
    const session = await open();
    try {
      const { app } = findTask(session.services.store.current.values(), name);
      const repo = app.workspace?.repos[0];
      const wanted = folders.length === 0 ? [''] : folders.map((folder) => folder.replace(/^(\.\/)+|\/+$/g, ''));
      const hasMore = repo !== undefined && (await createGit().checkOut(repo, wanted));
      terminal.print(hasMore ? 'It is checked out.' : 'It was checked out already.');
      return exitStatus.complete;
    } finally {
      await session.dispose();
    }
  },
};

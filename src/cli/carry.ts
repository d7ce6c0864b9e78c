import { exitStatus } from './exitStatus';
import { repoFolder } from './repoFolder';
import type { Invocation, Subcommand } from './subcommand';
import { plainText } from './terminal';

export const carryCommand: Subcommand = {
  name: 'carry',
  usage: '[PATH…] [--leave PATH]… [--repo DIR]',
  summary: 'say which large or private ignored files the worktrees of a repository get',
  options: { repo: { type: 'string' }, leave: { type: 'string', multiple: true } },
  help: [
    '  PATH…         ignored files and folders that agents get too, as they are listed; without any, the list',
    '  --leave PATH  agents do without it again',
    '  --repo DIR    the repository; by default the one of this folder',
    '',
    'Dependencies, environment files and what is small are copied anyway; a .worktreeinclude decides instead where there is one.',
  ],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const root = await repoFolder(args, terminal);
    const session = await open('left');
    try {
      const { carryChoices } = session.services;
      const [copy, leave] = [args.positionals, args.texts('leave')];
      if (copy.length + leave.length > 0) {
        await carryChoices.change(root, { copy, leave });
      }
      const known = await carryChoices.all(root);
      if (known.length === 0) {
        terminal.print('Nothing is in doubt.');
      }
      for (const { path: name, reason, copy } of known) {
        terminal.print(`${copy ? 'copied' : 'left  '}  ${plainText(name)}  (${reason})`);
      }
      return exitStatus.complete;
    } finally {
      await session.dispose();
    }
  },
};

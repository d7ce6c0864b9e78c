import { exitStatus } from '../lines/exitStatus';
import { repoFolder } from './repoFolder';
import type { Invocation, Subcommand } from '../options/subcommand';
import { plainText } from '../lines/terminal';

export const carryCommand: Subcommand = {
  name: 'carry',
  usage: '[PATH…] [--leave PATH]… [--own PATH]… [--repo DIR]',
  summary: 'say which large or private ignored files the worktrees of a repository get',
  options: {
    repo: { type: 'string' },
    leave: { type: 'string', multiple: true },
    own: { type: 'string', multiple: true },
  },
  help: [
    '  PATH…         ignored files and folders that agents get too, as they are listed; without any, the list',
    '  --leave PATH  agents do without it again',
    '  --own PATH    of this file of secrets each agent gets a copy that it may change, instead of reading yours',
    '  --repo DIR    the repository; by default the one of this folder',
    '',
    'Dependencies, environment files and what is small agents get anyway; a .worktreeinclude decides instead where there is one.',
    'Files of secrets stay in your checkout: in the sandbox the commands of agents read them there. Without a sandbox they are copied (mode 0600).',
  ],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const root = await repoFolder(args, terminal);
    const session = await open('left');
    try {
      const { carryChoices } = session.services;
      const named = { copy: args.positionals, leave: args.texts('leave'), own: args.texts('own') };
      if (Object.values(named).some((paths) => paths.length > 0)) {
        await carryChoices.change(root, named);
      }
      const known = await carryChoices.all(root);
      if (known.length === 0) {
        terminal.print('Nothing is in doubt.');
      }
      for (const { path: name, reason, copy, isGiven, isOwn } of known) {
        const how = isOwn === true ? 'own   ' : isGiven === true ? 'read  ' : copy ? 'copied' : 'left  ';
        terminal.print(`${how}  ${plainText(name)}  (${reason})`);
      }
      return exitStatus.complete;
    } finally {
      await session.dispose();
    }
  },
};

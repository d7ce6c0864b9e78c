import * as path from 'node:path';
import { DiskIndexLocks } from '../../adapters/git/process/diskIndexLocks';
import { createGit } from '../../adapters/git/createGit';
import { processesIn } from '../../adapters/process/processesIn';
import { Repairs } from '../../app/worktrees/repairs';
import { english as t } from '../../core/translate';
import { faultText, isRepairable, repairLabel } from '../../core/worktrees/faults';
import { exitStatus } from '../lines/exitStatus';
import type { Invocation, Subcommand } from '../options/subcommand';
import { findTask } from '../options/taskNames';
import { plainText } from '../lines/terminal';

export const repairTask: Subcommand = {
  name: 'repair',
  usage: 'ID [--moved-to DIR] [--yes]',
  summary: 'say what was deleted, moved or left behind around a task, and mend it',
  options: { yes: { type: 'boolean' }, 'moved-to': { type: 'string' } },
  help: [
    '  --yes         mend what can be mended; without it nothing is touched',
    '  --moved-to DIR where the worktree is by now, when you moved it to a place where it is not looked for',
    '',
    'A worktree that was moved is moved back, one that is gone is made again as it was last seen, a branch is made where',
    'the worktree was on it, and an index.lock that no git holds is set aside. What else is wrong is said with what to do.',
  ],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const [name] = args.take(1, 'which task to repair');
    const session = await open();
    try {
      const { store, fleet } = session.services;
      const view = findTask(store.current.values(), name);
      const repairs = new Repairs({ git: createGit(), fleet, indexLocks: new DiskIndexLocks(processesIn) });
      const folder = args.text('moved-to');
      const faults =
        folder === undefined
          ? await repairs.look(view)
          : [await repairs.movedTo(view, path.resolve(terminal.folder, folder))];
      for (const fault of faults) {
        terminal.print(plainText(faultText(fault, t)));
        if (!isRepairable(fault)) {
          continue;
        }
        if (args.has('yes')) {
          await repairs.repair(store.get(view.task.id), fault);
          terminal.print(plainText(`  Done: ${repairLabel(fault, t)}.`));
        } else {
          terminal.print(plainText(`  Add --yes to: ${repairLabel(fault, t)}.`));
        }
      }
      if (faults.length === 0) {
        terminal.print('Nothing is missing and no lock is left behind.');
      }
      const left = faults.some((fault) => !isRepairable(fault)) || (faults.length > 0 && !args.has('yes'));
      return left ? exitStatus.failed : exitStatus.complete;
    } finally {
      await session.dispose();
    }
  },
};

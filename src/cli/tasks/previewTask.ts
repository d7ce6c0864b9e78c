import { createGit } from '../../adapters/git/createGit';
import { previewEffect } from '../../app/worktrees/previewEffect';
import { previewSentences } from '../../core/labels/previewLabel';
import { previewPatch } from '../../core/previewPatch';
import { english } from '../../core/translate';
import { exitStatus } from '../lines/exitStatus';
import type { Invocation, Subcommand } from '../options/subcommand';
import { findTask } from '../options/taskNames';
import { plainText } from '../lines/terminal';

export const previewTask: Subcommand = {
  name: 'preview',
  usage: 'ID [--json]',
  summary: 'try out the command that a task waits for, on a copy, and print what it would change',
  options: { json: { type: 'boolean' } },
  help: [
    '  --json        print the files with their texts before and after as JSON',
    '',
    'It runs in the sandbox without network, for a minute at most. Nothing of it is kept.',
  ],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const [name] = args.take(1, 'which task’s command to try out');
    const session = await open();
    const abort = new AbortController();
    const signals = terminal.onSignal(() => abort.abort(new Error('The preview was ended.')));
    try {
      const view = findTask(session.services.store.current.values(), name);
      const preview = await previewEffect({ previews: session.previews, git: createGit() }, view, abort.signal);
      if (args.has('json')) {
        terminal.print(JSON.stringify(preview));
      } else {
        terminal.print(plainText(previewPatch(preview.files)));
        previewSentences(preview, english).forEach((sentence) => terminal.print(plainText(sentence)));
      }
      return exitStatus.complete;
    } finally {
      signals.dispose();
      await session.dispose();
    }
  },
};

import { english } from '../../core/translate';
import { searchFields } from '../../core/search/searchQuery';
import type { SearchHit } from '../../protocol';
import { exitStatus } from '../lines/exitStatus';
import type { Invocation, Subcommand } from '../options/subcommand';
import { oneLine } from '../../core/labels/labels';
import { shortName } from '../options/taskNames';
import { plainText } from '../lines/terminal';
import { UsageError } from '../options/usageError';

/** Prints as it finds; `--json` one object a line. */
export const searchTasks: Subcommand = {
  name: 'search',
  usage: 'WORDS… [--json]',
  summary: 'look for words in what all tasks said, printed and changed',
  options: { json: { type: 'boolean' } },
  help: [
    '  --json        print one JSON object a line',
    '',
    'All words have to stand in one message, one line of output or one changed line. "Words in quotes" stand together.',
    `Beside words: ${searchFields.join('  ')}`,
    'Newest tasks first, discarded ones too. Exit status: 0 when something was found, else 1.',
  ],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const text = args.positionals.map((word) => (/\s/.test(word) ? quoted(word) : word)).join(' ');
    if (text.trim() === '') {
      throw new UsageError('Say which words to look for.');
    }
    const session = await open();
    try {
      let found = 0;
      let task = '';
      const progress = await session.search.search(text, {
        signal: new AbortController().signal,
        tell: (hits) => {
          for (const hit of hits) {
            found += 1;
            const heading = hit.taskId === task ? [] : [`${shortName(hit.taskId)}  ${oneLine(hit.title, 60)}`];
            task = hit.taskId;
            const lines = args.has('json') ? [JSON.stringify(hit)] : [...heading.map(plainText), hitLine(hit)];
            lines.forEach((line) => terminal.print(line));
          }
        },
      });
      if (progress.unread > 0) {
        terminal.complain(english('Of {0} tasks not everything could be read.', progress.unread));
      }
      if (progress.isCut) {
        terminal.complain('There is more than is shown. Use more words, or a field.');
      }
      return found > 0 ? exitStatus.complete : exitStatus.failed;
    } finally {
      await session.dispose();
    }
  },
};

/** A word that the shell kept together is a phrase, unless it says a field itself. */
function quoted(word: string): string {
  return word.includes('"') || /^[a-z]+:/.test(word) ? word : `"${word}"`;
}

function hitLine({ label, seq, before, match, after }: SearchHit): string {
  const step = seq === null ? '' : ` ${seq}`;
  return plainText(`          ${label}${step}: ${before}${match}${after}`);
}

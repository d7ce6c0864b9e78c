import { english as t } from '../../core/translate';
import type { LineOrigin } from '../../app/reviews/lineOrigins';
import { oneLine } from '../../core/labels/labels';
import { exitStatus } from '../lines/exitStatus';
import type { Invocation, Subcommand } from '../options/subcommand';
import { findTask } from '../options/taskNames';
import { plainText } from '../lines/terminal';
import { UsageError } from '../options/usageError';

export const explainLine: Subcommand = {
  name: 'why',
  usage: 'ID PATH:LINE [--json]',
  summary: 'say which step, prompt and command wrote a line of the result',
  options: { json: { type: 'boolean' } },
  help: ['  --json        print {cause, path, line, text, seq, turn, at, facts} as JSON', '', 'LINE counts from 1.'],
  async run({ args, terminal, open }: Invocation): Promise<number> {
    const [name, spot] = args.take(2, 'which task, and which line of which file');
    const [, path = '', line = ''] = /^(.+):(\d+)$/.exec(spot) ?? [];
    if (path === '' || Number(line) < 1) {
      throw new UsageError(`“${spot}” is no line of a file: write PATH:LINE, for example src/main.ts:12.`);
    }
    const session = await open();
    try {
      const view = findTask(session.services.store.current.values(), name);
      const origin = await session.services.origins.explain(view, { path, line: Number(line) }, t);
      const lines = args.has('json') ? [JSON.stringify(origin)] : originLines(origin);
      lines.forEach((each) => terminal.print(each));
      return exitStatus.complete;
    } finally {
      await session.dispose();
    }
  },
};

function originLines({ text, path, line, cause, facts, at, turn }: LineOrigin): string[] {
  const step = cause === 'step' ? `turn ${turn}, ${at ?? ''}: ` : at === null ? '' : `${at}: `;
  const about: [string, string][] = [
    ['line', `${path}:${line}  ${text.trim()}`],
    ['step', `${step}${facts.label}`],
    ...facts.calls.map(({ tool, input }): [string, string] => [tool, oneLine(input, 400)]),
    ['said', cause === 'step' ? oneLine(facts.said, 400) : ''],
    ['asked', cause === 'step' ? oneLine(facts.asked?.text ?? '', 400) : ''],
  ];
  return about.filter(([, said]) => said !== '').map(([name, said]) => plainText(`${name.padEnd(10)}  ${said}`));
}

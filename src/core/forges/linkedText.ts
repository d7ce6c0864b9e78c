import type { PullSetState } from '../../protocol';
import { openParts } from './pullSetStanding';

const [begin, end] = ['<!-- background-agents: pull requests that belong together -->', '<!-- /background-agents -->'];

/**
 * The text of a pull request with what says which others it belongs to, in the order in which they are to be merged. What
 * stood there before is replaced, all else stays, also what people wrote since.
 */
export function linkedText(body: string, set: PullSetState, member: string): string {
  const open = openParts(set);
  const lines = open.map(({ member: path, plan, opened }, index) => {
    const mark = plan.into.kind === 'gitlab' ? '!' : '#';
    const name = `${plan.into.path}${mark}${opened.number}`;
    const link = /^https?:\/\/[^\s()<>[\]]+$/.test(opened.url) ? `[${name}](${opened.url})` : name;
    return `${index + 1}. ${link}${path === member ? ' (this one)' : ''}`;
  });
  const place = open.findIndex(({ member: path }) => path === member) + 1;
  const text = [
    ...[begin, '## Belongs together', ''],
    `This is ${place} of ${open.length} pull requests of one change. Merge them in this order:`,
    ...['', ...lines, end],
  ].join('\n');
  const from = body.indexOf(begin);
  const to = body.indexOf(end, from);
  if (from < 0 || to < 0) {
    return `${body.trimEnd()}\n\n${text}`;
  }
  return `${body.slice(0, from)}${text}${body.slice(to + end.length)}`;
}

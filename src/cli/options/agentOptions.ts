import { MayStart } from '../../protocol';
import type { Arguments } from './subcommand';
import { UsageError } from './usageError';

export const agentHelp = [
  '  --may-start N[:DEPTH]   let the agent start up to N others, and those others up to DEPTH below each other (1); they',
  '                          have its rights, and its budget together with it',
];

/** Throws `UsageError`. */
export function readMayStart(args: Arguments): { mayStart?: MayStart } {
  const text = args.text('may-start');
  if (text === undefined) {
    return {};
  }
  const [, count = '', depth = '1'] = /^(\d+)(?::(\d+))?$/.exec(text) ?? [];
  const mayStart = MayStart.safeParse({ count: Number(count), depth: Number(depth) });
  if (!mayStart.success) {
    throw new UsageError(`--may-start is a number from 1 to 50, and a depth from 1 to 5, such as 4:2, not “${text}”.`);
  }
  return { mayStart: mayStart.data };
}

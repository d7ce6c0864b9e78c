import type { ScriptedCall } from '../../src/adapters/models/scriptPlayer';
import type { ServerTurn } from '../fakes/modelScript';

export const modelName = 'scripted-model';
export const apiKey = 'sk-test-0123456789abcdef';

const comparison = edit(
  'src/shipping.js',
  'goodsCents > FREE_SHIPPING_FROM_CENTS',
  'goodsCents >= FREE_SHIPPING_FROM_CENTS',
);

const note: ScriptedCall = {
  tool: 'write_file',
  input: { path: 'docs/shipping rules.md', content: 'Orders of 50.00 or more ship free.\n' },
};

export const finish: ScriptedCall = { tool: 'finish', input: { summary: 'Orders of exactly 50.00 ship free.' } };

export function shell(command: string): ScriptedCall {
  return { tool: 'shell', input: { command } };
}

const usage = { input: 1200, output: 80 };

/** Reads, runs the tests, mends the comparison, finishes: the check is green. `hold` keeps the second answer back. */
export function mends(hold = false): ServerTurn[] {
  return [
    {
      text: 'First the tests, to see **what fails**.',
      calls: [{ tool: 'read_file', input: { path: 'src/shipping.js' } }, shell('npm test')],
      usage,
    },
    {
      text: 'The comparison leaves 50.00 itself out.',
      calls: [comparison, note],
      usage,
      ...(hold ? { hold: 'before' as const } : {}),
    },
    { text: 'It is fixed.', calls: [finish], usage },
  ];
}

export function edit(path: string, from: string, to: string): ScriptedCall {
  return { tool: 'edit_file', input: { path, old_text: from, new_text: to } };
}

/** Claims to be done, again and again, and never changes what fails. */
export function neverMends(rounds: number): ServerTurn[] {
  return Array.from({ length: rounds }, (_, round) => ({
    text: `Attempt ${round + 1}: it should work now.`,
    calls: [{ tool: 'write_file', input: { path: 'NOTES.md', content: `Attempt ${round + 1}\n` } }, finish],
    usage,
  }));
}

/** What Connect a Model wants to see: a tool called as asked, its result read, and the beginning of a long request known. */
export const probe: Readonly<Record<string, ServerTurn[]>> = {
  'Call the tool look_up': [{ calls: [{ tool: 'look_up', input: { word: 'lantern' } }] }, { text: '73914' }],
  'The code word is': [{ text: 'quartz-5821', usage: { input: 9000 } }],
};

/** Requests that Connect a Model makes of a server of one's own: the list of models, and four for the probe. */
export const probeRequests = 5;

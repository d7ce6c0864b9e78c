import type { FileChange, RunnerEvent } from '../../protocol';
import { oneLine } from '../labels/labels';

/** Stands at the end of the conversation that is to be summed up, so that its beginning is found in the provider's cache. */
export const summaryOrder = [
  'The conversation has grown too long and will be replaced by what you write now. Call no tool. Write for yourself, who',
  'goes on with the task and sees nothing else but the task and what the person wrote:',
  '- what was done, with the names of files and functions, and why;',
  '- what was found out that matters: how things work here, commands that work, what failed and why;',
  '- the state of the tests and of the check;',
  '- what is left to do, in order, beginning with what you were about to do.',
  'Be exact and brief. Copy names, numbers, paths and error messages as they are.',
].join('\n');

const saidLast = 8;
const callsLast = 30;

/** What the journal itself can tell of the work so far, for when no model can be asked for it. */
export function summaryWithoutModel(events: readonly RunnerEvent[], files: readonly FileChange[]): string {
  const said = events.flatMap((event) =>
    event.type === 'message.end' && event.text.trim() !== '' ? [event.text] : [],
  );
  const calls = events.flatMap((event) =>
    event.type === 'message.end' ? event.calls.map(({ tool, input }) => `${tool} ${input}`) : [],
  );
  return [
    'No summary could be written, so this is what is known. Look at the files before you go on.',
    `Files changed so far: ${files.length === 0 ? 'none' : files.map(({ path }) => path).join(', ')}.`,
    'What you said last:',
    ...said.slice(-saidLast).map((text) => `- ${oneLine(text, 600)}`),
    'What you called last:',
    ...calls.slice(-callsLast).map((text) => `- ${oneLine(text, 200)}`),
  ].join('\n');
}

import type { RunnerEvent, SearchWhere } from '../../protocol';
import { namedFiles } from '../editing/patchText';
import { parseInput } from '../labels/toolLabels';
import type { Translate } from '../translate';

/** A text of an event that can be looked through. */
export interface EventText {
  where: SearchWhere;
  label: string;
  text: string;
  /** The files that it changes. */
  paths?: readonly string[];
}

type Reader<T extends RunnerEvent['type'] = RunnerEvent['type']> = (
  event: Extract<RunnerEvent, { type: T }>,
  t: Translate,
) => EventText[];

/** What a person would look for in an event, as it would be read. */
export function eventTexts(event: RunnerEvent, t: Translate): EventText[] {
  const read = readers[event.type] as Reader | undefined;
  return read === undefined ? [] : read(event, t).filter(({ text }) => text !== '');
}

const said = (label: string, text: string): EventText => ({ where: 'message', label, text });

const readers: { [T in RunnerEvent['type']]?: Reader<T> } = {
  'user.message': ({ text, source }, t) => (source === 'check' ? [] : [said(t('You'), text)]),
  'message.queued': ({ text }, t) => [said(t('You, queued'), text)],
  'message.reworded': ({ text }, t) => [said(t('You, queued'), text)],
  'message.end': ({ text }, t) => [said(t('Agent'), text)],
  'aside.asked': ({ text }, t) => [said(t('You, on the side'), text)],
  'aside.answered': ({ text }, t) => [said(t('Agent, on the side'), text)],
  answer: ({ decision }, t) => {
    const text = 'text' in decision ? decision.text : 'note' in decision ? decision.note : undefined;
    return [said(t('Your answer'), text ?? '')];
  },
  question: ({ request }, t) => (request.kind === 'plan' ? [said(t('Plan'), request.text)] : []),
  'tool.intent': ({ tool, input }, t) => toolTexts(tool, input, t),
  'tool.result': ({ text }, t) => [{ where: 'output', label: t('Result'), text }],
  'check.result': ({ tail, receipt }, t) => [{ where: 'output', label: t('Check: {0}', receipt.command), text: tail }],
  compacted: (event, t) => (event.kind === 'summary' ? [said(t('Summary'), event.text)] : []),
};

function toolTexts(tool: string, input: string, t: Translate): EventText[] {
  if (tool === 'command') {
    return [{ where: 'output', label: t('Command'), text: input }];
  }
  const given = parseInput(input);
  const of = (name: string): string => (typeof given[name] === 'string' ? given[name] : '');
  switch (tool) {
    case 'edit_file':
      return edit(t, `${of('old_text')}\n${of('new_text')}`, [of('path')]);
    case 'write_file':
      return edit(t, of('content'), [of('path')]);
    case 'apply_patch':
      return edit(t, of('patch'), namedFiles(of('patch')));
    case 'shell':
    case 'shell_network':
      return [{ where: 'output', label: t('Command'), text: of('command') }];
    case 'search':
      return [{ where: 'output', label: t('Search'), text: of('pattern') }];
    default:
      return [{ where: 'message', label: t('Agent'), text: of('question') }];
  }
}

function edit(t: Translate, text: string, paths: readonly string[]): EventText[] {
  return [{ where: 'diff', label: paths.join(', ') || t('Change'), text, paths }];
}

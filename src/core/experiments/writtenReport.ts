import { liveEvents } from '../conversation/liveEvents';
import { parseInput } from '../labels/toolLabels';
import type { CallId, CheckId, RunnerEvent } from '../../protocol';

/** What a command task prints is its report. */
export interface WrittenReport {
  /** null: it stands in the output of the last command. */
  text: string | null;
  /** Every command that printed something, oldest first. */
  commands: { seq: number; id: CallId | CheckId; command: string }[];
}

/** What the agent reported at last, by its own words; null while it has reported nothing. */
export function writtenReport(events: readonly RunnerEvent[]): WrittenReport | null {
  const live = liveEvents(events);
  const commands = events.flatMap(commandOf);
  const isOwnCommand = live.some((event) => event.type === 'tool.intent' && event.tool === 'command');
  if (isOwnCommand) {
    return { text: null, commands };
  }
  const said = live.flatMap((event) => {
    if (event.type === 'tool.intent' && event.tool === 'finish') {
      const { summary } = parseInput(event.input);
      return typeof summary === 'string' ? [summary] : [];
    }
    return event.type === 'message.end' && event.calls.length === 0 ? [event.text] : [];
  });
  const text = said.findLast((each) => each.trim() !== '')?.trim();
  return text === undefined ? null : { text, commands };
}

function commandOf(event: RunnerEvent): WrittenReport['commands'] {
  if (event.type === 'check.start') {
    return [{ seq: event.seq, id: event.checkId, command: event.command }];
  }
  if (event.type !== 'tool.intent' || event.effect !== 'execute') {
    return [];
  }
  const { command } = event.tool === 'command' ? { command: event.input } : parseInput(event.input);
  return [{ seq: event.seq, id: event.callId, command: typeof command === 'string' ? command : event.input }];
}

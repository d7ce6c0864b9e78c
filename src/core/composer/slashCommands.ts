import type { AgentsWindowRequest, MarkAction, NewTaskOptions, TaskAction, TaskView } from '../../protocol';
import { markActions } from '../listing/markActions';
import type { Translate } from '../translate';
import { possibleActions } from '../views/taskActions';

/** Something that a person can do with an agent by writing `/name`. */
export interface SlashCommand {
  /** Without the slash. */
  name: string;
  summary: string;
  /** Of a new task: what the words after it set, in the place of a request; null where they set nothing. */
  option?: (rest: string) => NewTaskOptions | null;
  /** What is asked of the host; null where words have to follow and do not. */
  request: (rest: string) => AgentsWindowRequest | null;
}

/** Those that can be done now, in the order of the alphabet. */
export function slashCommands(view: TaskView, t: Translate): SlashCommand[] {
  const taskId = view.task.id;
  const actions = possibleActions(view);
  const marks = markActions(view);
  const act = (name: string, action: TaskAction, summary: string): SlashCommand[] =>
    actions.has(action) ? [{ name, summary, request: () => ({ type: 'action', taskId, action }) }] : [];
  const mark = (name: MarkAction, summary: string): SlashCommand[] =>
    marks.includes(name) ? [{ name, summary, request: () => ({ type: 'mark', taskId, action: name }) }] : [];
  const aside = (name: string): SlashCommand => ({
    name,
    summary: t('Ask something on the side'),
    request: (rest) => (rest === '' ? null : { type: 'tell', taskId, said: { type: 'aside', text: rest } }),
  });
  const isAtWork = view.state.kind === 'running' || view.state.kind === 'waiting';
  return [
    ...act('apply', 'apply', t('Apply the change to your checkout')),
    ...mark('archive', t('Put it out of the way')),
    ...(isAtWork && view.task.engine.kind === 'model' ? [aside('ask'), aside('btw')] : []),
    ...act('discard', 'discard', t('Remove worktree and branch; Restore brings them back')),
    ...act('model', 'changeModel', t('Go on with another model')),
    ...mark('pin', t('Keep it on top of the list')),
    ...mark('rename', t('Give it another title')),
    ...act('retry', 'retry', t('Go on from where it was')),
    ...act('review', 'reviewAll', t('Look at all changes')),
    ...act('stop', 'stop', t('Stop it and every process of it')),
    ...act('undo', 'undoApply', t('Take the applied change back')),
    ...mark('unpin', t('Let it go from the top of the list')),
    ...act('update', 'update', t('Go along with the branch')),
  ];
}

/** Those that what was written so far can become; none once words follow. */
export function completions(text: string, commands: readonly SlashCommand[]): SlashCommand[] {
  const begun = /^\/([a-z-]*)$/.exec(text)?.[1];
  return begun === undefined ? [] : commands.filter(({ name }) => name.startsWith(begun));
}

/** The command that the text is, and what follows its name; null for a message, also one that begins with a path. */
export function slashIn(
  text: string,
  commands: readonly SlashCommand[],
): { command: SlashCommand; rest: string } | null {
  const [, name, rest = ''] = /^\/([a-z][a-z-]*)(?:\s+([^]*))?$/.exec(text) ?? [];
  const command = commands.find((each) => each.name === name);
  return command === undefined ? null : { command, rest: rest.trim() };
}

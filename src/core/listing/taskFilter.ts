import type { TaskView } from '../../protocol';
import { currentEngine } from '../models/currentEngine';
import { groupOf } from '../views/taskGroups';
import { queryTerms } from './queryTerms';

const fields = ['status', 'repo', 'model', 'is'] as const;
type Field = (typeof fields)[number];

/** The fields that a filter may name, for a placeholder. */
export const filterFields: readonly Field[] = fields;

/**
 * Whether a task is shown under what a person wrote: every word has to stand in its title or its prompt; `status:`, `repo:`
 * and `model:` begin or hold what follows them, `is:` is `pinned`, `archived` or a colour. Several of one field: any of them.
 */
export function taskFilter(text: string): (view: TaskView) => boolean {
  const terms = queryTerms(text, fields).map(({ field, text: wanted }) => ({ field, wanted: wanted.toLowerCase() }));
  const words = terms.filter(({ field }) => field === null).map(({ wanted }) => wanted);
  const ofFields = fields
    .map((field) => ({ field, wanted: terms.filter((each) => each.field === field).map((each) => each.wanted) }))
    .filter(({ wanted }) => wanted.length > 0);
  return (view) => {
    const said = `${view.task.title}\n${view.task.prompt}`.toLowerCase();
    const holds = ({ field, wanted }: (typeof ofFields)[number]): boolean =>
      wanted.some((one) => tests[field](view, one));
    return words.every((word) => said.includes(word)) && ofFields.every(holds);
  };
}

const tests: Record<Field, (view: TaskView, wanted: string) => boolean> = {
  status: (view, wanted) => groupOf(view).startsWith(wanted) || view.state.kind.startsWith(wanted),
  repo: ({ task }, wanted) => task.repos.some(({ root }) => root.toLowerCase().includes(wanted)),
  model: ({ task, run }, wanted) => {
    const engine = currentEngine(task, run);
    return engine.kind === 'model'
      ? `${engine.model.provider}/${engine.model.name}`.toLowerCase().includes(wanted)
      : 'command'.startsWith(wanted);
  },
  is: ({ app: { marks } }, wanted) =>
    (wanted === 'pinned' && marks.pinned) || (wanted === 'archived' && marks.archived) || marks.color === wanted,
};

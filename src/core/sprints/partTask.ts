import { type Group, type SprintStart, Task } from '../../protocol';
import { slugOf, titleOf } from '../labels/title';

const maxSlug = 60;
const maxPrompt = 200_000;

type Part = SprintStart['parts'][number];

/** The task of a part, as it follows from the journal of its sprint: made again it is the same. */
export function partTask({ id, kind, point }: Group, { task, cap, parts }: SprintStart, part: Part): Task {
  const { taskId, title, scope } = part;
  const others = parts.filter((other) => other.taskId !== taskId);
  return Task.parse({
    ...task,
    id: taskId,
    title: titleOf(`${title}: ${task.title}`),
    slug: `${slugOf(title)}-${task.slug}`.slice(0, maxSlug).replace(/-$/, ''),
    prompt: directiveOf(task.prompt, part, others).slice(0, maxPrompt),
    scope,
    base: { kind: 'point', point },
    group: { groupId: id, kind, label: title },
    ...(cap === null ? {} : { sharedBudget: { id, budget: cap } }),
  });
}

function directiveOf(prompt: string, { title, scope, directive }: Part, others: readonly Part[]): string {
  return [
    prompt.trim(),
    `This job is split. Your part of it is “${title}”, and these files are yours: ${scope.join(', ')}.`,
    ...(directive.trim() === '' ? [] : [directive.trim()]),
    ...(others.length === 0
      ? []
      : [`Other agents do the other parts at the same time: ${others.map((other) => other.title).join(', ')}.`]),
    'Change only files that are yours. Where another file would have to change, leave it as it is and say so at the end; what you change outside of your part is shown to the user.',
  ].join('\n\n');
}

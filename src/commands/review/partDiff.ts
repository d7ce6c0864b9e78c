import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Services } from '../../app/services';
import type { CommitRange } from '../../app/tasks/stepChanges';
import { stepUri } from '../../host/agentDiffUri';
import { t } from '../../host/translate';
import { ChangesPart } from '../../protocol';
import type { TaskView } from '../../protocol';

/** Opens what a step, or the last turn, changed in a file. */
export async function openPartDiff(
  { steps }: Pick<Services, 'steps'>,
  view: TaskView,
  { path: file, part }: { path: string; part: ChangesPart },
): Promise<void> {
  const range = steps.range(view, part);
  if (range !== null) {
    await openRange({ steps }, view, { path: file, ...range });
  }
}

/** Opens what changed in a file between two states of a worktree. */
export async function openRange(
  { steps }: Pick<Services, 'steps'>,
  view: TaskView,
  { path: file, from, to }: CommitRange & { path: string },
): Promise<void> {
  const change = (await steps.between(view, { from, to })).find((each) => each.path === file);
  const [before, after] = [stepUri(view, change?.oldPath ?? file, from), stepUri(view, file, to)];
  const title = t('{0} in this step ({1})', path.posix.basename(file), view.task.title);
  await vscode.commands.executeCommand('vscode.diff', before, after, title, { preview: true });
}

/** The part that an argument of a command names. */
export function partOf(argument: unknown): ChangesPart | undefined {
  const part: unknown = typeof argument === 'object' && argument !== null && 'part' in argument ? argument.part : null;
  return ChangesPart.safeParse(part).data;
}

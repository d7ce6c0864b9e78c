import { branchLabel, engineLabel } from '../labels/labels';
import { currentEngine } from '../models/currentEngine';
import type { Translate } from '../translate';
import type { TaskView } from '../../protocol';

/** Who found it out, from what, and when. */
export function reportFacts(view: TaskView, t: Translate): string[] {
  const repo = view.app.workspace?.repos[0];
  const from = repo === undefined ? '' : `${branchLabel(view, t)} (${repo.snapshot.slice(0, 10)})`;
  const parts = [engineLabel(currentEngine(view.task, view.run), t), from, view.run.updatedAt ?? view.task.createdAt];
  return [parts.filter((part) => part !== '').join(' · ')];
}

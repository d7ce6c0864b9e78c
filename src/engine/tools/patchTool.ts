import { countLines } from '../../core/editing/editing';
import { parsePatch } from '../../core/editing/patchText';
import { carryOut } from './patchCommit';
import { planPatch, type PlannedFile } from './patchPlan';
import type { Tool } from './tool';

export const applyPatch: Tool<'apply_patch'> = {
  description: 'Adds, changes, moves and deletes files by a patch: all of it, or nothing where a part does not fit.',
  effect: 'write',
  async run({ patch }, { session }) {
    const { files } = session.ports;
    const { worktree } = session.spec.workspace.repos[0];
    const plan = await planPatch(parsePatch(patch), { files, worktree });
    await carryOut(files, plan.files);
    return { outcome: 'ok', text: `Applied.\n${plan.told.join('\n')}`, lines: linesOf(plan.files) };
  },
};

function linesOf(files: readonly PlannedFile[]): { added: number; removed: number } {
  const counts = files.map(({ before, after }) => countLines(before ?? '', after ?? ''));
  const sum = (kind: 'added' | 'removed') => counts.reduce((total, count) => total + count[kind], 0);
  return { added: sum('added'), removed: sum('removed') };
}

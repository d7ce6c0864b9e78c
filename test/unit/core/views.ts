import { initialApp } from '../../../src/core/run/appReducer';
import { initialRun } from '../../../src/core/run/runReducer';
import { Task, Workspace } from '../../../src/protocol';
import type { TaskView } from '../../../src/protocol';

export const task = Task.parse({
  id: '01JD0000000000000000000001',
  title: 'Ship orders of exactly 50.00 free',
  slug: 'ship-orders',
  prompt: 'Fix it.',
  verify: 'npm test',
  place: 'worktree',
  isolation: 'sandbox',
  approve: 'ask',
  engine: { kind: 'command', command: 'npx eslint --fix .' },
  repos: [{ root: '/home/me/shop' }],
  limits: { maxTurns: 50, verifyRounds: 3 },
  createdAt: '2026-11-23T10:00:00.000Z',
});

export const workspace = Workspace.parse({
  repos: [
    {
      root: '/home/me/shop',
      commonDir: '/home/me/shop/.git',
      worktree: '/data/worktrees/ship-orders',
      gitDir: '/home/me/shop/.git/worktrees/shop',
      branch: 'agents/ship-orders',
      head: 'a'.repeat(40),
      headName: 'main',
      snapshot: 'b'.repeat(40),
      uncommitted: 0,
    },
  ],
  carried: [],
});

/** A task as stores hold it; parts are replaced as the test wants. */
export function taskView(parts: Partial<TaskView>): TaskView {
  return { task, state: { kind: 'queued' }, app: { ...initialApp, workspace }, run: initialRun, ...parts };
}

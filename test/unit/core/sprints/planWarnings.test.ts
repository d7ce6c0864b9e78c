import assert from 'node:assert/strict';
import { outsideScope, planWarnings } from '../../../../src/core/sprints/planWarnings';
import type { FileChange, SprintPart, TaskId } from '../../../../src/protocol';

const part = (title: string, ...scope: string[]): SprintPart => ({ title, scope, directive: '' });
const changed = (path: string, more: Partial<FileChange> = {}): FileChange => ({
  ...{ path, status: 'modified', added: 1, removed: 0 },
  ...more,
});
const files = ['src/a/index.ts', 'src/a/one.ts', 'src/b/two.ts', 'src/c.py', 'lib/x/y.py'];

describe('planWarnings', () => {
  it('is silent where parts have nothing to do with each other', () => {
    const facts = { files, texts: new Map([['src/a/one.ts', "import { z } from 'zod';"]]), others: [] };
    assert.deepEqual(planWarnings([part('a', 'src/a/**'), part('b', 'src/b/**')], facts), []);
  });

  it('names shared files, an empty scope, and files that another agent has changed', () => {
    const other = { taskId: '01ARZ3NDEKTSV4RRFFQ69G0001' as TaskId, title: 'Busy', files: [changed('src/b/two.ts')] };
    const facts = { files, texts: new Map<string, string>(), others: [other] };
    assert.deepEqual(planWarnings([part('all', 'src/**'), part('b', 'src/b/**'), part('new', 'src/new/**')], facts), [
      { kind: 'empty', part: 'new' },
      { kind: 'shared', parts: ['all', 'b'], files: ['src/b/two.ts'] },
      { kind: 'running', part: 'all', taskId: other.taskId, title: 'Busy', files: ['src/b/two.ts'] },
      { kind: 'running', part: 'b', taskId: other.taskId, title: 'Busy', files: ['src/b/two.ts'] },
    ]);
  });

  it('names files that use files of another part', () => {
    const texts = new Map([
      ['src/b/two.ts', "import { one } from '../a/one.js';\nexport * from './two';"],
      ['src/a/one.ts', "const two = require('../a');"],
      ['src/c.py', 'from lib.x.y import z\n'],
    ]);
    const facts = { files, texts, others: [] };
    const parts = [part('a', 'src/a/**'), part('b', 'src/b/**'), part('c', 'src/c.py'), part('lib', 'lib/**')];
    assert.deepEqual(planWarnings(parts, facts), [
      { kind: 'uses', parts: ['b', 'a'], files: ['src/b/two.ts'] },
      { kind: 'uses', parts: ['c', 'lib'], files: ['src/c.py'] },
    ]);
  });
});

describe('outsideScope', () => {
  it('finds what is outside, also a file that was moved in or out', () => {
    const moved = changed('src/a/new.ts', { status: 'renamed', oldPath: 'src/b/two.ts' });
    assert.deepEqual(outsideScope(['src/a/**'], [changed('src/a/one.ts'), changed('src/c.py'), moved]), [
      changed('src/c.py'),
      moved,
    ]);
  });

  it('finds nothing for a task without a scope', () => {
    assert.deepEqual(outsideScope(undefined, [changed('src/c.py')]), []);
  });
});

import * as assert from 'node:assert/strict';
import { flaggedPaths } from '../../../../src/core/landing/applyPlan';

describe('what an apply does beside its text', () => {
  it('is said of links, submodules and executable files, and of nothing else', () => {
    const kinds = [
      { path: 'made-link', from: null, to: '120000' },
      { path: 'moved-link', from: '120000', to: '120000' },
      { path: 'linked', from: '100644', to: '120000' },
      { path: 'module', from: null, to: '160000' },
      { path: 'was-module', from: '160000', to: null },
      { path: 'run.sh', from: '100644', to: '100755' },
      { path: 'kept.sh', from: '100755', to: '100755' },
      { path: 'plain', from: '100755', to: '100644' },
      { path: 'was-link', from: '120000', to: '100644' },
    ];
    assert.deepEqual(flaggedPaths([], kinds), [
      { path: 'made-link', why: 'becomes a symbolic link' },
      { path: 'moved-link', why: 'is a symbolic link that leads elsewhere now' },
      { path: 'linked', why: 'becomes a symbolic link' },
      { path: 'module', why: 'is a submodule, and submodules are left alone' },
      { path: 'was-module', why: 'is a submodule, and submodules are left alone' },
      { path: 'run.sh', why: 'becomes executable' },
    ]);
  });

  it('is said of a file that editors obey under its old name as under its new one', () => {
    const why = 'is obeyed by editors or tools when the folder is opened';
    const moved = { path: 'old.json', oldPath: '.vscode/tasks.json', status: 'renamed', added: 0, removed: 0 } as const;
    const made = { path: '.vscode/settings.json', status: 'added', added: 1, removed: 0 } as const;
    assert.deepEqual(flaggedPaths([moved, made, { ...made, path: 'src/a.ts' }], []), [
      { path: '.vscode/tasks.json', why },
      { path: '.vscode/settings.json', why },
    ]);
  });
});

import assert from 'node:assert/strict';
import { heldFact, heldPath } from '../../../../src/core/control/heldPath';
import { controlChanges, controlFacts, controlNote } from '../../../../src/core/control/controlTexts';
import { judgeCall } from '../../../../src/core/run/approvals';
import type { ToolUse } from '../../../../src/protocol';

const kept = heldPath({ scope: ['src/auth', 'src/auth/**'], keepsToScope: true });

describe('what an agent needs consent for', () => {
  it('is a file that others obey, and one outside of what it is to keep to', () => {
    const paths = ['src/auth/a.ts', 'src/auth', 'src/authors.ts', 'README.md', 'src/auth/.vscode/tasks.json'];
    assert.deepEqual(paths.map(kept), [null, null, 'outside', 'outside', 'obeyed']);
    const shown = heldPath({ scope: ['src/auth/**'] });
    assert.deepEqual(paths.map(shown), [null, null, null, null, 'obeyed']);
  });

  it('is asked before a file tool changes it, whole or in a patch', () => {
    const sandbox = { kind: 'none', reason: 'x' } as never;
    const write = (path: string): ToolUse => ({ tool: 'write_file', input: { path, content: '' } });
    const patch = ['src/auth/a.ts', 'src/b.ts']
      .map((path) => `--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n+x\n`)
      .join('');
    const ask = (use: ToolUse) => judgeCall(use, sandbox, '/w', kept);
    assert.deepEqual(ask(write('src/auth/a.ts')), { kind: 'allow' });
    assert.deepEqual(ask(write('src/b.ts')), {
      ...{ kind: 'ask', effect: 'file', command: 'write src/b.ts' },
      facts: ['The agent was started to keep to other files than this file.'],
    });
    assert.deepEqual(ask({ tool: 'apply_patch', input: { patch } }), {
      ...{ kind: 'ask', effect: 'file', command: 'write src/b.ts' },
      facts: [heldFact(['outside']), 'The same patch would also write src/auth/a.ts.'],
    });
  });

  it('is found in what a command changed, and said as what it is', () => {
    const changed = ['src/auth/a.ts', 'src/b.ts'].map((path) => ({ path, isDeleted: false }));
    const found = controlChanges(changed, kept);
    assert.deepEqual(found, [{ path: 'src/b.ts', verb: 'write', isOutside: true }]);
    assert.equal(controlFacts(found, [])[0], heldFact(['outside']));
    assert.match(
      controlNote(found, { kind: 'allowed' }),
      /files outside of those that you are to keep to, .*: src\/b\.ts/,
    );
    assert.match(heldFact(['obeyed', 'outside']), /^Editors, shells or agents obey these files/);
  });
});

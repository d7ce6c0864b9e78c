import assert from 'node:assert/strict';
import { givenDiagnostics } from '../../../../src/core/problems/givenDiagnostics';

describe('the settings of what is diagnosed', () => {
  it('are errors of the editor unless they say otherwise, and nothing where they are off', () => {
    assert.deepEqual(
      [
        givenDiagnostics({ report: undefined, commands: undefined }),
        givenDiagnostics({ report: 'warnings', commands: { '**/*.ts': 'npx tsc', '*.py': ' ', '*.go': 7 } }),
        givenDiagnostics({ report: 'off', commands: { '**/*.ts': 'npx tsc' } }),
      ],
      [
        { least: 'error', commands: [] },
        { least: 'warning', commands: [{ glob: '**/*.ts', command: 'npx tsc' }] },
        undefined,
      ],
    );
  });
});

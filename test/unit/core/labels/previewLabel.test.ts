import assert from 'node:assert/strict';
import { previewSentences } from '../../../../src/core/labels/previewLabel';
import { previewPatch } from '../../../../src/core/previewPatch';
import type { PreviewedFile } from '../../../../src/core/previewPorts';
import { english } from '../../../../src/core/translate';

const file = (path: string, more: Partial<PreviewedFile> = {}): PreviewedFile => ({
  ...{ path, kind: 'modified', before: 'a\n', after: 'b\n', isOpaque: false },
  ...more,
});

describe('a preview in words', () => {
  it('says how it ended, counts what would change, and names what needs a second look', () => {
    const files = [
      file('a'),
      file('.vscode/tasks.json', { kind: 'added', before: null }),
      file('c.bin', { kind: 'deleted', before: null, after: null, isOpaque: true }),
    ];
    assert.deepEqual(previewSentences({ exitCode: 0, output: '', files, isCut: true }, english), [
      'On a copy, without network, it changed files: 1 added, 1 changed, 1 deleted (exit 0).',
      'There are more than are listed.',
      'Editors, shells or agents obey .vscode/tasks.json.',
      'No text, or too long to be shown: c.bin.',
      'Your files and the worktree are as they were.',
    ]);
    const ended = { exitCode: null, ended: 'was ended after 60 s', output: '', files: [], isCut: false };
    assert.deepEqual(previewSentences(ended, english), [
      'On a copy, without network, it changed no file (was ended after 60 s).',
      'Your files and the worktree are as they were.',
    ]);
  });

  it('is a diff to be read', () => {
    const files = [
      file('a', { after: 'a\nb\n' }),
      file('new', { kind: 'added', before: null }),
      file('c.bin', { before: null, after: null, isOpaque: true }),
    ];
    assert.equal(
      previewPatch(files).replaceAll(/=+\n/g, ''),
      [
        '--- a/a\n+++ b/a\n@@ -1,1 +1,2 @@\n a\n+b\n',
        '--- /dev/null\n+++ b/new\n@@ -0,0 +1,1 @@\n+b\n',
        'Files a/c.bin and b/c.bin differ\n',
      ].join(''),
    );
  });
});

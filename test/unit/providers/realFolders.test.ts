import assert from 'node:assert/strict';
import { mkdir, realpath, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import type * as EditorStub from '../../fakes/editorStub';
import { stubEditor } from '../../fakes/stubbedEditor';
import { removeFolder, temporaryFolder } from '../../fakes/temporaryFolder';

describe('the folders of a window', () => {
  let folder: string;
  let editor: typeof EditorStub;
  let hooks: { deregister(): void };

  before(async () => {
    hooks = stubEditor();
    editor = await import('../../fakes/editorStub');
    folder = await realpath(await temporaryFolder());
    await mkdir(join(folder, 'real'));
    await symlink('real', join(folder, 'linked'));
  });

  after(async () => {
    editor.workspace.workspaceFolders = [];
    hooks.deregister();
    await removeFolder(folder);
  });

  it('are those that are there, by their real paths', async () => {
    const { realFolders } = await import('../../../src/providers/realFolders');
    editor.workspace.workspaceFolders = ['linked', 'gone'].map((name) => ({
      uri: { fsPath: join(folder, name), scheme: 'file' },
    }));
    assert.deepEqual(await realFolders(), [join(folder, 'real')]);
  });
});

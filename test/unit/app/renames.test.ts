import assert from 'node:assert/strict';
import { Renames } from '../../../src/app/tasks/renames';
import { noSecrets } from '../../../src/core/secrets/secretPorts';
import { removeFolder, temporaryFolder } from '../../fakes/temporaryFolder';
import { TestWindow } from '../../fakes/testWindow';

describe('Renames', () => {
  let root: string;
  let window: TestWindow;

  beforeEach(async () => {
    root = await temporaryFolder();
    window = await TestWindow.open(root);
  });
  afterEach(async () => {
    await window.close();
    await removeFolder(root);
  });

  it('keeps a title without the key of the model, and writes nothing for the same one', async () => {
    const apiKey = 'sk-0123456789abcdef';
    const renames = new Renames({
      store: window.store,
      secrets: noSecrets,
      credentials: () => Promise.resolve(apiKey),
    });
    const taskId = await window.write('hold');
    for (const title of [` Ship with ${apiKey} `, 'Ship with [secret model key]', '  ']) {
      await renames.rename(taskId, title);
    }
    const { entries } = await window.files.load(taskId);
    assert.deepEqual(
      entries.flatMap((entry) => (entry.type === 'renamed' ? [entry.title] : [])),
      ['Ship with [secret model key]'],
    );
  });
});

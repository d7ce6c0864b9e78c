import assert from 'node:assert/strict';
import { ReviewJournal } from '../../../src/app/reviews/reviewJournal';
import { noSecrets } from '../../../src/core/secrets/secretPorts';
import type { HunkDecision, HunkVerdict, ObjectName } from '../../../src/protocol';
import { removeFolder, temporaryFolder } from '../../fakes/temporaryFolder';
import { TestWindow } from '../../fakes/testWindow';

const apiKey = 'sk-0123456789abcdef';
const object = 'a'.repeat(40) as ObjectName;
const decision = (verdict: HunkVerdict): HunkDecision => ({
  ...{ path: 'a.ts', key: '1'.repeat(32), base: object, head: object, size: 1, line: 1 },
  ...{ removed: `key = ${apiKey}\n`, added: 'key = env\n', verdict },
});

describe('the journal of a review', () => {
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

  it('names a secret where it would stand, and refuses an edit that could only be kept with it', async () => {
    const credentials = () => Promise.resolve(apiKey);
    const journal = new ReviewJournal({ store: window.store, secrets: noSecrets, credentials });
    const taskId = await window.write('hold');
    const rejected: HunkVerdict = { kind: 'rejected', reason: `Not ${apiKey}` };
    await journal.append(taskId, { type: 'hunks.decided', decisions: [decision(rejected)] });
    const edited: HunkVerdict = { kind: 'edited', text: `key = ${apiKey}\n` };
    await assert.rejects(journal.append(taskId, { type: 'hunks.decided', decisions: [decision(edited)] }), {
      ...{ domain: 'task', reason: 'not-possible-now' },
    });
    const { entries } = await window.files.load(taskId);
    assert.deepEqual(
      entries.flatMap((entry) => (entry.type === 'hunks.decided' ? entry.decisions : [])),
      [
        {
          ...decision({ kind: 'rejected', reason: 'Not [secret model key]' }),
          removed: 'key = [secret model key]\n',
        },
      ],
    );
  });
});

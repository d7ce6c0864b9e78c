import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import type { Letter, TaskId } from '../../src/protocol';
import { limitRequest } from '../fakes/scriptedRunner';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';
import { TestWindow } from '../fakes/testWindow';

describe('letters to a task that waits for a person', () => {
  let root: string;
  let window: TestWindow;
  let taskId: TaskId;
  let folder: string;

  beforeEach(async () => {
    root = await temporaryFolder();
    window = await TestWindow.open(root);
    taskId = await window.write('ask');
    await window.fleet.submit(taskId);
    await window.until(taskId, ({ state }) => state.kind === 'waiting');
    folder = path.join(root, 'tasks', taskId, 'letters');
    await fs.mkdir(folder, { recursive: true });
  });
  afterEach(async () => {
    await window.close();
    await removeFolder(root);
  });

  /** When a letter that was left in the box is there no more. */
  const gone = async (): Promise<void> => {
    while ((await fs.readdir(folder)).length > 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  it('H04: decide nothing when they answer what was not asked, what can’t be said to it, or are no letters', async () => {
    const answer = (requestId: string, decision: object): object => ({ type: 'answer', requestId, decision });
    const said = [
      ...['r0', 'r2', '__proto__', '*'].map((requestId) => answer(requestId, { kind: 'continue' })),
      ...[{ kind: 'allow' }, { kind: 'always' }, { kind: 'approve', text: 'x' }].map((each) => answer('r1', each)),
      answer('r1', { kind: 'allow', remember: { words: ['sh'], match: 'prefix' } }),
      answer('r1', { kind: 'continue', isByPerson: true }),
      ...[{ type: 'start' }, { type: 'credentials', apiKey: 'x' }, null, []],
    ];
    const before = await fs.readFile(path.join(root, 'tasks', taskId, 'events.jsonl'), 'utf8');
    for (const [index, each] of said.entries()) {
      const id = `forged${String(index).padStart(4, '0')}`;
      const text = JSON.stringify({ v: 1, id, said: each });
      await fs.writeFile(path.join(folder, `00000${index}-${id}.json`), text);
      await gone();
    }
    assert.equal(await fs.readFile(path.join(root, 'tasks', taskId, 'events.jsonl'), 'utf8'), before);
    assert.equal(window.store.get(taskId).state.kind, 'waiting');
    assert.deepEqual([...new Set(window.launcher.commands.map(({ type }) => type))], ['credentials', 'start']);
  });

  it('H04: count once, and the first one decides', async () => {
    const letter = (id: string, kind: 'take' | 'continue'): Letter => ({
      ...{ v: 1, id, said: { type: 'answer', requestId: limitRequest.requestId, decision: { kind } } },
    });
    const letters = [letter('firstletter', 'take'), letter('firstagain0', 'take'), letter('secondletter', 'continue')];
    for (const each of letters) {
      await window.files.letters.post(taskId, each);
    }
    await window.until(taskId, ({ state }) => state.kind === 'complete');
    await gone();
    const answers = window.store.events(taskId).filter(({ type }) => type === 'answer');
    assert.deepEqual(
      answers.map(({ causeId }) => causeId),
      ['firstletter'],
    );
    assert.equal(window.launcher.commands.filter(({ type }) => type === 'answer').length, 1);
  });
});

import assert from 'node:assert/strict';
import { givenSecrets } from '../../../src/app/models/givenSecrets';
import { lastUse, NamedSecrets, usesOf } from '../../../src/app/models/namedSecrets';
import { secretUsesLabel } from '../../../src/core/secrets/secretLabels';
import { english } from '../../../src/core/translate';
import { initialRun } from '../../../src/core/run/runReducer';
import type { Task, TaskView } from '../../../src/protocol';
import { task } from '../core/journal';

const at = '2026-01-02T03:04:05.000Z';

/** The secret storage of an editor. */
class MemoryStorage {
  readonly kept = new Map<string, string>();
  get = (id: string): Promise<string | undefined> => Promise.resolve(this.kept.get(id));
  set = (id: string, value: string): Promise<void> => Promise.resolve(void this.kept.set(id, value));
  delete = (id: string): Promise<void> => Promise.resolve(void this.kept.delete(id));
}

describe('named secrets', () => {
  let storage: MemoryStorage;
  let secrets: NamedSecrets;
  beforeEach(() => {
    storage = new MemoryStorage();
    secrets = new NamedSecrets({ storage, clock: { now: () => new Date(at) } });
  });

  it('are listed with name and scope, and never with a value', async () => {
    await secrets.save({ name: 'B', scope: null }, 'value-of-b');
    await secrets.save({ name: 'A', scope: null }, 'value-of-a');
    await secrets.save({ name: 'B', scope: '/repo' }, 'value-of-b-here');
    const list = await secrets.list();
    assert.deepEqual(list, [
      { name: 'B', scope: '/repo', savedAt: at },
      { name: 'A', scope: null, savedAt: at },
      { name: 'B', scope: null, savedAt: at },
    ]);
    assert.equal(storage.kept.get('secrets')?.includes('value'), false);
    assert.deepEqual(await secrets.namesFor('/repo'), ['A', 'B']);
    assert.deepEqual(await secrets.namesFor('/other'), ['A', 'B']);
  });

  it('are given to tasks of their repository, before those for all', async () => {
    await secrets.save({ name: 'A', scope: null }, 'for-all-of-them');
    await secrets.save({ name: 'A', scope: '/repo' }, 'for-this-one');
    await secrets.save({ name: 'B', scope: '/repo' }, 'only-for-this-one');
    assert.deepEqual(await secrets.values(['A', 'B'], '/repo'), { A: 'for-this-one', B: 'only-for-this-one' });
    assert.deepEqual(await secrets.values(['A', 'B'], '/other'), { A: 'for-all-of-them' });
  });

  it('get another value, and leave nothing behind when they are deleted', async () => {
    await secrets.save({ name: 'A', scope: null }, 'the-first-value');
    await secrets.save({ name: 'A', scope: null }, 'the-second-value');
    assert.equal((await secrets.list()).length, 1);
    assert.deepEqual(await secrets.values(['A'], '/repo'), { A: 'the-second-value' });
    await secrets.delete({ name: 'A', scope: null });
    assert.deepEqual(await secrets.values(['A'], '/repo'), {});
    assert.deepEqual([...storage.kept], [['secrets', '[]']]);
  });

  it('are refused when they are too short, too long, or named as what decides how programs run', async () => {
    for (const [name, value, why] of [
      ['A', 'tiny77', /at least 8 characters/],
      ['A', 'x'.repeat(40_000), /at most 32768 characters/],
      ['A', 'zero\0zero', /zero byte/],
      ['LD_PRELOAD', 'long enough', /decides how programs run/],
      ['PATH', 'long enough', /decides how programs run/],
      ['a-b', 'long enough', /no name for a secret/],
    ] as const) {
      await assert.rejects(secrets.save({ name, scope: null }, value), (error: Error) => {
        assert.match(error.message, why);
        return !error.message.includes(value);
      });
    }
    assert.deepEqual([...storage.kept], []);
  });

  it('tell which task of their scope used them last', () => {
    const view = (root: string, usedAt: string): Pick<TaskView, 'task' | 'run'> => ({
      task: { ...task, repos: [{ root }] },
      run: { ...initialRun, usedSecrets: { A: usedAt } },
    });
    const views = [view('/repo', '2026-01-01'), view('/other', '2026-01-03'), view('/repo', '2026-01-02')];
    assert.deepEqual(lastUse({ name: 'A', scope: null }, views), { view: views[1], at: '2026-01-03' });
    assert.deepEqual(lastUse({ name: 'A', scope: '/repo' }, views), { view: views[2], at: '2026-01-02' });
    assert.equal(lastUse({ name: 'B', scope: null }, views), null);
    assert.equal(
      secretUsesLabel(usesOf({ name: 'A', scope: '/repo' }, views), english),
      `2026-01-02: “${task.title}”\n2026-01-01: “${task.title}”`,
    );
  });

  it('keep a task from starting that names one without a value', async () => {
    const named: Task = { ...task, secrets: { names: ['A', 'B', 'C'] } };
    const source = () => Promise.resolve({ B: 'value-of-b', D: 'of no use' });
    await assert.rejects(givenSecrets(named, source), {
      reason: 'secret-missing',
      message: 'The task was not started, because the secrets A, C have no value here.',
    });
    assert.deepEqual(await givenSecrets({ ...task, secrets: { names: ['B'] } }, source), { B: 'value-of-b' });
    assert.equal(await givenSecrets(task, source), null);
  });
});

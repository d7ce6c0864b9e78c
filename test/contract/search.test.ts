import * as assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { storedTexts } from '../../src/adapters/store/storedTexts';
import { openTaskDirectory } from '../../src/adapters/store/taskDirectory';
import { SystemClock } from '../../src/adapters/system/systemClock';
import { SystemIds } from '../../src/adapters/system/systemIds';
import { TaskSearch } from '../../src/app/tasks/taskSearch';
import { TaskStore } from '../../src/app/tasks/taskStore';
import { foldedText } from '../../src/core/search/foldedText';
import type { TaskFiles } from '../../src/core/storePorts';
import { english } from '../../src/core/translate';
import type { EventBody, SearchHit, SearchProgress, TaskId, TaskView } from '../../src/protocol';
import { MemoryLog } from '../fakes/memoryLog';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';
import { task } from '../unit/core/journal';

const clock = new SystemClock();
const ids = new SystemIds();
const never = new AbortController().signal;

const says = (text: string): EventBody => ({ type: 'message.end', messageId: 'm', text, calls: [], stop: 'end' });
const calls = (callId: string, tool: string, input: object): EventBody => ({
  ...{ type: 'tool.intent', callId: callId as never, tool, input: JSON.stringify(input), effect: 'write' },
});
const returns = (callId: string, text: string): EventBody => ({
  ...{ type: 'tool.result', callId: callId as never, tool: 'shell', outcome: 'ok', text },
});

describe('the search over all tasks', () => {
  let root: string;
  let files: TaskFiles;
  let store: TaskStore;
  let patches: Map<TaskId, string>;

  beforeEach(async () => {
    root = await temporaryFolder();
    const log = new MemoryLog();
    files = await openTaskDirectory(root, { clock, log });
    store = new TaskStore(files, log);
    patches = new Map();
  });

  afterEach(async () => {
    store.dispose();
    await removeFolder(root);
  });

  const create = async (title: string, bodies: readonly EventBody[]): Promise<TaskId> => {
    const id = ids.taskId();
    await files.create(id);
    await files.append(id, { type: 'created', task: { ...task, id, title } });
    await files.appendEvents(id, [{ type: 'user.message', text: task.prompt, source: 'prompt' }, ...bodies], {
      fence: 0,
    });
    return id;
  };

  const print = (id: TaskId, name: string, text: string | Buffer): Promise<void> =>
    fs.writeFile(path.join(files.taskDir(id), 'output', name), text);

  const search = async (
    text: string,
    signal = never,
  ): Promise<{ hits: SearchHit[]; progress: SearchProgress; told: SearchProgress[] }> => {
    await store.load('told');
    const hits: SearchHit[] = [];
    const told: SearchProgress[] = [];
    const patch = (view: TaskView): Promise<string> => {
      const text = patches.get(view.task.id);
      return text === undefined ? Promise.reject(new Error('gone')) : Promise.resolve(text);
    };
    const searching = new TaskSearch({ store, texts: storedTexts((id) => files.taskDir(id)), patch, t: english });
    const progress = await searching.search(text, {
      signal,
      tell: (found, so) => {
        hits.push(...found);
        told.push(so);
      },
    });
    return { hits, progress, told };
  };

  const found = async (text: string): Promise<string[]> =>
    (await search(text)).hits.map(
      ({ title, where, label, seq, before, match, after }) =>
        `${title} ${where} ${label} ${seq ?? '-'}: ${before}[${match}]${after}`,
    );

  it('finds words in what was said, printed and written, newest tasks first, whatever their case', async () => {
    const one = await create('One', [
      says('The ROUNDING of totals was wrong:\n"half up"'),
      calls('c1', 'edit_file', { path: 'src/total.ts', old_text: 'ceil(a)', new_text: 'round("half up")' }),
      calls('c2', 'shell', { command: 'npm test' }),
      returns('c2', 'a few lines'),
    ]);
    await print(one, 'c2.log', 'first\nthen rounding failed 3 times\nlast\n');
    await create('Two, about rounding', [says('Nothing of that')]);
    assert.deepEqual(await found('rounding'), [
      'Two, about rounding title Title -: Two, about [rounding]',
      'Two, about rounding message You 1: Fix the [rounding] of totals.',
      'One message You 1: Fix the [rounding] of totals.',
      'One message Agent 2: The [ROUNDING] of totals was wrong: "half up"',
      'One output Output 4: then [rounding] failed 3 times',
    ]);
    assert.deepEqual(await found('"HALF UP" in:diff'), ['One diff src/total.ts 3: ceil(a) round("[half up]")']);
    assert.deepEqual(await found('rounding failed'), ['One output Output 4: then [rounding] failed 3 times']);
    assert.deepEqual(await found('in:output npm'), ['One output Command 4: [npm] test']);
  });

  it('looks only where, and only through tasks that, a field names', async () => {
    const one = await create('One', [
      calls('c1', 'write_file', { path: 'src/a.ts', content: 'needle' }),
      calls('c2', 'write_file', { path: 'docs/b.md', content: 'needle' }),
      { type: 'files.changed', files: [{ path: 'src/a.ts', status: 'added', added: 1, removed: 0 }] },
      says('needle'),
      { type: 'finished', outcome: { kind: 'stopped' } },
    ]);
    await files.append(one, { type: 'prepared', workspace: { repos: [repo], carried: [] } });
    await create('Two', [says('needle')]);
    patches.set(
      one,
      [
        'diff --git a/src/a.ts b/src/a.ts',
        'new file mode 100644',
        '--- /dev/null',
        '+++ b/src/a.ts',
        '@@ -0,0 +1 @@',
        '+needle',
        'diff --git a/gen/c.ts b/gen/c.ts',
        '--- a/gen/c.ts',
        '+++ b/gen/c.ts',
        '@@ -1 +1 @@',
        '--- needle of a comment',
        ' needle that stays',
        '+++ other',
      ].join('\n'),
    );
    assert.deepEqual(await found('needle file:src'), [
      'One diff src/a.ts 2: [needle]',
      'One message Agent 5: [needle]',
    ]);
    assert.deepEqual(await found('needle status:stopped in:diff'), [
      'One diff src/a.ts 2: [needle]',
      'One diff docs/b.md 3: [needle]',
      'One diff gen/c.ts -: -- [needle] of a comment',
    ]);
    assert.deepEqual(await found('needle in:message'), [
      'Two message Agent 2: [needle]',
      'One message Agent 5: [needle]',
    ]);
    assert.deepEqual([await found('in:message'), await found('needle in:title')], [[], []]);
  });

  it('counts what could not be read and finds the rest', async () => {
    const one = await create('One', [
      says('needle'),
      { type: 'files.changed', files: [{ path: 'a', status: 'added', added: 1, removed: 0 }] },
    ]);
    await files.append(one, { type: 'prepared', workspace: { repos: [repo], carried: [] } });
    await create('Two', []);
    await fs.appendFile(path.join(files.taskDir(one), 'events.jsonl'), '{"v":1,"needle\n{"torn needle');
    const { hits, progress } = await search('needle');
    assert.deepEqual(
      [hits.map(({ seq }) => seq), progress],
      [[2], { searched: 2, of: 2, unread: 1, isCut: false, isDone: true }],
    );
  });

  it('says that there is more than it shows, and ends soon when it is aborted', async () => {
    await create(
      'Many',
      Array.from({ length: 40 }, (_, index) => says(`needle ${index}`)),
    );
    for (let index = 0; index < 12; index++) await create(`Task ${index}`, [says('needle')]);
    const { hits, progress } = await search('needle');
    assert.deepEqual([hits.length, progress.isCut, progress.isDone], [12 + 20, true, true]);
    const abort = new AbortController();
    const searching = search('needle', abort.signal);
    abort.abort();
    const { progress: ended } = await searching;
    assert.equal(ended.isDone, false);
    assert.ok(ended.searched < ended.of);
  });

  it('shows of bytes that are no text, and of a line without an end, what can be read', async () => {
    const id = await create('One', [calls('c1', 'shell', { command: 'x' })]);
    await print(id, 'c1.log', Buffer.concat([Buffer.alloc(300_000, 0xff), Buffer.from('\nthe needle')]));
    assert.deepEqual(await found('needle'), ['One output Output 2: the [needle]']);
  });

  it('finds exactly the messages that hold all words, however they are escaped', async () => {
    const piece = fc.constantFrom(
      ...['a', 'B', 'é', 'É', 'İ', '\u212a', 'k', 'K', '"', '\\', '\n', '😀', '漢', '<', ' '],
    );
    const words = fc.array(fc.string({ unit: piece, minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 2 });
    const texts = fc.array(fc.string({ unit: piece, maxLength: 12 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(words, texts, async (wanted, said) => {
        const phrases = wanted.map((word) => word.replaceAll('"', '')).filter((word) => word.trim() !== '');
        fc.pre(phrases.length > 0);
        const id = await create('Property', said.map(says));
        const expected = said.flatMap((text, index) =>
          phrases.every((phrase) => foldedText(text).includes(foldedText(phrase))) ? [index + 2] : [],
        );
        const { hits } = await search(`in:message ${phrases.map((phrase) => `"${phrase}"`).join(' ')}`);
        const here = hits.filter(({ taskId, seq }) => taskId === id && seq !== 1);
        assert.deepEqual(
          here.map(({ seq }) => seq),
          expected,
        );
        await fs.rm(files.taskDir(id), { recursive: true });
      }),
      { numRuns: 60 },
    );
  });
});

const repo = {
  root: '/r',
  commonDir: '/r/.git',
  worktree: '/w',
  gitDir: '/r/.git/worktrees/w',
  branch: 'agents/x',
  head: 'a'.repeat(40) as never,
  headName: 'main',
  snapshot: 'b'.repeat(40) as never,
  uncommitted: 0,
};

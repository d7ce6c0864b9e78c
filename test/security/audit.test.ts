import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import path from 'node:path';
import * as fc from 'fast-check';
import { openEventJournal } from '../../src/adapters/store/eventJournal';
import { hashOfLine } from '../../src/adapters/store/chainedLines';
import { verifyJournals } from '../../src/adapters/store/verifyJournals';
import { SystemClock } from '../../src/adapters/system/systemClock';
import { call, type Desk, done, Place, shell } from '../e2e/badLuckPlace';
import { MemoryLog } from '../fakes/memoryLog';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';
import { prompt, ready, says, taskId } from '../unit/core/journal';

interface AuditLine {
  kind: string;
  who?: string;
  what: string;
  rule?: string;
  digest?: string;
}

const hostile = '<img src=http://canary.example/x onerror=alert(1)></script><script>alert(2)</script>\u202e';

describe('the audit log of a task', () => {
  let place: Place;
  let desk: Desk;
  let id: string;

  before(async () => {
    const control = call('write_file', { path: '.vscode/tasks.json', content: '{}' });
    const turns = [
      shell('echo hello > made.txt'),
      control,
      call('read_file', { path: '../secret' }),
      call('nothing', {}),
      done,
    ];
    place = await Place.open(turns);
    desk = await place.desk();
    assert.equal((await desk.cli.run(...desk.task(`Do it ${hostile}`))).status, 2);
    id = await desk.cli.newest();
    assert.equal((await desk.cli.run('answer', id, 'deny', '--text', 'Not that file.')).status, 0);
    assert.equal((await desk.cli.run('apply', id)).status, 0);
  });
  after(() => place.close());

  async function exported(): Promise<{ head: Record<string, unknown>; lines: AuditLine[] }> {
    const { status, out } = await desk.cli.run('audit', id);
    assert.equal(status, 0);
    const [head, ...lines] = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    return { head: head as Record<string, unknown>, lines: lines as AuditLine[] };
  }

  it('holds each request, decision, act and refusal, with its rule and who it was', async () => {
    const { lines } = await exported();
    const shown = lines
      .filter(({ what }) => !/^Process \d+ on /.test(what))
      .map(({ kind, who, rule, what }) => [kind, who, rule, what.split('\n')[0]?.slice(0, 60)]);
    assert.deepEqual(shown, [
      ['act', 'person', undefined, 'Delegated “Do it <img src=http://canary.example/x…” (sandbox'],
      ['act', undefined, undefined, 'Sandbox: bubblewrap.'],
      [
        'allowed',
        'policy',
        'sandbox without network, or the task’s own command',
        'shell {"command":"echo hello > made.txt"}',
      ],
      ['request', 'agent', undefined, 'write .vscode/tasks.json'],
      ['act', undefined, undefined, 'Sandbox: bubblewrap.'],
      ['decision', 'terminal', undefined, 'Denied: Not that file.'],
      ['refused', undefined, undefined, 'write_file: This was not allowed. They wrote: Not that file.'],
      ['allowed', 'policy', 'reading', 'read_file {"path":"../secret"}'],
      ['refused', undefined, undefined, 'read_file: "../secret" is outside the worktree of this task.'],
      ['refused', undefined, 'call not understood', 'nothing: There is no tool "nothing". The tools are: read_fil'],
      ['act', undefined, undefined, 'Finished: unverified.'],
      ['act', 'person', undefined, 'Apply of the change was begun.'],
      ['act', 'person', undefined, 'The change was applied to the checkout.'],
    ]);
  });

  it('says that both journals are intact, and which line is not after one was changed', async () => {
    const { head } = await exported();
    const journals = head['journals'] as Record<string, { status: string; lines: number }>;
    assert.deepEqual([journals['task']?.status, journals['events']?.status], ['intact', 'intact']);
    const file = path.join(desk.data, 'tasks', id, 'events.jsonl');
    const text = await fs.readFile(file, 'utf8');
    await fs.writeFile(file, text.replace('"kind":"deny"', '"kind":"allow"'));
    const after = (await exported()).head['journals'] as Record<string, Record<string, unknown>>;
    const denied = text.split('\n').findIndex((line) => line.includes('"kind":"deny"')) + 1;
    assert.deepEqual([after['events']?.['status'], after['events']?.['brokenAt']], ['broken', denied + 1]);
    await fs.writeFile(file, text);
  });

  it('lets others see the task as a page or as lines, from its journals and the repository', async () => {
    const page = await desk.cli.run('export', id);
    assert.equal(page.status, 0);
    assert.doesNotMatch(page.out, /<script|<img|<link|<iframe|javascript:/i);
    assert.match(page.out, /<summary>made\.txt<\/summary>/);
    assert.match(page.out, /<span class="add">\+hello<\/span>/);
    const { out } = await desk.cli.run('export', id, '--jsonl');
    const kinds = out
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { kind: string }).kind);
    assert.deepEqual([...new Set(kinds)], ['task', 'entry', 'event', 'change']);
    const contents = await desk.cli.run('export', id, '--contents');
    assert.match(contents.out, /The change as a diff: 1 file/);
    assert.equal((await desk.cli.run('export', id, '--html', '--jsonl')).status, 64);
    const digest = await desk.cli.run('digest', '--since', '1h');
    assert.match(digest.out, /was applied to your checkout\./);
  });

  it('is a page that loads nothing and runs nothing, whatever was written', async () => {
    const { status, out } = await desk.cli.run('audit', id, '--html');
    assert.equal(status, 0);
    assert.match(
      out,
      /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">/,
    );
    assert.doesNotMatch(out, /<script|<img|<link|<iframe|javascript:|\u202e|\son\w+=(?!http)[^&]*>/i);
    assert.match(out, /&lt;img src=http:\/\/canary\.example\/x onerror=alert\(1\)&gt;/);
    assert.match(out, /<span class="hidden">\\u\{202e\}<\/span>/);
    assert.match(out, /Intact: each of \d+ lines follows on the one before it/);
  });
});

describe('the chain of a journal', () => {
  let taskDir: string;
  const clock = new SystemClock();
  const file = (): string => path.join(taskDir, 'events.jsonl');

  async function write(count: number): Promise<void> {
    const options = { taskId, taskDir, fence: 1, redact: (text: string) => text, clock, log: new MemoryLog() };
    const journal = await openEventJournal(options);
    for (let index = 0; index < count; index += 1) {
      await journal.append([ready, prompt, says(`Number ${index}`)][index % 3] ?? ready);
    }
    await journal.close();
  }

  const status = async (): Promise<unknown> => {
    const { status, brokenAt } = (await verifyJournals(taskDir)).events;
    return brokenAt === undefined ? status : [status, brokenAt];
  };

  beforeEach(async () => (taskDir = await temporaryFolder()));
  afterEach(() => removeFolder(taskDir));

  it('holds over a process that was killed in the middle of a line', async () => {
    await write(4);
    const whole = await fs.readFile(file());
    const last = whole.lastIndexOf('\n', whole.length - 2) + 1;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: last, max: whole.length - 1 }), async (end) => {
        await fs.writeFile(file(), whole.subarray(0, end));
        await write(2);
        assert.equal(await status(), 'intact');
      }),
      { numRuns: 40 },
    );
  });

  it('breaks where a line was changed, taken out, put in or moved', async () => {
    await write(6);
    const lines = (await fs.readFile(file(), 'utf8')).trimEnd().split('\n');
    const with2 = (act: (lines: string[]) => void): Promise<void> => {
      const changed = [...lines];
      act(changed);
      return fs.writeFile(file(), `${changed.join('\n')}\n`);
    };
    const acts: [unknown, (lines: string[]) => unknown][] = [
      [['broken', 3], (all) => all.splice(1, 1, (all[1] ?? '').replace('"at":"2', '"at":"3'))],
      [['broken', 2], (all) => all.splice(1, 1)],
      [['broken', 3], (all) => all.splice(2, 0, '{"v":1,"seq":3}')],
      [['broken', 3], (all) => all.splice(2, 0, (all[2] ?? '').replaceAll(/"prev":"\w+"/g, '"prev":null'))],
      [['broken', 4], (all) => all.splice(2, 0, all[2] ?? '')],
    ];
    for (const [expected, act] of acts) {
      await with2(act);
      assert.deepEqual(await status(), expected);
    }
  });

  it('covers what an older version wrote from the first line on that a newer one adds', async () => {
    await write(2);
    const old = (await fs.readFile(file(), 'utf8')).replaceAll(/,"prev":"\w+"/g, '');
    await fs.writeFile(file(), old);
    assert.equal(await status(), 'unchained');
    await write(1);
    assert.equal(await status(), 'intact');
    const text = await fs.readFile(file(), 'utf8');
    assert.ok(text.includes(`"prev":"${hashOfLine(Buffer.from(old.trimEnd().split('\n')[1] ?? ''))}"`));
    await fs.writeFile(file(), text.replace('"resumed":false', '"resumed":true '));
    assert.equal(await status(), 'intact', 'what lies before the last old line was never covered');
    await fs.writeFile(file(), text.replace('"source":"prompt"', '"source":"check"'));
    assert.deepEqual(await status(), ['broken', 3]);
  });
});

import * as assert from 'node:assert/strict';
import fc from 'fast-check';
import { Cleaning } from '../../../../src/core/share/cleaning';
import { patchHtml } from '../../../../src/core/share/patchHtml';
import { sharedContents, sharedLines, type SharedTask } from '../../../../src/core/share/sharedTask';
import { taskPage } from '../../../../src/core/share/taskPage';
import { english } from '../../../../src/core/translate';
import { viewTask } from '../../../../src/core/views/taskView';
import type { CallId } from '../../../../src/protocol';
import { appJournal, journal, prompt, ready, says, task } from '../journal';

const hostile = '<img src=http://canary.example/x onerror=alert(1)></script><script>alert(2)</script>';
const call = { callId: 'c1' as CallId, tool: 'shell', input: JSON.stringify({ command: `echo ${hostile}` }) };
const patch = [
  'diff --git a/src/a.ts b/src/a.ts',
  'index 1..2 100644',
  '--- a/src/a.ts',
  '+++ b/src/a.ts',
  '@@ -1,2 +1,2 @@',
  ' same',
  `-const a = "${hostile}";`,
  '+const a = 2;',
  'diff --git a/gone.txt b/gone.txt',
  'deleted file mode 100644',
  '--- a/gone.txt',
  '+++ /dev/null',
  '@@ -1 +0,0 @@',
  '-bye',
  '',
].join('\n');

function shared(): SharedTask {
  const entries = appJournal([{ type: 'created', task: { ...task, title: `Do ${hostile}` } }]);
  const events = journal([
    ready,
    prompt,
    says(`I did ${hostile}`, [{ ...call, callId: 'c1' }]),
    { type: 'tool.intent', ...call, effect: 'execute' },
    { type: 'tool.result', callId: call.callId, tool: 'shell', outcome: 'ok', text: hostile, exitCode: 0 },
    { type: 'finished', outcome: { kind: 'unverified' } },
  ]);
  const view = viewTask(entries, events, false);
  assert.ok(view !== null);
  return { view, entries, events, patch, exportedAt: '2026-11-23T10:00:00.000Z', secrets: 0 };
}

function cleaning(home = '/home/me'): Cleaning {
  return new Cleaning({ redact: (text) => text.replaceAll('hunter2', '[secret PASSWORD]'), home });
}

describe('what others may see of a task', () => {
  it('is without the secrets of the task, and without what has the form of a key', () => {
    const key = `ghp_${'a1B2'.repeat(9)}`;
    const pem = '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----';
    const all = cleaning();
    assert.deepEqual(
      all.cleanAll({
        said: ['hunter2 and', key, `x ${pem} y`],
        deep: { url: 'https://me:s3cretword@example.com/a' },
        n: 1,
      }),
      {
        said: ['[secret PASSWORD] and', '[removed: token]', 'x [removed: private key] y'],
        deep: { url: 'https://me:[removed: address]@example.com/a' },
        n: 1,
      },
    );
    assert.equal(all.secrets, 4);
  });

  it('names the home folder by ~, and no folder whose name only begins alike', () => {
    assert.equal(
      cleaning().clean('/home/me/shop/a.ts /home/me "/home/me" /home/meg/b /srv/home/me'),
      '~/shop/a.ts ~ "~" /home/meg/b /srv/home/me',
    );
    assert.equal(cleaning('C:\\Users\\Me\\').clean('C:\\Users\\Me\\a.ts'), '~\\a.ts');
    assert.equal(cleaning('/').clean('/a'), '/a');
  });

  it('holds no key, wherever it stands in any text', () => {
    const key = `sk-ant-${'k3Y-'.repeat(8)}`;
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const safe = cleaning().clean(`${before} ${key} ${after}`);
        assert.ok(!safe.includes(key));
      }),
    );
  });

  it('is a page that loads and runs nothing, in which what others wrote is only text', () => {
    const page = taskPage(shared());
    assert.ok(!/<(script|img|link|iframe)/i.test(page));
    assert.match(page, /default-src 'none'; style-src 'unsafe-inline'/);
    assert.match(page, /prefers-color-scheme: dark/);
    assert.match(page, /@media print/);
    assert.match(page, /I did &lt;img/);
    assert.match(page, /<span class="add">\+const a = 2;<\/span>/);
  });

  it('is lines of JSON that hold both journals and the change', () => {
    const lines = sharedLines(shared())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; type?: string });
    assert.deepEqual(
      lines.map(({ kind, type = '' }) => `${kind} ${type}`.trim()),
      [
        'task',
        'entry created',
        'event ready',
        'event user.message',
        'event message.end',
        'event tool.intent',
        'event tool.result',
        'event finished',
        'change',
      ],
    );
  });

  it('says first what it holds and what not', () => {
    assert.deepEqual(sharedContents({ ...shared(), secrets: 2 }, english), [
      'The task in your words, and 5 steps of its transcript with what the model was told.',
      'No change of files.',
      'No receipt of a check.',
      'What was used and what it cost.',
      'Secrets, or what looks like one, were taken out in 2 places. Look for what only you know to be one.',
      'Not in it: whole outputs of commands, and images. Your home folder is written as ~.',
    ]);
  });
});

describe('a diff on a page', () => {
  it('has a part for each file, under its new name or that of what was deleted', () => {
    const html = patchHtml(patch);
    assert.deepEqual(
      [...html.matchAll(/<summary>(.*?)<\/summary>/g)].map((match) => match[1]),
      ['src/a.ts', 'gone.txt'],
    );
    assert.deepEqual(
      [...html.matchAll(/<span class="(\w+)">/g)].map((match) => match[1]),
      ['at', 'same', 'del', 'add', 'at', 'del'],
    );
  });

  it('keeps how code is indented, and writes out what would push it away or hide in it', () => {
    const lines = ['@@ -0,0 +1,4 @@', '+\tif x {', `+${' '.repeat(12)}y\t= 1`, `+a${' '.repeat(12)}b`, '+c\u202e'];
    const html = patchHtml(['diff --git a/a b/a', '--- a/a', '+++ b/a', ...lines, ''].join('\n'));
    const shown = [...html.matchAll(/<span class="add">(.*?)<\/span>(?=\n|<\/pre>)/g)].map((match) => match[1]);
    const hidden = (text: string): string => `<span class="hidden">${text}</span>`;
    assert.deepEqual(shown, [
      ...['+\tif x {', `+${' '.repeat(12)}y\t= 1`],
      ...[`+a${hidden('⟨12 × space⟩')}b`, `+c${hidden('\\u{202e}')}`],
    ]);
  });

  it('leaves out what is too long, and says how much', () => {
    const long = `diff --git a/a b/a\n--- a/a\n+++ b/a\n@@ -0,0 +1 @@\n${'+x\n'.repeat(20_005)}`;
    assert.match(patchHtml(long), /9 more lines of the diff were left out/);
  });
});

import assert from 'node:assert/strict';
import { pullText } from '../../../../src/core/forges/pullText';
import type { EventBody, FileChange, Task } from '../../../../src/protocol';
import { viewTask } from '../../../../src/core/views/taskView';
import { appJournal, journal, prompt, ready, receipt, task as usual, tree } from '../journal';

const file = (path: string, more: Partial<FileChange> = {}): FileChange => ({
  ...{ path, status: 'modified', added: 2, removed: 1 },
  ...more,
});

function viewOf(events: readonly EventBody[], task: Partial<Task> = {}) {
  const view = viewTask(
    appJournal([{ type: 'created', task: { ...usual, ...task } }]),
    journal([ready, prompt, ...events]),
    false,
  );
  assert.ok(view !== null);
  return view;
}

const passed = { ...receipt(0), counts: { runner: 'mocha', passed: 47, failed: 0 }, place: 'clean' } as const;
const none = { files: [], flagged: [], isChecked: true };

describe('the text of a pull request', () => {
  it('says what was asked, changed and checked, what to look at first, and what was not checked', () => {
    const view = viewOf([
      {
        type: 'tests.weakened',
        findings: [{ kind: 'skipped-test', path: 'a.test.js', line: 3, text: 'it.skip' }],
        tree,
      },
      { type: 'finished', outcome: { kind: 'verified', receipt: passed } },
    ]);
    const files = [
      file('src/a.js'),
      file('package.json'),
      file('old.js', { status: 'deleted', added: 0 }),
      file('to.js', { status: 'renamed', oldPath: 'from.js' }),
      file('logo.png', { status: 'added', added: null, removed: null }),
    ];
    const flagged = [{ path: '.vscode/tasks.json', why: 'is obeyed by editors' }];
    assert.deepEqual(pullText(view, { files, flagged, isChecked: false }), {
      title: 'Fix the rounding',
      body: [
        ...['## What was asked', '', '> Fix the rounding of totals.', ''],
        ...['## Changes: 5 files +6 −4', ''],
        ...['- modified `src/a.js`, +2 −1', '- modified `package.json`, +2 −1', '- deleted `old.js`, +0 −1'],
        ...['- renamed `from.js` to `to.js`, +2 −1', '- added `logo.png`, binary', ''],
        ...['## Checks', '', '- `npm test` passed: 47 passed, on tree `bbbbbbbbbbbb` in a clean folder', ''],
        ...['## Look at first', '', '- skipped test in a.test.js:3', '- `.vscode/tasks.json` is obeyed by editors'],
        ...['- `package.json` says which dependencies there are', '- `old.js` is deleted', ''],
        ...['## Not checked', ''],
        '- The checks ran together with uncommitted changes of the author, which are not part of this.',
        '- `logo.png` is binary.',
      ].join('\n'),
    });
  });

  it('says that nothing was checked, and that a red check was taken', () => {
    const unverified = viewOf([{ type: 'finished', outcome: { kind: 'unverified' } }]);
    assert.match(pullText(unverified, none).body, /## Not checked\n\n- No check ran on this\.$/);
    const taken = viewOf([{ type: 'finished', outcome: { kind: 'taken', receipt: receipt(1) } }]);
    assert.match(
      pullText(taken, none).body,
      /- `npm test` failed: exit 1, .*\n[^]*- `npm test` was red, and the result was taken/,
    );
  });

  it('lets what was written elsewhere notify nobody, close nothing, load nothing and be no HTML', () => {
    const text = 'Thanks @ann-b, fixes #12 and !3 ![x](https://evil.example/x.png) <img src=x> &lt;\r\n\n## Heading';
    const { body } = pullText(viewOf([], { prompt: text }), none);
    const asked = body.slice(0, body.indexOf('\n\n##'));
    assert.doesNotMatch(asked, /@ann|#12|!3|!\[|<img/);
    assert.match(asked, /&lt;img src=x> &amp;lt;\n>\n> ## Heading/);
    assert.ok(
      asked
        .split('\n')
        .slice(2)
        .every((line) => line.startsWith('>')),
    );
  });

  it('shows paths and commands as code whatever is in them', () => {
    const { body } = pullText(viewOf([]), { ...none, files: [file('a`b``c.js'), file('@team #1.js')] });
    assert.match(body, /- modified ```a`b``c\.js```, /);
    assert.match(body, /- modified `@team #1\.js`, /);
  });

  it('stays within what a forge takes', () => {
    const files = Array.from({ length: 5_000 }, (_, index) => file(`${'long/'.repeat(30)}${index}.js`));
    const view = viewOf([], { prompt: 'x'.repeat(100_000), title: `${'t'.repeat(119)}\n` });
    const { title, body } = pullText(view, { ...none, files });
    assert.ok(title.length <= 200 && body.length <= 50_000);
    assert.match(body, /and 4900 more/);
  });
});

import assert from 'node:assert/strict';
import { type ScriptedCall, scriptOf } from '../../../src/adapters/models/scriptPlayer';
import { EngineBench } from './engineBench';

/** What the model is told of its calls, and the files afterwards. */
async function after(files: Record<string, string>, ...calls: ScriptedCall[]) {
  const script = scriptOf([...calls.map((call) => ({ calls: [call] })), {}]);
  const made = new EngineBench({ script, files, task: { verify: null, approve: 'deny' } });
  await made.run();
  const results = made.of('tool.result').map(({ outcome, text, lines }) => ({ outcome, text, lines }));
  return { results, files: Object.fromEntries(made.files.content), log: made.files.log };
}

const edit = (oldText: string, newText: string) => ({
  tool: 'edit_file',
  input: { path: 'a', old_text: oldText, new_text: newText },
});
const patch = (...lines: string[]) => ({
  tool: 'apply_patch',
  input: { patch: ['*** Begin Patch', ...lines, '*** End Patch'].join('\n') },
});

describe('the tools that change files', () => {
  it('say that a checkpoint is about to come before they are noted, and those that read do not', async () => {
    const read = { tool: 'read_file', input: { path: 'a' } };
    const script = scriptOf([{ calls: [read] }, { calls: [edit('x', 'w')] }, {}]);
    const made = new EngineBench({ script, files: { a: 'x\n' }, task: { verify: null, approve: 'deny' } });
    await made.run();

    const [, intent] = made.of('tool.intent');
    assert.deepEqual(made.expected, [(intent?.seq ?? 0) - 1]);
  });

  it('say where an edit was made, and in what it was not exact', async () => {
    const { results, files } = await after(
      { a: 'x\n\ty\n\tz\n' },
      edit('x', 'w'),
      edit('  y\n  z\n', '  y\n  v\n  u\n'),
    );
    assert.deepEqual(results, [
      { outcome: 'ok', text: 'Replaced in one place, at line 1.', lines: { added: 1, removed: 1 } },
      {
        outcome: 'ok',
        text: 'Replaced in one place, at line 2. old_text is not exactly what the file has: it differs in indentation (tabs in the place of 2 spaces). Lines that did not change were kept as the file has them.',
        lines: { added: 2, removed: 1 },
      },
    ]);
    assert.deepEqual(files, { a: 'w\n\ty\n\tv\n\tu\n' });
  });

  it('keep the line ends and the mark of a file that is written anew, unless the new text has its own', async () => {
    const write = (path: string, content: string) => ({ tool: 'write_file', input: { path, content } });
    const { results, files } = await after(
      { a: '\ufeffx\r\ny\r\n', b: 'x\r\ny\n', c: '\ufeffx\r\n', d: 'x\r\n' },
      write('a', 'z\nw'),
      write('b', 'z\n'),
      write('c', '\ufeffz\r\nw\n'),
      write('d', 'z'),
      write('e', 'z\n'),
    );
    assert.deepEqual(
      results.map(({ text }) => text),
      [
        'Written in place of the old content. Its line ends were CRLF and were kept so. Its byte order mark was kept.',
        'Written in place of the old content. Its line ends were CRLF in part; they are now as written.',
        'Written in place of the old content.',
        'Written in place of the old content.',
        'Written, a new file.',
      ],
    );
    assert.deepEqual(files, { a: '\ufeffz\r\nw', b: 'z\n', c: '\ufeffz\r\nw\n', d: 'z', e: 'z\n' });
  });

  it('apply a patch to all its files, or to none', async () => {
    const { results, files } = await after(
      { a: 'one\ntwo\n', b: 'b\n' },
      patch('*** Update File: a', '-one', '+1', '*** Update File: b', '*** Move to: c', '-b', '+c', '+d'),
      patch('*** Update File: a', '-two', '+2', '*** Delete File: b'),
    );
    assert.deepEqual(results, [
      { outcome: 'ok', text: 'Applied.\nM a at line 1\nR b → c at line 1', lines: { added: 3, removed: 2 } },
      { outcome: 'error', text: '"b" does not exist; nothing was changed.', lines: undefined },
    ]);
    assert.deepEqual(files, { a: '1\ntwo\n', c: 'c\nd\n' });
  });

  it('write nothing of a patch that touches a control file without consent', async () => {
    const { results, log } = await after(
      { a: 'one\n' },
      patch('*** Update File: a', '*** Move to: .envrc', '-one', '+1'),
    );
    assert.deepEqual([results[0]?.outcome, log], ['denied', []]);
  });
});

import assert from 'node:assert/strict';
import { proposedChange } from '../../../../src/core/labels/proposedChange';

const of = (tool: string, input: object) => proposedChange({ tool, input: JSON.stringify(input) });

describe('what a call would write', () => {
  it('is what goes and what comes, line by line', () => {
    const edit = { path: 'a.ts', old_text: 'one\ntwo\n', new_text: 'one\n2\n' };
    assert.deepEqual(of('edit_file', edit), { text: '- one\n- two\n+ one\n+ 2', isEverywhere: false });
    assert.equal(of('edit_file', { ...edit, replace_all: true })?.isEverywhere, true);
    assert.equal(of('edit_file', { ...edit, new_text: '' })?.text, '- one\n- two');
  });

  it('is the whole of a new file, and a patch as it was written', () => {
    assert.equal(of('write_file', { path: 'a.ts', content: 'one\n\ntwo' })?.text, '+ one\n+ \n+ two');
    assert.equal(of('apply_patch', { patch: '*** Begin Patch' })?.text, '*** Begin Patch');
  });

  it('is nothing of any other call, and says nothing of one that is malformed', () => {
    assert.equal(of('delete_file', { path: 'a.ts' }), null);
    assert.equal(proposedChange({ tool: 'edit_file', input: '{"old_text"' })?.text, '');
  });
});

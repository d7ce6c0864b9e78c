import assert from 'node:assert/strict';
import { inputPromptNote } from '../../../../src/core/labels/inputPrompt';

const note = ' It seems to have waited for input, which nobody can give it: answer by an option or a file instead.';

describe('a command that was ended', () => {
  it('is noted as one that waits for input when a prompt was the last it printed, long before', () => {
    const prompts = ['Password: ', 'a\nOverwrite? [y/N] ', 'Continue (yes/no)', 'name:', '> ', 'Really?'];
    assert.deepEqual(
      prompts.map((output) => inputPromptNote(output, 60_000, 100_000)),
      prompts.map(() => note),
    );
  });

  it('is not when it printed on, ended its last line, or said something else', () => {
    assert.equal(inputPromptNote('Password: ', 10_000, 100_000), '');
    assert.deepEqual(
      ['Password:\n', 'compiling', '', '50%'].map((output) => inputPromptNote(output, 100_000, 100_000)),
      ['', '', '', ''],
    );
  });
});

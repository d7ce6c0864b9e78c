import assert from 'node:assert/strict';
import { launchHelp } from '../../../../src/core/launch/launchHelp';
import { english } from '../../../../src/core/translate';

const said = (text: string) => launchHelp(text, english)?.sentence ?? null;

describe('what the box says of a text that begins with a slash', () => {
  it('is nothing for any other text, and for a path', () => {
    assert.deepEqual(['', 'Mend the cart', '/usr/lib is missing', '/nothing'].map(said), [null, null, null, null]);
  });

  it('is what can be begun while the name is written', () => {
    assert.equal(said('/'), '/apply-worktree  /best-of-n  /refactor  /review  /sprint  /worktree');
    assert.equal(said('/re'), '/refactor  /review');
    assert.equal(said('/best'), '/best-of-n MODEL, MODEL, … TASK: The same task by several models');
    assert.equal(launchHelp('/best', english)?.isBegun, true);
  });

  it('names the racers of a race, one for each time that it runs', () => {
    assert.deepEqual(launchHelp('/best-of-n gpt-5 x2, sonnet Mend the cart', english), {
      sentence: 'A race of 3: gpt-5, gpt-5, sonnet',
      isBegun: false,
      isRace: true,
    });
    assert.equal(said('/best-of-n Mend the cart'), 'The same task by several models');
  });

  it('is what any other will do, or why it can do nothing', () => {
    assert.equal(said('/refactor the cart'), 'Keep what the code does, and every test as it is');
    assert.match(said('/refactor ') ?? '', /\/refactor/);
  });
});

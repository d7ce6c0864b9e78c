import * as assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { call, type Desk, done, Place } from './badLuckPlace';

describe('the work of a task in the checkout, and back', () => {
  let place: Place;
  let desk: Desk;

  afterEach(() => place.close());

  it('goes there before it is complete, and what is edited there is what the agent goes on with', async () => {
    const write = call('write_file', { path: 'src/pears.txt', content: 'pears\n' });
    place = await Place.open([write, { fault: { kind: 'status', status: 401 } }, done]);
    desk = await place.desk();
    const { status, shown } = await desk.run(desk.task('Do it'));
    assert.deepEqual([status, shown.state.kind], [1, 'failed']);
    const { id, worktree } = shown;

    const brought = await desk.cli.run('bring', id);
    assert.equal(brought.status, 0, brought.err);
    const inCheckout = `${place.repo.root}/src/pears.txt`;
    assert.equal(await fs.readFile(inCheckout, 'utf8'), 'pears\n');
    await fs.appendFile(inCheckout, 'plums\n');

    const back = await desk.cli.run('hand-back', id);
    assert.equal(back.status, 0, back.err);
    assert.match(back.out, /^ {2}src\/pears\.txt\nHanded back with your edits/);
    place.assertKept();
    assert.equal(await fs.readFile(`${worktree ?? ''}/src/pears.txt`, 'utf8'), 'pears\nplums\n');

    const resumed = await desk.cli.run('message', id, 'Go on.');
    assert.equal(resumed.status, 0, resumed.err);
    const last = place.bodiesOf('Do it').at(-1) ?? '';
    assert.ok(last.indexOf('I have edited these files by hand: src/pears.txt.') < last.indexOf('Go on.'));
    assert.match(last, /I have edited these files by hand: src\/pears\.txt\./);
    assert.deepEqual((await desk.shown()).state.kind, 'complete');
  });
});

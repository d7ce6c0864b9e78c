import * as assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerTurn } from '../fakes/modelScript';
import { filesBelow } from '../fakes/testRepo';
import { ahead, busyRepo, call, done, type Ended, Place } from './badLuckPlace';

interface Wrong {
  call: ServerTurn;
  /** What the model is told, and the user too. */
  told: RegExp;
}

const write = (path: string): ServerTurn => call('write_file', { path, content: 'escaped\n' });
const edit = (oldText: string): ServerTurn =>
  call('edit_file', { path: 'src/cart.txt', old_text: oldText, new_text: 'plums' });

const wrongs: Record<string, Wrong> = {
  'arguments that are no JSON': {
    call: call('write_file', '{"path": "a.txt", "content": '),
    told: /^The arguments of write_file are not valid JSON \(.*\); nothing was done\.$/,
  },
  'arguments that are nested without end': {
    call: call('write_file', '['.repeat(500)),
    told: /^The arguments of write_file are nested too deeply; nothing was done\.$/,
  },
  'a missing argument': {
    call: call('write_file', { path: 'a.txt' }),
    told: /^The arguments of write_file are wrong \(content: .*\); nothing was done\.$/,
  },
  'an argument that nobody knows': {
    call: call('write_file', { path: 'a.txt', content: '', approved: true }),
    told: /^The arguments of write_file are wrong \(.*approved.*\); nothing was done\.$/,
  },
  'a tool that nobody knows': {
    call: call('rm_rf', { path: '/' }),
    told: /^There is no tool "rm_rf"\. The tools are: read_file, /,
  },
  'an edit of text that is not there': {
    call: edit('applse'),
    told: /^old_text was not found\. The text most like it is line 1:\n1: apples$/,
  },
  'an edit of text that is there twice': {
    call: edit('ples\n'),
    told: /^old_text stands in 2 places, at lines 1, 3; nothing was changed\. Include more of the lines around it/,
  },
  'a write above the worktree': {
    call: write('../escaped.txt'),
    told: /^"\.\.\/escaped\.txt" is outside the worktree of this task\. Use a path below the top/,
  },
  'a write at the top of the disk': {
    call: write('/escaped.txt'),
    told: /^"\/escaped\.txt" is outside the worktree of this task\./,
  },
  "a write into git's data": {
    call: write('.git/config'),
    told: /^"\.git\/config" belongs to git's own data, which tools can't touch\.$/,
  },
  "a write into git's data, spelled otherwise": {
    call: write('src/../.GIT./hooks/pre-commit'),
    told: /belongs to git's own data, which tools can't touch\.$/,
  },
  'a write into a folder by a link': {
    call: write('shelf/escaped.txt'),
    told: /^"shelf" is a symbolic link; nothing is changed through one\. Name the real folder\.$/,
  },
  'a write into a file by a link': {
    call: write('letter.txt'),
    told: /^"letter\.txt" is a symbolic link; nothing is changed through one\./,
  },
  'a look at a file by a link': {
    call: call('read_file', { path: 'letter.txt' }),
    told: /^"letter\.txt" is outside the worktree of this task\./,
  },
};

const endless = Array.from({ length: 5 }, () => call('rm_rf', '{'));

describe('a model that calls tools wrongly', () => {
  let place: Place;
  let outside: string;
  let outsideBefore: Record<string, string>;
  let ended: (name: string) => Promise<Ended>;

  before(async () => {
    const repo = busyRepo({
      prepare(made) {
        outside = join(made.folder, 'outside');
        mkdirSync(outside);
        writeFileSync(join(outside, 'letter.txt'), 'private\n');
        made.link('shelf', outside);
        made.link('letter.txt', join(outside, 'letter.txt'));
        made.write({ 'src/cart.txt': 'apples\npears\nmaples\n' });
      },
    });
    outsideBefore = filesBelow(outside);
    const scripts = Object.entries(wrongs).map(([name, wrong]) => [`«${name}»`, [wrong.call, done]]);
    const script = Object.fromEntries(scripts) as Record<string, ServerTurn[]>;
    place = await Place.open({ ...script, '«endless»': [...endless, done] }, { repo });
    ended = ahead(Object.keys(wrongs), async (name) => {
      const desk = await place.desk();
      return desk.run(desk.task(`Do «${name}»`));
    });
  });

  after(async () => {
    place.assertKept();
    assert.deepEqual(filesBelow(outside), outsideBefore);
    await place.close();
  });

  for (const [name, { told }] of Object.entries(wrongs)) {
    it(`is told about ${name}, and nothing is done`, async () => {
      const { status, out, err, shown } = await ended(name);
      assert.deepEqual([status, err], [0, '']);
      const [answer, ...others] = place.toldTo(`«${name}»`);
      assert.match(answer ?? '', told);
      assert.deepEqual(others, []);
      assert.match(out, /^ {2}.* · failed$/m);
      assert.ok(out.includes(`      ${answer?.split('\n')[0] ?? ''}`), out);
      assert.deepEqual([shown.state.kind, shown.files], ['complete', []]);
    });
  }

  it('M01: is stopped after five calls in a row that cannot be read, and may be tried again', async () => {
    const desk = await place.desk();
    const { status, out, shown } = await desk.run(desk.task('Do «endless»'));
    assert.equal(status, 1);
    assert.match(out, /^Failed: The model kept sending calls that cannot be read, five in a row\.\nUse a model that/m);
    assert.ok(shown.state.kind === 'failed');
    assert.equal(shown.state.error.reason, 'invalid-calls');
    assert.equal(place.bodiesOf('«endless»').length, 5);
    assert.equal((await desk.cli.run('resume', shown.id)).status, 0);
  });
});

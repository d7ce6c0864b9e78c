import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { mentionsOnDisk } from '../../src/adapters/files/mentionsOnDisk';
import { findProgram } from '../../src/adapters/process/sandbox';
import { GivenParts } from '../../src/app/tasks/givenParts';
import { partsOfSaid } from '../../src/core/composer/withAttachments';
import { english } from '../../src/core/translate';
import type { GivenPart, Mention } from '../../src/protocol';
import { MemoryImages } from '../fakes/memoryImages';
import { smallImages } from '../fakes/smallImages';
import { TestRepo } from '../fakes/testRepo';

const inFile = (name: string): GivenPart => ({ kind: 'mention', mention: { kind: 'file', path: name } });

for (const finder of ['ripgrep', 'walker'] as const) {
  describe(`what is given along, found by the ${finder}`, () => {
    let repo: TestRepo;
    let given: GivenParts;
    let nowMs = 0;
    const images = new MemoryImages();
    const symbols: Mention[] = [
      { kind: 'symbol', name: 'users', path: 'src/users.ts', lines: [2, 3] },
      { kind: 'symbol', name: 'usersHidden', path: 'node_modules/users.ts', lines: [1, 1] },
    ];

    beforeEach(() => {
      repo = TestRepo.with({
        '.gitignore': 'node_modules\n.env\n',
        '.cursorignore': 'private/\n',
        'src/users.ts': 'one\ntwo\nthree\nfour\n',
        'private/users.ts': 'secret',
        'docs/a b.md': '# A',
        'big.txt': 'x'.repeat(60_000),
        'data.bin': 'a\u0000b',
      });
      repo.write({ 'node_modules/users.ts': 'ignored' });
      fs.writeFileSync(path.join(repo.root, 'shot.png'), smallImages.png);
      repo.link('hosts', '/etc/hosts');
      nowMs = 0;
      given = new GivenParts({
        files: mentionsOnDisk(() =>
          finder === 'walker' ? Promise.resolve(null) : findProgram('rg', process.env['PATH']),
        ),
        symbols: () => Promise.resolve(symbols),
        images: { keep: (bytes) => images.keep(bytes), bring: () => Promise.resolve() },
        clock: { now: () => new Date(nowMs) },
      });
    });

    afterEach(() => repo.dispose());

    it('is named without what git ignores or agents are kept from', async () => {
      const place = { folder: repo.root, checkout: repo.root };
      assert.deepEqual(await given.complete(place, 'users'), [{ kind: 'file', path: 'src/users.ts' }, symbols[0]]);
      assert.deepEqual(await given.complete(place, 'docs'), [
        { kind: 'folder', path: 'docs' },
        { kind: 'file', path: 'docs/a b.md' },
        symbols[0],
      ]);
    });

    it('shows a new file once the listing is old', async () => {
      const place = { folder: repo.root, checkout: repo.root };
      const names = async (): Promise<string[]> => (await given.complete(place, 'z')).map((found) => found.path);
      assert.deepEqual(await names(), []);
      repo.write({ 'zebra.ts': '' });
      assert.deepEqual(await names(), []);
      nowMs = 10_000;
      assert.deepEqual(await names(), ['zebra.ts']);
    });

    it('is read as it is when it is sent', async () => {
      const parts: GivenPart[] = [
        inFile('src/users.ts'),
        { kind: 'mention', mention: { kind: 'symbol', name: 'users', path: 'src/users.ts', lines: [2, 3] } },
        { kind: 'mention', mention: { kind: 'folder', path: 'src' } },
        { kind: 'text', attachment: { label: 'a selection', text: 'picked' } },
        inFile('big.txt'),
        inFile('data.bin'),
        inFile('shot.png'),
      ];
      const text = await given.written(repo.root, { said: 'Look.', given: parts }, english);
      assert.deepEqual(partsOfSaid(text), {
        said: 'Look.',
        attached: [
          { label: 'src/users.ts', text: 'one\ntwo\nthree\nfour\n' },
          { label: 'users in src/users.ts, lines 2 to 3', text: 'two\nthree\n' },
          { label: 'src', text: 'src/users.ts' },
          { label: 'a selection', text: 'picked' },
          { label: 'big.txt (the beginning)', text: 'x'.repeat(50_000) },
          { label: 'data.bin', text: 'This file is no text. Look at it where it is.' },
          {
            label: 'shot.png',
            text: 'PNG image, 7 × 5 pixels, 124 bytes',
            image: { digest: [...images.kept.keys()][0], mediaType: 'image/png', bytes: 124, width: 7, height: 5 },
          },
        ],
      });
    });

    it('is refused where an agent could not read it either', async () => {
      for (const name of ['../outside', '/etc/passwd', 'hosts', 'private/users.ts', 'gone.ts', '.git/config']) {
        await assert.rejects(given.written(repo.root, { said: 'Look.', given: [inFile(name)] }, english), name);
      }
    });

    it('is refused as a whole when it is longer than a message can be', async () => {
      const attachment = { label: 'x', text: 'x'.repeat(50_000) };
      const many: GivenPart[] = Array.from({ length: 4 }, () => ({ kind: 'text', attachment }));
      await assert.rejects(given.written(repo.root, { said: 'Look.', given: many }, english), {
        domain: 'task',
        reason: 'not-possible-now',
      });
    });

    it('is taken from where it was dropped, as far as it belongs to the repository', async () => {
      const place = { folder: repo.root, checkout: '/somewhere/else' };
      const dropped = ['src/users.ts', 'src', 'node_modules/users.ts', 'private/users.ts'];
      const absolute = [...dropped.map((each) => path.join(repo.root, each)), '/etc/hosts', '/somewhere/else/docs'];
      assert.deepEqual(await given.dropped(place, absolute), {
        found: [
          { kind: 'file', path: 'src/users.ts' },
          { kind: 'folder', path: 'src' },
          { kind: 'folder', path: 'docs' },
        ],
        left: 3,
      });
    });
  });
}

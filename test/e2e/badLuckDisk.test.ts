import * as assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';
import { busyRepo, call, type Desk, done, Place, shell } from './badLuckPlace';
import { SmallDisk } from '../fakes/smallDisk';

const write = (path: string) => call('write_file', { path, content: 'made\n' });

describe('a data directory on a disk that is full', () => {
  let disk: SmallDisk;
  let place: Place;
  let desk: Desk;

  before(async function () {
    disk = await SmallDisk.orSkip(this, '4m');
  });

  after(() => (disk as SmallDisk | undefined)?.remove());

  afterEach(async () => {
    place.assertKept();
    await place.close();
  });

  async function open(...turns: Parameters<typeof Place.open>): Promise<void> {
    place = await Place.open(...turns);
    desk = await place.desk(undefined, join(disk.folder, 'data'));
  }

  const fill = async (left?: number): Promise<void> => disk.fill(left);
  const makeRoom = async (): Promise<void> => disk.makeRoom();

  it('is told before anything is begun', async () => {
    await open();
    await fill();
    const { status, out, err } = await desk.cli.run(...desk.command('true', '--no-verify'));
    assert.deepEqual([status, out], [1, '']);
    assert.match(err, /^Cannot [^\n]*: the disk is full\.\nMake room on the disk, then run the task again; nothing/);
    await makeRoom();
    assert.deepEqual(await desk.cli.json('list', '--all'), []);
  });

  it('R02: stops a task truthfully in the middle, and lets it go on when there is room', async () => {
    const long = { text: 'long '.repeat(10_000), hold: 'before' } as const;
    await open([write('a.txt'), long, write('b.txt'), done]);
    const run = desk.cli.start(...desk.task('Do it'));
    await place.server.request(2);
    await fill();
    place.server.release(2);
    const { status, out, err } = await run.ended;
    assert.equal(status, 1);
    assert.match(`${out}${err}`, /^(Failed: )?Cannot write the journal of this task: the disk is full\.$/m);
    await makeRoom();
    const { id, state } = await desk.shown();
    assert.notEqual(state.kind, 'complete');
    const resumed = await desk.cli.run('resume', id);
    assert.deepEqual([resumed.status, resumed.err], [0, '']);
    const { files } = await desk.shown();
    assert.deepEqual(
      files.map(({ path }) => path),
      ['a.txt', 'b.txt'],
    );
  });

  it('tells the model that a command has left no room, and keeps what was changed until then', async () => {
    await open([write('a.txt'), shell('cat /dev/zero > big.bin; yes | head -c 8M'), done, done]);
    const { status, out, shown } = await desk.run(desk.task('Do it'));
    assert.equal(status, 1);
    assert.match(
      out,
      /^ {6}The disk is full, so this could not be written\. Make room on the disk, then try again\.$/m,
    );
    assert.match(out, /^Failed: .*the disk is full\.\nMake room on the disk/m);
    assert.equal(shown.state.kind, 'failed');
    await fs.rm(join(shown.worktree ?? '', 'big.bin'));
    const resumed = await desk.cli.run('resume', shown.id);
    assert.deepEqual([resumed.status, resumed.err], [0, '']);
    const { files } = await desk.shown();
    assert.deepEqual(
      files.map(({ path }) => path),
      ['a.txt'],
    );
  });

  it('has no room for the folder of a check: the task says so, and is checked when there is', async () => {
    const large = { 'large.txt': 'x'.repeat(800_000) };
    await open([write('a.txt'), { ...done, hold: 'before' }], {
      repo: busyRepo({ prepare: (repo) => repo.write(large) }),
    });
    const argv = desk.task('Do it', '--verify', 'test -f a.txt').filter((word) => word !== '--no-verify');
    const run = desk.cli.start(...argv);
    await place.server.request(2);
    await fill(300_000);
    place.server.release(2);
    const { status, out, err } = await run.ended;
    assert.equal(status, 1);
    assert.match(
      `${out}${err}`,
      /^Failed: Git could not make a clean folder for the check: the disk is full\.\nMake room on the disk/m,
    );
    assert.equal((await desk.shown()).state.kind, 'failed');
    await makeRoom();
    const resumed = await desk.cli.run('resume', (await desk.shown()).id);
    assert.deepEqual([resumed.status, resumed.err], [0, '']);
    const { state } = await desk.shown();
    assert.equal(state.kind === 'complete' && state.result.kind, 'verified');
  });
});

describe('a ledger of the day on a disk that is full', () => {
  let data: string;
  let disk: SmallDisk | undefined;
  let place: Place;
  let desk: Desk;

  before(async function () {
    data = await temporaryFolder();
    try {
      disk = await SmallDisk.mount(join(data, 'budgets'), '64k');
    } catch (error) {
      await removeFolder(data);
      if (process.env['CI'] === 'true') {
        throw error;
      }
      this.skip();
    }
  });

  afterEach(async () => {
    disk?.unmount();
    place.assertKept();
    await place.close();
  });

  it('lets no request through that a budget could not count, and every one when there is room', async () => {
    place = await Place.open([write('a.txt'), write('b.txt'), done]);
    desk = await place.desk(undefined, data);
    const settings = { task: {}, day: { tokens: 10_000_000 }, prices: {} };
    await fs.writeFile(join(data, 'budgets', 'settings.json'), JSON.stringify(settings));
    await disk?.fill();
    const { status, out, shown } = await desk.run(desk.task('Do it'));
    assert.equal(status, 1);
    assert.match(out, /^Failed: Cannot count this request against the budget of the day: the disk is full\.$/m);
    assert.equal(place.server.bodies.length, 0);
    await disk?.makeRoom();
    const resumed = await desk.cli.run('resume', shown.id);
    assert.deepEqual([resumed.status, resumed.err], [0, '']);
    assert.equal(place.server.bodies.length, 3);
  });
});

import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';
import { call, type Desk, done, Place, shell } from './badLuckPlace';

const write = (path: string) => call('write_file', { path, content: 'made\n' });

describe('a data directory on a disk that is full', () => {
  let disk: string;
  let isMounted = false;
  let place: Place;
  let desk: Desk;

  before(async function () {
    disk = await temporaryFolder();
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk], { stdio: 'pipe' });
    } catch (error) {
      await removeFolder(disk);
      if (process.env['CI'] === 'true') {
        throw error;
      }
      this.skip();
    }
    isMounted = true;
  });

  after(async () => {
    if (isMounted) {
      execFileSync('umount', [disk]);
      await removeFolder(disk);
    }
  });

  afterEach(async () => {
    place.assertKept();
    await place.close();
  });

  async function open(...turns: Parameters<typeof Place.open>[0][]): Promise<void> {
    place = await Place.open(...turns);
    desk = await place.desk(undefined, join(disk, 'data'));
  }

  /** Leaves no room for another byte. */
  async function fill(): Promise<void> {
    await using file = await fs.open(join(disk, 'filler'), 'a');
    for (let size = 64 * 1024; size > 0;) {
      try {
        await file.write(Buffer.alloc(size));
      } catch {
        size = Math.floor(size / 2);
      }
    }
  }

  const makeRoom = (): Promise<void> => fs.rm(join(disk, 'filler'));

  it('is told before anything is begun', async () => {
    await open();
    await fill();
    const { status, out, err } = await desk.cli.run(...desk.command('true', '--no-verify'));
    assert.deepEqual([status, out], [1, '']);
    assert.match(err, /^Cannot [^\n]*: the disk is full\.\nMake room on the disk, then run the task again; nothing/);
    await makeRoom();
    assert.deepEqual(await desk.cli.json('list', '--all'), []);
  });

  it('stops a task truthfully in the middle, and lets it go on when there is room', async () => {
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
});

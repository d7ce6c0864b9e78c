import * as assert from 'node:assert/strict';
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import * as readline from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { SystemSounds } from '../../src/adapters/sound/systemSounds';
import { DiskNoticeClaims } from '../../src/adapters/store/diskNoticeClaims';
import { PresenceFile } from '../../src/adapters/store/presenceFile';
import { wavOf } from '../../src/core/notices/tone';
import { builtProgram } from '../fakes/builtProgram';
import { removeFolder, temporaryFolder } from '../fakes/temporaryFolder';
import { task } from '../unit/core/views';

const script = path.join(import.meta.dirname, '../fixtures/store/claimer.ts');

/** A real process that claims. */
class Claimer {
  private readonly child: ChildProcessByStdio<Writable, Readable, null>;
  private readonly lines: AsyncIterator<string>;

  constructor(folder: string) {
    const argv = [builtProgram(script), folder, task.id];
    this.child = spawn(process.execPath, argv, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.lines = readline.createInterface(this.child.stdout)[Symbol.asyncIterator]();
  }

  async ready(): Promise<this> {
    await this.lines.next();
    return this;
  }

  async says(line: 'claim' | 'told'): Promise<string> {
    this.child.stdin.write(`${line}\n`);
    const next = await this.lines.next();
    return next.done === true ? 'ended' : next.value;
  }

  async kill(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      this.child.kill('SIGKILL');
      await once(this.child, 'exit');
    }
  }
}

describe('NoticeClaims', () => {
  let folder: string;
  const claimers: Claimer[] = [];

  beforeEach(async () => {
    folder = await temporaryFolder();
  });

  afterEach(async () => {
    await Promise.all(claimers.splice(0).map((claimer) => claimer.kill()));
    await removeFolder(folder);
  });

  const claimer = async (): Promise<Claimer> => {
    const made = new Claimer(folder);
    claimers.push(made);
    return await made.ready();
  };

  it('lets one of several processes tell, the next when that one was killed before, and nobody after it was told', async () => {
    const all = await Promise.all([claimer(), claimer(), claimer()]);
    const answers = await Promise.all(all.map((one) => one.says('claim')));
    assert.deepEqual(answers.toSorted(), ['false', 'false', 'true']);
    const [winner] = all.filter((_, index) => answers[index] === 'true');
    assert.ok(winner !== undefined);
    assert.equal(await winner.says('claim'), 'true');
    await winner.kill();
    const rest = all.filter((one) => one !== winner);
    const again = await Promise.all(rest.map((one) => one.says('claim')));
    assert.deepEqual(again.toSorted(), ['false', 'true']);
    const [second] = rest.filter((_, index) => again[index] === 'true');
    assert.equal(await second?.says('told'), 'told');
    await Promise.all(rest.map((one) => one.kill()));
    const last = new DiskNoticeClaims(() => folder);
    assert.deepEqual([await last.claim(task.id, 'ended-1'), await last.claim(task.id, 'ended-2')], [false, true]);
  });

  it('takes over a claim that a process was killed over while it wrote it, but not one that is being written', async () => {
    const claims = new DiskNoticeClaims(() => folder);
    const file = path.join(folder, 'told', 'ended-1.1');
    await fs.mkdir(path.dirname(file));
    await fs.writeFile(file, '');
    assert.equal(await claims.claim(task.id, 'ended-1'), false);
    await fs.utimes(file, 0, 0);
    assert.equal(await claims.claim(task.id, 'ended-1'), true);
  });
});

describe('Presence', () => {
  it('tells what was noted last, and nothing for a file that holds no time', async () => {
    const folder = await temporaryFolder();
    const [one, other] = [new PresenceFile(folder), new PresenceFile(folder)];
    assert.equal(await one.lastSeen(), null);
    const now = new Date('2026-11-23T10:00:00.000Z');
    await one.isHere(now);
    assert.deepEqual(await other.lastSeen(), now);
    await fs.writeFile(path.join(folder, 'seen'), 'yesterday');
    assert.equal(await other.lastSeen(), null);
    await removeFolder(folder);
  });
});

describe('Sounds', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await temporaryFolder();
  });

  afterEach(() => removeFolder(folder));

  async function player(name: string, body: string): Promise<string> {
    const file = path.join(folder, name);
    await fs.writeFile(file, `#!/bin/sh\n${body}\n`, { mode: 0o755 });
    return file;
  }

  it('are played by the first player that is installed, from a file that holds the tone', async () => {
    const aplay = await player('aplay', `printf '%s ' "$@" > '${folder}/played'; cp "$2" '${folder}/copy'`);
    const sounds = new SystemSounds({
      folder: path.join(folder, 'sounds'),
      platform: 'linux',
      find: (name) => Promise.resolve(name === 'aplay' ? aplay : null),
    });
    assert.equal(await sounds.play('rising'), true);
    assert.equal(await fs.readFile(path.join(folder, 'played'), 'utf8'), `-q ${folder}/sounds/rising.wav `);
    assert.deepEqual(await fs.readFile(path.join(folder, 'copy')), Buffer.from(wavOf('rising') ?? []));
  });

  it('say that nothing can play them, and what went wrong with what can', async () => {
    const none = new SystemSounds({ folder, platform: 'linux', find: () => Promise.resolve(null) });
    assert.deepEqual([await none.play('chime'), await none.play('none')], [false, false]);
    const broken = await player('paplay', 'exit 3');
    const find = (name: string): Promise<string | null> => Promise.resolve(name === 'paplay' ? broken : null);
    await assert.rejects(new SystemSounds({ folder, platform: 'linux', find }).play('knock'), /paplay exited 3/);
  });
});

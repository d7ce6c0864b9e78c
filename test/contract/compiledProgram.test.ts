import * as assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { loadProgram } from '../../src/adapters/system/compiledProgram';
import { SmallDisk } from '../fakes/smallDisk';

interface Program {
  shout: (text: string) => string;
}

const source = (mark: string): string =>
  `(function (exports) { exports.shout = (text) => text.toUpperCase() + '${mark}'; })\n`;

describe('a program that is compiled once', () => {
  let folder = '';
  let code = '';

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'program-'));
    code = path.join(folder, 'cache', 'code');
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  function write(text: string, isNamed = true): string {
    const file = path.join(folder, 'program.cjs');
    fs.writeFileSync(file, isNamed ? `// ${createHash('sha256').update(text).digest('hex')}\n${text}` : text);
    return file;
  }

  function start(file: string, where: string | null = code, name = 'run'): string {
    const program = loadProgram(file, { folder: where, name });
    const said = (program.exports as Program).shout('a');
    program.keep();
    return said;
  }

  it('keeps its code for the user alone, and does the same with it', () => {
    const file = write(source('!'));

    assert.equal(start(file), 'A!');
    const [kept = ''] = fs.readdirSync(code);
    const first = fs.statSync(path.join(code, kept));
    assert.equal(start(file), 'A!');

    assert.deepEqual(fs.readdirSync(code), [kept]);
    assert.equal(fs.statSync(path.join(code, kept)).mtimeMs, first.mtimeMs);
    assert.deepEqual(
      [fs.statSync(code).mode, first.mode].map((mode) => mode & 0o777),
      process.platform === 'win32' ? [0o666, 0o666] : [0o700, 0o600],
    );
  });

  it('keeps it again when a start has compiled more than all before, and not for less', () => {
    const second = ' exports.whisper = (text) => text.toLowerCase().trim().padStart(20);';
    const file = write(source('!').replace(' })\n', `;${second} })\n`));
    const sizes: number[] = [];
    for (const { calls, compiled } of [
      { calls: ['shout'], compiled: 1000 },
      { calls: ['shout', 'whisper'], compiled: 1100 },
      { calls: ['shout'], compiled: 1000 },
      { calls: ['shout'], compiled: 1105 },
    ]) {
      const program = loadProgram(file, { folder: code, name: 'run', compiledBytes: () => compiled });
      const all = program.exports as Record<string, (text: string) => string>;
      calls.forEach((name) => all[name]?.('a'));
      program.keep();
      const [kept = ''] = fs.readdirSync(code);
      sizes.push(fs.statSync(path.join(code, kept)).size);
    }

    const [first = 0, more = 0, ...others] = sizes;
    assert.ok(more > first);
    assert.deepEqual(others, [more, more]);
    assert.equal(fs.readdirSync(code).length, 1);
  });

  it('leaves nothing where what was kept has been removed while it ran', () => {
    const file = write(source('!'));
    start(file);

    const program = loadProgram(file, { folder: code, name: 'run', compiledBytes: () => 1000 });
    fs.rmSync(path.dirname(code), { recursive: true });
    program.keep();

    assert.equal(fs.existsSync(path.dirname(code)), false);
  });

  it('imports what lies beside it, also with its code', async () => {
    fs.writeFileSync(path.join(folder, 'beside.mjs'), 'export const word = "beside";\n');
    const file = write(`(function (exports) { exports.word = async () => (await import('./beside.mjs')).word; })\n`);
    const words: string[] = [];
    for (let starts = 0; starts < 2; starts += 1) {
      const program = loadProgram(file, { folder: code, name: 'window' });
      words.push(await (program.exports as { word: () => Promise<string> }).word());
      program.keep();
    }

    assert.deepEqual(words, ['beside', 'beside']);
    assert.equal(fs.readdirSync(code).length, 1);
  });

  it('is never run with the code of another one of the same length', () => {
    assert.equal(start(write(source('!'))), 'A!');

    assert.equal(start(write(source('?'))), 'A?');
    assert.equal(fs.readdirSync(code).length, 2);
  });

  it('is compiled anew when what is kept is not what V8 wrote', () => {
    const file = write(source('#'));
    const digest = fs.readFileSync(file, 'utf8').slice(3, 67);
    const kept = path.join(code, `run-${digest}-${process.version}-${process.arch}`);
    fs.mkdirSync(code, { recursive: true });
    fs.writeFileSync(kept, 'nothing of the kind');

    assert.equal(start(file), 'A#');
    assert.ok(fs.statSync(kept).size > 100);
  });

  for (const [what, tear] of Object.entries<(whole: Buffer) => Buffer>({
    'ends too early': (whole) => whole.subarray(0, whole.length / 2),
    'is empty': () => Buffer.alloc(0),
    'has zeros from the middle on': (whole) => Buffer.from(whole).fill(0, whole.length / 2),
    'has a page of zeros': (whole) => Buffer.from(whole).fill(0, 8192, 8192 + 4096),
    'has zeros at its very end': (whole) => Buffer.from(whole).fill(0, whole.length - 30),
    'was never written': (whole) => Buffer.alloc(whole.length),
  })) {
    it(`is compiled anew, and kept anew, when what is kept ${what}`, () => {
      const many = Array.from(
        { length: 400 },
        (_, index) => `(text) => text.toUpperCase() + '${what}${String(index)}'`,
      );
      const file = write(`(function (exports) { const all = [${many.join(', ')}]; exports.shout = all[7]; })\n`);
      assert.equal(start(file), `A${what}7`);
      const kept = path.join(code, fs.readdirSync(code)[0] ?? '');
      const whole = fs.readFileSync(kept);
      assert.ok(whole.length > 16_384);
      fs.writeFileSync(kept, tear(whole));
      assert.equal(start(file), `A${what}7`);
      assert.equal(fs.readFileSync(kept).length, whole.length);
      assert.notDeepEqual(fs.readFileSync(kept), tear(whole));
    });
  }

  it('keeps nothing, not even a part, on a disk that is full', async function () {
    const disk = await SmallDisk.orSkip(this, '1m');
    try {
      const where = path.join(disk.folder, 'code');
      fs.mkdirSync(where);
      const text = Array.from({ length: 300 }, (_, index) => `(text) => text + '${String(index)}'`).join(', ');
      const file = write(`(function (exports) { const all = [${text}]; exports.shout = all[7]; })\n`);
      await disk.fill(8192);
      assert.equal(start(file, where), 'a7');
      assert.deepEqual(fs.readdirSync(where), []);
      await disk.makeRoom();
      assert.equal(start(file, where), 'a7');
      assert.equal(fs.readdirSync(where).length, 1);
    } finally {
      await disk.remove();
    }
  });

  it('leaves the code of four versions at most, and that of others alone', () => {
    start(write(source('!')), code, 'command');
    for (const mark of ['1', '2', '3', '4', '5', '6']) {
      start(write(source(mark)));
    }

    const names = fs.readdirSync(code).map((each) => each.split('-', 1)[0]);
    assert.deepEqual(names, ['command', 'run', 'run', 'run', 'run']);
  });

  it('runs where nothing can be kept, without its digest, and without a folder', () => {
    fs.writeFileSync(path.join(folder, 'cache'), 'a file in the way');

    assert.equal(start(write(source('!'))), 'A!');
    assert.equal(start(write(source('?'), false)), 'A?');
    assert.equal(start(write(source('.')), null), 'A.');
    assert.deepEqual(fs.readdirSync(folder).sort(), ['cache', 'program.cjs']);
  });
});

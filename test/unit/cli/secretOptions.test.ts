import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { readSecretNames, readSecretValues, secretOptions } from '../../../src/cli/options/secretOptions';
import { type Arguments, parseArguments } from '../../../src/cli/options/subcommand';
import { MemoryTerminal } from '../../fakes/memoryTerminal';
import { removeFolder, temporaryFolder } from '../../fakes/temporaryFolder';

const args = (...argv: string[]): Arguments => parseArguments(secretOptions, argv);

describe('secrets on a command line', () => {
  let folder: string;
  let terminal: MemoryTerminal;
  beforeEach(async () => {
    folder = await temporaryFolder();
    terminal = new MemoryTerminal(folder, { NPM_TOKEN: 'npm-0123456789', SHORT: 'short' });
    fs.writeFileSync(path.join(folder, 'one'), 'of one line\n');
    fs.writeFileSync(path.join(folder, 'key'), '-----BEGIN\nof lines\n');
  });
  afterEach(() => removeFolder(folder));

  it('are named, and their values come from the environment and from files', async () => {
    const given = args('--secret', 'NPM_TOKEN', '--secret', 'ONE=file:one', '--secret', 'KEY=file:key');
    assert.deepEqual(readSecretNames(given), { secrets: { names: ['NPM_TOKEN', 'ONE', 'KEY'] } });
    assert.deepEqual(await readSecretValues(given, terminal), {
      NPM_TOKEN: 'npm-0123456789',
      ONE: 'of one line',
      KEY: '-----BEGIN\nof lines\n',
    });
    assert.deepEqual(readSecretNames(args('--secret', 'A', '--secrets-for-agent')), {
      secrets: { names: ['A'], alsoForAgent: true },
    });
    assert.deepEqual(readSecretNames(args()), {});
  });

  it('are never values, and what was given as one is not repeated', () => {
    assert.throws(
      () => readSecretNames(args('--secret', 'NPM_TOKEN=npm-canary-0123')),
      (error: Error) => error.message.includes('never a value') && !error.message.includes('canary'),
    );
  });

  it('are refused with a sentence where they can be none', async () => {
    await assert.rejects(readSecretValues(args('--secret', 'MISSING'), terminal), /has no variable MISSING/);
    await assert.rejects(readSecretValues(args('--secret', 'SHORT'), terminal), /at least 8 characters/);
    await assert.rejects(readSecretValues(args('--secret', 'A=file:nowhere'), terminal), /file of A can't be read/);
    assert.throws(() => readSecretNames(args('--secret', 'PATH')), /decides how programs run/);
    assert.throws(() => readSecretNames(args('--secrets-for-agent')), /needs a --secret/);
  });
});

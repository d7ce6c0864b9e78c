import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { packageFiles, packageListFile } from '../../scripts/testing/packageFiles.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as Record<string, unknown>;

describe('what the package is made of', () => {
  before(function () {
    this.timeout(60_000);
    if (!fs.existsSync(path.join(root, 'dist/extension.js'))) {
      execFileSync(process.execPath, ['esbuild.mjs', '--production'], { cwd: root });
    }
  });

  it('L01: contains what the committed list names and nothing else', async () => {
    const listed = fs.readFileSync(packageListFile, 'utf8').trimEnd().split('\n');
    assert.deepEqual(await packageFiles(), listed);
  });

  it('L01: has no install script that would run on a machine that builds it', () => {
    const names = Object.keys(manifest['scripts'] as object);
    const hooks = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'];
    assert.deepEqual(
      names.filter((name) => hooks.includes(name)),
      [],
    );
  });

  it('L01: pins every package to one version', () => {
    const versions = Object.entries(manifest['devDependencies'] as Record<string, string>);
    const loose = versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
    assert.deepEqual(loose, []);
  });
});

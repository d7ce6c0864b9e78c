import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const manifest = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as Record<string, unknown>;

describe('the package for the Marketplace', () => {
  it('asks for no proposed API and brings no packages', () => {
    assert.deepEqual([manifest['enabledApiProposals'], manifest['dependencies']], [undefined, undefined]);
  });
});

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { triedAfresh } from '../../../scripts/testing/freshTries.mjs';

const root = path.resolve(import.meta.dirname, '../../..');
const lost = { passed: 2, failed: 1, skipped: 0, failures: ['a tree opens: a click was lost'] };
const broken = { passed: 0, failed: 1, skipped: 0, failures: ['a page "before all" hook: no page'] };

describe('tests that failed in an editor', () => {
  const asked: string[] = [];
  beforeEach(() => {
    asked.length = 0;
  });

  const failedAgain = { passed: 2, failed: 1, skipped: 0 };
  const again = (results: Readonly<Record<string, typeof failedAgain>>) => (file: string) => {
    asked.push(file);
    return Promise.resolve(results[file] ?? failedAgain);
  };

  it('run no file again where nothing failed, and say how many needed a second try', async () => {
    const first = { passed: 9, failed: 0, skipped: 0, tries: 2, failures: [], failedFiles: {} };
    const counts = { passed: 9, failed: 0, skipped: 0, failures: [], note: '2 on the second try' };
    assert.deepEqual(await triedAfresh(first, again({})), counts);
    assert.deepEqual(asked, []);
  });

  it('pass where their whole file passes in a fresh one, which is said with what went wrong before', async () => {
    const failures = [...lost.failures, ...broken.failures];
    const failedFiles = { 'tree.test.ts': lost, 'page.test.ts': broken };
    const first = { passed: 7, failed: 2, skipped: 0, tries: 1, failures, failedFiles };
    const results = {
      'tree.test.ts': { passed: 3, failed: 0, skipped: 0 },
      'page.test.ts': { passed: 4, failed: 0, skipped: 0 },
    };
    assert.deepEqual(await triedAfresh(first, again(results)), {
      ...{ passed: 12, failed: 0, skipped: 0, note: '1 on the second try, 2 in a fresh editor' },
      failures: failures.map((failure) => `passed in a fresh editor: ${failure}`),
    });
    assert.deepEqual(asked, ['tree.test.ts', 'page.test.ts']);
  });

  it('have failed where anything of their file fails there too', async () => {
    const first = { passed: 7, failed: 1, skipped: 0, tries: 0, failures: lost.failures, failedFiles: { x: lost } };
    const counts = { passed: 7, failed: 1, skipped: 0, failures: lost.failures, note: '' };
    assert.deepEqual(await triedAfresh(first, again({})), counts);
  });

  it('have failed where the run ended without counts, or with what belongs to no file', async () => {
    assert.deepEqual(await triedAfresh({ passed: 0, failed: 1, skipped: 0 }, again({})), {
      ...{ passed: 0, failed: 1, skipped: 0, failures: [], note: '' },
    });
    assert.deepEqual(asked, []);
  });
});

describe('the counts of a run', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bga-test-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const run = (files: Readonly<Record<string, string>>): Promise<unknown> => {
    const paths = Object.entries(files).map(([name, text]) => {
      fs.writeFileSync(path.join(folder, name), text);
      return path.join(folder, name);
    });
    const results = path.join(folder, 'results.json');
    const reporter = path.join(root, 'scripts/mochaReporter.cjs');
    const args = [path.join(root, 'node_modules/mocha/bin/mocha.js'), '--no-config', '--retries', '1'];
    const env = { ...process.env, TEST_RESULTS: results };
    return new Promise((resolve) => {
      execFile(process.execPath, [...args, '--reporter', reporter, ...paths], { env, cwd: folder }, () =>
        resolve(JSON.parse(fs.readFileSync(results, 'utf8'))),
      );
    });
  };

  it('name what failed, with its files and all that was counted in these', async () => {
    const fails = `it('fails', () => { throw new Error('wrong\\nand more') })`;
    const counts = await run({
      'good.cjs': `let tries = 0; it('passes late', () => { if (tries++ === 0) throw new Error('late') })`,
      'bad.cjs': `describe('b', () => { it('passes', () => {}); it.skip('waits', () => {}); ${fails} })`,
      'hook.cjs': `describe('h', () => { before(() => { throw new Error('none') }); it('never', () => {}) })`,
    });
    const hook = 'h "before all" hook for "never": none';
    assert.deepEqual(counts, {
      ...{ passed: 2, failed: 2, skipped: 1, tries: 1, failures: ['b fails: wrong', hook] },
      failedFiles: {
        [path.join(folder, 'bad.cjs')]: { passed: 1, failed: 1, skipped: 1, failures: ['b fails: wrong'] },
        [path.join(folder, 'hook.cjs')]: { passed: 0, failed: 1, skipped: 0, failures: [hook] },
      },
    });
  });
});

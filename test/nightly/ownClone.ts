import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { call, done, Place, shell, type Desk, type Shown } from '../e2e/badLuckPlace';
import { filesBelow, TestRepo } from '../fakes/testRepo';
import type { NightlyJob, NightlyReport } from './nightlyJob';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** From the packages that npm has kept, so that a night without network is no red one. */
const check = 'npm ci --offline --ignore-scripts && npm run check';
const lacking =
  'npm has not kept every package of package-lock.json (ENOTCACHED): run “npm ci” once with the network, then this job again';

const made = {
  path: 'test/unit/core/compactNumber.test.ts',
  content: `import * as assert from 'node:assert/strict';
import { compactNumber } from '../../../src/core/labels/compactNumber';

describe('a compact number', () => {
  it('has a unit from a thousand on', () => {
    assert.deepEqual([compactNumber(812), compactNumber(12_345), compactNumber(1_200_000)], ['812', '12.3k', '1.2M']);
  });
});
`,
};

/** This project as a person has it who works on it: with something staged, something changed and something untracked. */
function cloneAtWork(): TestRepo {
  const repo = new TestRepo('background-agents');
  repo.git('fetch', '-q', root, 'HEAD');
  repo.git('reset', '-q', '--hard', 'FETCH_HEAD');
  repo.write({ 'ideas.txt': 'staged\n', 'CHANGELOG.md': `${repo.read('CHANGELOG.md')}\nHalf a sentence\n` });
  repo.git('add', 'ideas.txt');
  repo.write({ 'scratch.txt': 'untracked\n' });
  return repo;
}

/** What the person has of their own, but for the file that the task makes and the time stamps in the index. */
function ofPerson(repo: TestRepo): Record<string, unknown> {
  const files = Object.entries(filesBelow(repo.root, ['.git'])).filter(([path]) => path !== made.path);
  return { files, staged: repo.git('diff', '--cached'), head: repo.head(), stash: repo.git('stash', 'list') };
}

function hasMade(repo: TestRepo): boolean {
  return made.path in filesBelow(repo.root, ['.git']);
}

/** Apply, look, undo, look, discard: what is the person's own stays at each step. */
async function land({ repo }: Place, desk: Desk, { id }: Shown): Promise<string[]> {
  const faults: string[] = [];
  const before = ofPerson(repo);
  const steps = [
    { act: 'apply', isThere: true },
    { act: 'undo', isThere: false },
    { act: 'discard', isThere: false },
  ];
  for (const { act, isThere } of steps) {
    const { status, out, err } = await desk.cli.run(act, id);
    if (status !== 0) {
      faults.push(`${act} ended with ${status}: ${out}${err}`);
    }
    if (hasMade(repo) !== isThere) {
      faults.push(`after ${act} the task's file is ${isThere ? 'not there' : 'still there'}`);
    }
    if (!isDeepStrictEqual(ofPerson(repo), before)) {
      faults.push(`${act} changed what is the person's own`);
    }
  }
  return faults;
}

function whyNotGreen(status: number | null, printed: string): string[] {
  const told = `it ended with ${status}:\n${printed.slice(-3000)}`;
  return /\bENOTCACHED\b/.test(printed) ? [lacking, told] : [told];
}

async function run(): Promise<NightlyReport> {
  const started = performance.now();
  const place = await Place.open(
    [
      call('read_file', { path: 'src/core/labels/compactNumber.ts' }),
      call('write_file', made),
      shell('git status --short'),
      done,
    ],
    { repo: cloneAtWork(), look: ofPerson },
  );
  try {
    const desk = await place.desk();
    const argv = desk.task('Test compactNumber', '--verify', check, '--sandbox', 'off', '--approve', 'allow');
    const { status, out, err, shown } = await desk.run(argv.filter((word) => word !== '--no-verify'));
    const { state, files } = shown;
    const result = state.kind === 'complete' && state.result.kind === 'verified' ? state.result : null;
    const faults = [
      ...(status === 0 && result !== null ? [] : whyNotGreen(status, `${out}\n${err}`)),
      ...(files.length === 1 && files[0]?.path === made.path ? [] : [`it changed ${JSON.stringify(files)}`]),
      ...(isDeepStrictEqual(ofPerson(place.repo), place.before) ? [] : ["the person's own work was changed"]),
      ...(await land(place, desk, shown)),
    ];
    const checkMs = result?.receipt.durationMs ?? 0;
    return {
      facts: {
        duration: `${((performance.now() - started) / 60_000).toFixed(1)} minutes`,
        check: `${check}: ${result === null ? 'not green' : `green in ${(checkMs / 60_000).toFixed(1)} minutes`}`,
      },
      faults,
    };
  } finally {
    await place.close();
  }
}

/** The main job on this project itself: a new test, the project's own gates as the check, apply, undo, discard. */
export const ownClone: NightlyJob = { name: 'clone of this project', isTimed: false, run };

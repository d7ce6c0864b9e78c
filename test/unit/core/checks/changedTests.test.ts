import assert from 'node:assert/strict';
import { changedTests, concernsTests } from '../../../../src/core/checks/changedTests';
import { proofOf } from '../../../../src/core/checks/checks';
import { initialRun } from '../../../../src/core/run/runReducer';
import type { ChangedText } from '../../../../src/core/checks/checkPorts';
import { ObjectName, type Receipt } from '../../../../src/protocol';
import { task as usualTask } from '../journal';

const change = (path: string, more: Partial<ChangedText> = {}): ChangedText => ({
  path,
  status: 'modified',
  before: 'old\n',
  after: 'new\n',
  ...more,
});

describe('tests that have to stay as they are', () => {
  it('are told by what became of them', () => {
    assert.deepEqual(
      changedTests([
        change('src/pay.ts'),
        change('src/pay.test.ts'),
        change('test/old.test.ts', { status: 'deleted', after: null }),
        change('src/stripe/pay.spec.ts', { status: 'renamed', oldPath: 'src/pay.spec.ts' }),
        change('src/__snapshots__/pay.test.ts.snap'),
        change('tests/fixtures/order.json'),
      ]),
      [
        'src/pay.test.ts was changed',
        'test/old.test.ts was deleted',
        'src/pay.spec.ts was moved to src/stripe/pay.spec.ts',
        'src/__snapshots__/pay.test.ts.snap was changed',
        'tests/fixtures/order.json was changed',
      ],
    );
  });

  it('are joined by new ones without a word', () => {
    assert.deepEqual(changedTests([change('src/stripe.test.ts', { status: 'added', before: null })]), []);
  });

  it('count as changed when what runs them proves less', () => {
    const before = '{"scripts":{"test":"mocha"}}\n';
    const after = '{"scripts":{"test":"mocha || true"}}\n';
    assert.deepEqual(changedTests([change('package.json', { before, after })]), [
      'changed test command in package.json',
    ]);
  });

  it('are looked for beside sources, in folders of tests and in what configures them', () => {
    const paths = ['src/pay.ts', 'src/pay.test.ts', 'test/data.csv', 'package.json', 'src/lib.rs', 'README.md'];
    assert.deepEqual(paths.filter(concernsTests), [
      'src/pay.ts',
      'src/pay.test.ts',
      'test/data.csv',
      'package.json',
      'src/lib.rs',
    ]);
  });

  it('prove nothing by themselves: some command has to be green as well', () => {
    const tree = ObjectName.parse('a'.repeat(40));
    const receipt = (command: string): Receipt => ({ command, exitCode: 0, durationMs: 0, tree, sandboxed: true });
    const [unchanged, tests] = [receipt('Existing tests are unchanged'), receipt('npm test')];
    const run = { ...initialRun, checkpoint: { commit: tree, tree }, receipts: [tests, unchanged] };
    const task = { ...usualTask, checks: [{ kind: 'unchanged-tests' } as const] };
    assert.equal(proofOf({ ...task, verify: null }, run), null);
    assert.deepEqual(proofOf({ ...task, verify: 'npm test' }, run), [tests, unchanged]);
  });

  it('prove nothing where none of them ran, unless another check does', () => {
    const tree = ObjectName.parse('a'.repeat(40));
    const green = { exitCode: 0, durationMs: 0, tree, sandboxed: true };
    const tests: Receipt = {
      ...green,
      command: 'npm test',
      counts: { runner: 'mocha', passed: 0, failed: 0, skipped: 3 },
    };
    const lint: Receipt = { ...green, command: 'npm run lint' };
    const run = { ...initialRun, checkpoint: { commit: tree, tree }, receipts: [tests, lint] };
    const task = { ...usualTask, verify: 'npm test' };
    assert.equal(proofOf(task, run), null);
    const both = { ...task, checks: [{ kind: 'command', command: 'npm run lint' } as const] };
    assert.deepEqual(proofOf(both, run), [tests, lint]);
  });
});

import assert from 'node:assert/strict';
import { scriptOf } from '../../../src/adapters/models/scriptPlayer';
import type { Check } from '../../../src/protocol';
import { EngineBench, type BenchOptions, type Fault } from './engineBench';

const lint: Check = { kind: 'command', command: 'npm run lint' };
const coverage: Check = { kind: 'coverage', path: 'src', percent: 80 };
const limits = { maxTurns: 10, verifyRounds: 2 };
const write = (path: string, content: string) => ({ tool: 'write_file', input: { path, content } });
const done = { text: 'Done, all tests are green.' };

function bench(options: BenchOptions): EngineBench {
  return new EngineBench({ ...options, task: { verify: 'npm test', limits, ...options.task } });
}

/** Takes the result as it is when the loop asks. */
function taking(made: EngineBench): EngineBench {
  made.surroundings.onEvent = (event) => {
    if (event.type === 'question') {
      made.tell({ type: 'answer', requestId: event.request.requestId, decision: { kind: 'take' } });
    }
  };
  return made;
}

describe('a task with several checks', () => {
  it('is verified when all of them are green, each with its receipt of the same tree', async () => {
    const made = bench({ script: scriptOf([done]), task: { checks: [lint] } });
    await made.run();
    assert.deepEqual(made.ran, ['npm test', 'npm run lint']);
    const receipts = made.of('check.result').map(({ receipt }) => receipt);
    assert.deepEqual(made.state.outcome, { kind: 'verified', receipt: receipts[0], receipts });
    assert.deepEqual(
      made.of('check.start').map(({ round, command }) => [round, command]),
      [
        [1, 'npm test'],
        [1, 'npm run lint'],
      ],
    );
  });

  it('tells the model which one is red, and runs all of them again on what it mended', async () => {
    const exits = [1, 0];
    const made = bench({
      script: scriptOf([done, { calls: [write('a.js', 'a\n')] }, done]),
      task: { checks: [lint] },
      commands: { 'npm run lint': () => ({ exitCode: exits.shift() ?? 9, output: 'a.js: no semicolon\n' }) },
    });
    await made.run();
    assert.match(JSON.stringify(made.requests[1]?.messages.at(-1)), /The check `npm run lint` ended with exit code 1/);
    assert.deepEqual(made.ran, ['npm test', 'npm run lint', 'npm test', 'npm run lint']);
    assert.equal(made.state.outcome?.kind, 'verified');
  });

  it('runs a check again whose receipt is for other files than a later one', async () => {
    const made: EngineBench = bench({
      script: scriptOf([done]),
      task: { checks: [lint], place: 'here' },
      commands: {
        'npm run lint': () => {
          made.files.content.set('a.js', 'formatted\n');
          return {};
        },
      },
    });
    made.surroundings.onEvent = (event) => {
      if (event.type === 'check.result' && event.receipt.command === 'npm test') {
        made.files.content.set('b.js', 'built\n');
      }
    };
    await made.run();
    assert.deepEqual(made.ran, ['npm test', 'npm run lint', 'npm test', 'npm run lint']);
    assert.equal(made.state.outcome?.kind, 'verified');
  });

  it('is unverified when its checks change the files again and again', async () => {
    let runs = 0;
    const change = () => {
      made.files.content.set('a.js', `${(runs += 1)}\n`);
      return {};
    };
    const made: EngineBench = bench({
      script: scriptOf([done]),
      task: { checks: [lint] },
      commands: { 'npm test': change, 'npm run lint': change },
    });
    await made.run();
    assert.deepEqual([made.ran.length, made.state.outcome?.kind], [4, 'unverified']);
  });

  it('repeats no check that has its receipt, wherever it is killed', async () => {
    const options: BenchOptions = { script: scriptOf([done]), task: { checks: [lint, coverage] }, written };
    const undisturbed = bench(options);
    await undisturbed.run();
    for (const when of ['before', 'after'] as const) {
      for (let at = 1; at <= undisturbed.events.length; at += 1) {
        const fault: Fault = { at, when };
        const made = bench(options);
        await assert.rejects(made.run(fault), { message: 'killed' });
        if (made.state.outcome === null) {
          await made.run();
        }
        const label = `killed ${when} ${at}`;
        assert.deepEqual(
          made.of('check.result').map(({ receipt }) => receipt.command),
          ['npm test', 'npm run lint', 'Coverage of src at least 80 %'],
          label,
        );
        assert.deepEqual(made.state.outcome, undisturbed.state.outcome, label);
      }
    }
  });
});

/** 5 of 10 lines before the task, 9 of 10 afterwards; only `npm test` writes a report. */
function written({ tree }: { tree: string }): { path: string; text: string }[] {
  const covered = tree === 'a'.repeat(40) ? 5 : 9;
  const lines = Array.from({ length: 10 }, (_, index) => `DA:${index + 1},${index < covered ? 1 : 0}`);
  return [{ path: 'coverage/lcov.info', text: `SF:src/a.js\n${lines.join('\n')}\nend_of_record\n` }];
}

describe('a task that asks for coverage', () => {
  it('says which lines of its changed files no check has run, also where no figure is asked for', async () => {
    const script = scriptOf([{ calls: [write('src/a.js', '1\n'), write('src/b.js', '2\n')] }, done]);
    const made = bench({ script, written: () => written({ tree: '' }) });
    await made.run();
    const { receipt } = made.of('check.result').at(-1) ?? {};
    assert.deepEqual([receipt?.coverage, receipt?.uncovered], [undefined, [{ path: 'src/a.js', lines: [[10, 10]] }]]);
  });

  it('reads it from what the check wrote, before and after', async () => {
    const made = bench({ script: scriptOf([done]), task: { checks: [coverage] }, written });
    await made.run();
    const figure = { path: 'src', total: 10, report: 'coverage/lcov.info' };
    const { receipt } = made.of('check.result').at(-1) ?? {};
    assert.deepEqual(
      [receipt?.coverage, receipt?.coverageBefore, receipt?.exitCode],
      [[{ ...figure, covered: 9 }], { ...figure, covered: 5 }, 0],
    );
    assert.deepEqual(made.opened, ['a'.repeat(40), receipt?.tree]);
    assert.equal(made.state.outcome?.kind, 'verified');
  });

  it('is red without a report, and says what has to be written', async () => {
    const made = taking(bench({ script: scriptOf([done, done, done]), task: { checks: [coverage] } }));
    await made.run();
    assert.match(JSON.stringify(made.requests[1]?.messages.at(-1)), /No coverage report that names a file of src/);
    assert.equal(made.state.outcome?.kind, 'taken');
  });
});

describe('a model that lies', () => {
  const red = () => ({ exitCode: 1, output: '1 failing\n' });
  const test = "it('adds', () => {\n  assert.equal(add(1, 2), 3);\n});\n";
  const manifest = '{\n  "scripts": {\n    "test": "mocha"\n  }\n}\n';

  it('is not believed that its tests are green', async () => {
    const made = taking(bench({ script: scriptOf([done, done, done]), commands: { 'npm test': red } }));
    await made.run();
    assert.equal(made.state.outcome?.kind, 'taken');
    assert.deepEqual(
      made.of('check.result').map(({ receipt }) => receipt.exitCode),
      [1, 1, 1],
    );
  });

  for (const [what, path, before, after, kind] of [
    ['deletes an assertion', 'test/a.test.js', test, "it('adds', () => {\n});\n", 'removed-assertion'],
    ['skips a test', 'test/a.test.js', test, test.replace('it(', 'it.skip('), 'skipped-test'],
    [
      'replaces the script `test` by `true`',
      'package.json',
      manifest,
      manifest.replace('mocha', 'true'),
      'changed-command',
    ],
  ] as const) {
    it(`never gets a plain "verified" when it ${what}`, async () => {
      const made = bench({ script: scriptOf([{ calls: [write(path, after)] }, done]), files: { [path]: before } });
      await made.run();
      const { findings = [] } = made.of('tests.weakened').at(-1) ?? {};
      assert.deepEqual(
        findings.map((finding) => [finding.kind, finding.path]),
        [[kind, path]],
      );
      assert.deepEqual(
        [made.state.outcome?.kind, made.state.outcome],
        ['verified', { ...made.state.outcome, weakened: 1 }],
      );
    });
  }

  it('is seen to silence a linter, and to change expectations, which is not counted', async () => {
    const files = { 'src/a.js': 'f();\n', 'test/a.test.js': test };
    const calls = [
      write('src/a.js', 'f(); // eslint-disable-line\n'),
      write(
        'test/a.test.js',
        test.replace(/\d+(?=\);)/, (value) => String(Number(value) + 1)),
      ),
    ];
    const made = bench({ script: scriptOf([{ calls }, done]), files });
    await made.run();
    assert.deepEqual(
      made
        .of('tests.weakened')
        .at(-1)
        ?.findings.map(({ kind, path }) => [kind, path]),
      [
        ['suppressed-lint', 'src/a.js'],
        ['changed-expectation', 'test/a.test.js'],
      ],
    );
    assert.deepEqual(made.state.outcome, { ...made.state.outcome, kind: 'verified', suppressed: 1 });
    assert.deepEqual(Object.keys(made.state.outcome).includes('weakened'), false);
  });

  it('is seen to delete tests also where nothing is checked, and not when it put them back', async () => {
    const files = { 'test/a.test.js': test };
    const remove = { calls: [{ tool: 'delete_file', input: { path: 'test/a.test.js' } }] };
    const deleted = new EngineBench({
      script: scriptOf([remove, done]),
      files,
      task: { verify: null, approve: 'allow' },
    });
    await deleted.run();
    assert.deepEqual(deleted.state.outcome, { kind: 'unverified', weakened: 1 });
    const exits = [1, 0];
    const restored = bench({
      script: scriptOf([remove, done, { calls: [write('test/a.test.js', test)] }, done]),
      ...{ files, commands: { 'npm test': () => ({ exitCode: exits.shift() ?? 9 }) } },
    });
    await restored.run();
    assert.deepEqual(
      restored.of('tests.weakened').map(({ findings }) => findings.length),
      [1, 0],
    );
    assert.deepEqual(restored.state.outcome, { kind: 'verified', receipt: restored.state.receipt });
  });
});

import assert from 'node:assert/strict';
import { scriptOf } from '../../../src/adapters/models/scriptPlayer';
import type { Problem } from '../../../src/protocol';
import { type BenchOptions, EngineBench } from './engineBench';

const write = (path: string, content: string) => ({ calls: [{ tool: 'write_file', input: { path, content } }] });
const done = { calls: [{ tool: 'finish', input: { summary: 'Done.' } }] };
const heading = 'New problems in files that you changed, found after this step:';

/** Each line that says `bad` is a problem. */
function editor(path: string, text: string): Problem[] {
  return text.split('\n').flatMap((line, index): Problem[] => {
    const [, severity, message = ''] = /^(bad|poor) (.*)$/.exec(line) ?? [];
    const found = { path, line: index + 1, message };
    return severity === undefined ? [] : [{ ...found, severity: severity === 'bad' ? 'error' : 'warning' }];
  });
}

function bench(options: BenchOptions, ...commands: { glob: string; command: string }[]): EngineBench {
  const diagnostics = { least: 'error', commands } as const;
  return new EngineBench({
    ...options,
    task: { verify: null, diagnostics: { ...diagnostics, commands }, ...options.task },
  });
}

/** What the model is told as the result of its last call, request by request. */
function told({ requests }: EngineBench): string[] {
  return requests.flatMap(({ messages }) => {
    const last = messages.at(-1);
    return last?.role === 'tool' ? [last.results.map(({ text }) => text).join('\n')] : [];
  });
}

describe('new problems in changed files', () => {
  it('are told with the result of the step, each once, and only those that were not there before', async () => {
    const made = bench({
      editor,
      files: { 'a.ts': 'bad old\n', 'b.ts': 'bad other\n' },
      script: scriptOf([
        write('a.ts', 'fine\nbad old\nbad new\npoor style\n'),
        write('a.ts', 'bad new\nbad old\nbad old\n'),
        done,
      ]),
    });
    await made.run();
    assert.deepEqual(told(made), [
      `Written in place of the old content.\n\n${heading}\na.ts:3: error: new`,
      `Written in place of the old content.\n\n${heading}\na.ts:3: error: old`,
    ]);
    assert.deepEqual(
      made.of('diagnosed').map(({ problems, sources }) => [problems.length, sources]),
      [
        [1, ['editor']],
        [1, ['editor']],
      ],
    );
    assert.equal(made.requests[2]?.messages.length, 5);
    assert.deepEqual(made.state.outcome, { kind: 'unverified' });
  });

  it('of a command are those that it does not say of the snapshot, which it is asked of once', async () => {
    const old = 'a.py:1: error: old  [misc]';
    const now = 'a.py:9: error: old  [misc]\na.py:2: error: new  [misc]\nc.py:1: error: elsewhere';
    const outputs = [now, old, old, old];
    const made = bench(
      {
        files: { 'a.py': '1\n' },
        script: scriptOf([write('a.py', '2\n'), write('a.py', '3\n'), write('b.md', 'x\n'), done]),
        commands: { mypy: () => ({ exitCode: 1, output: outputs.shift() ?? '' }) },
      },
      { glob: '**/*.py', command: 'mypy' },
    );
    await made.run();
    assert.deepEqual(told(made).slice(0, 2), [
      `Written in place of the old content.\n\n${heading}\na.py:2: error misc: new`,
      'Written in place of the old content.',
    ]);
    assert.deepEqual(made.ran, ['mypy', 'mypy', 'mypy', 'mypy']);
    assert.equal(made.opened.length, 1);
    assert.deepEqual(made.of('problems.before'), [
      {
        ...made.of('problems.before')[0],
        command: 'mypy',
        problems: [{ path: 'a.py', line: 1, severity: 'error', code: 'misc', message: 'old' }],
      },
    ]);
  });

  it('are not guessed from output that is in no known form', async () => {
    const made = bench(
      {
        script: scriptOf([write('a.ts', '2\n'), done]),
        commands: { lint: () => ({ exitCode: 2, output: 'sh: lint: not found\n' }) },
      },
      { glob: '*.ts', command: 'lint' },
      { glob: '*.go', command: 'go vet ./...' },
    );
    await made.run();
    assert.deepEqual(
      made.of('diagnosed').map(({ problems, sources, unread, text }) => ({ problems, sources, unread, text })),
      [{ problems: [], sources: [], unread: ['lint'], text: '' }],
    );
    assert.deepEqual(told(made), ['Written, a new file.']);
    assert.deepEqual(made.ran, ['lint']);
  });

  it('are looked for once for each step, also by a command that writes something else each time', async () => {
    let runs = 0;
    const made: EngineBench = bench(
      {
        script: scriptOf([write('a.ts', '2\n'), done]),
        task: { verify: 'npm test' },
        commands: {
          lint: () => {
            runs += 1;
            made.files.content.set('lint.log', `run ${runs}`);
            return {};
          },
        },
      },
      { glob: '*.ts', command: 'lint' },
    );
    await made.run();
    assert.deepEqual(made.ran, ['lint', 'npm test']);
    assert.equal(made.state.outcome?.kind, 'verified');
  });

  it('send an agent that says it is done back once', async () => {
    const script = scriptOf([
      { calls: [...write('a.ts', 'bad it\n').calls, ...done.calls] },
      { text: 'It has to be.' },
    ]);
    const back = bench({ editor, script });
    await back.run();
    const last = back.requests[1]?.messages.at(-1);
    const results = last?.role === 'tool' ? last.results.map(({ text }) => text) : [];
    assert.ok(results.at(-1)?.endsWith(`\n\n${heading}\na.ts:1: error: it`));
    assert.equal(back.requests.length, 2);
    assert.deepEqual(back.state.outcome, { kind: 'unverified' });
  });

  describe('in the user’s own checkout', () => {
    const here = { place: 'here' } as const;
    const mypy = { glob: '**/*.py', command: 'mypy' };
    const says = (...outputs: string[]) => ({
      mypy: () => ({ exitCode: 1, output: outputs.length > 1 ? (outputs.shift() ?? '') : (outputs[0] ?? '') }),
    });
    const files = { 'a.py': '1\n' };
    const script = scriptOf([write('a.py', '2\n'), write('a.py', '3\n'), done]);

    it('are those that a command did not tell before the first change', async () => {
      const old = 'a.py:1: error: old\n';
      const made = bench({ files, task: here, script, commands: says(old, `${old}a.py:2: error: new\n`) }, mypy);
      await made.run();
      assert.deepEqual(told(made), [
        `Written in place of the old content.\n\n${heading}\na.py:2: error: new`,
        'Written in place of the old content.',
      ]);
      const order = made.events.map(({ type }) => type);
      assert.ok(order.indexOf('problems.before') < order.indexOf('tool.intent'));
      assert.deepEqual([made.ran, made.opened], [['mypy', 'mypy', 'mypy'], []]);
    });

    it('are those that the editor did not tell of a file before it was changed', async () => {
      const made = bench({
        ...{ editor, task: here, files: { 'a.ts': 'bad old\n' } },
        script: scriptOf([write('a.ts', 'bad old\nbad new\n'), write('b.ts', 'bad it\n'), done]),
      });
      await made.run();
      assert.deepEqual(told(made), [
        `Written in place of the old content.\n\n${heading}\na.ts:2: error: new`,
        `Written, a new file.\n\n${heading}\nb.ts:1: error: it`,
      ]);
    });

    it('may be old, and are told so, where a command could not be read before', async () => {
      const made = bench({ files, task: here, script, commands: says('broken', 'a.py:1: error: x\n') }, mypy);
      await made.run();
      assert.match(told(made)[0] ?? '', /some may have been there before:\na\.py:1: error: x$/);
    });

    it('are looked for before once, also by a task that was killed at any moment', async () => {
      const old = 'a.py:1: error: old\n';
      const commands = () => ({ mypy: () => ({ exitCode: 1, output: old }) });
      for (let at = 3; at <= 12; at += 1) {
        const made = bench({ files, task: here, script, commands: commands() }, mypy);
        await made.run({ at, when: 'before' }).catch(() => undefined);
        await made.run();
        assert.equal(made.of('problems.before').length, 1, String(at));
        assert.ok(!told(made).join().includes('old\n'), String(at));
      }
    });
  });

  it('are not looked for unless the task asks for it, nor after a step that changed nothing', async () => {
    const script = scriptOf([write('a.ts', 'bad it\n'), done]);
    const off = new EngineBench({ editor, script, task: { verify: null } });
    await off.run();
    const quiet = bench({ editor, script: scriptOf([{ calls: [{ tool: 'shell', input: { command: 'ls' } }] }, done]) });
    await quiet.run();
    assert.deepEqual([off.of('diagnosing'), quiet.of('diagnosing')], [[], []]);
  });

  it('are the same for a task that was killed at any moment', async () => {
    const make = () =>
      bench(
        {
          files: { 'a.py': '1\n' },
          script: scriptOf([write('a.py', '2\n'), done]),
          commands: { mypy: () => ({ exitCode: 1, output: 'a.py:1: error: x\n' }) },
        },
        { glob: '**/*.py', command: 'mypy' },
      );
    const whole = make();
    await whole.run();
    const last = whole.of('diagnosed').at(-1);
    assert.ok(last !== undefined);
    const began = whole.events.findIndex(({ type }) => type === 'diagnosing');
    for (let at = began; at <= last.seq; at += 1) {
      const again = make();
      again.files.content.set('a.py', '2\n');
      again.journal.events.push(...whole.events.slice(0, at));
      await again.resume();
      assert.deepEqual(
        again.of('diagnosed').map(({ text }) => text),
        whole.of('diagnosed').map(({ text }) => text),
      );
      assert.deepEqual(again.requests.at(-1)?.messages.slice(1), whole.requests.at(-1)?.messages.slice(1));
    }
  });
});

import assert from 'node:assert/strict';
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { GitPipe } from '../../../../src/adapters/git/process/gitPipe';

/** Answers each line with the same line; once its input has ended it takes its time. */
const echo = `
process.stdin.setEncoding('utf8').on('data', (text) => process.stdout.write(text));
process.stdin.on('end', () => setTimeout(() => process.exit(), Number(process.argv[1])));
`;

const line = (received: Buffer): number | null => (received.includes(0x0a) ? received.indexOf(0x0a) + 1 : null);

describe('GitPipe', () => {
  let children: ChildProcessWithoutNullStreams[];
  let pipe: GitPipe;

  beforeEach(() => {
    children = [];
    pipe = new GitPipe(() => {
      const child = spawn(process.execPath, ['-e', echo, '100']);
      children.push(child);
      return Promise.resolve(child);
    });
  });

  afterEach(async () => {
    await pipe.close();
    const left = children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    await Promise.all(left.map((child) => once(child, 'close')));
  });

  it('asks one git question after question', async () => {
    assert.equal((await pipe.ask('one\n', line)).toString(), 'one\n');
    assert.equal((await pipe.ask('two\n', line)).toString(), 'two\n');
    assert.equal(children.length, 1);
  });

  it('asks the next git while the one before has not ended yet', async () => {
    await pipe.ask('one\n', line);
    await pipe.close();
    const [before] = children;
    assert.ok(before !== undefined);
    const late = once(before, 'close');
    const answer = pipe.ask('two\n', (received) => (before.exitCode === null ? null : line(received)));
    await late;
    children[1]?.stdin.write('more\n');
    assert.equal((await answer).toString(), 'two\n');
    assert.equal(children.length, 2);
  });

  it('asks another git when the one that it had was ended by somebody else', async () => {
    await pipe.ask('one\n', line);
    const [child] = children;
    assert.ok(child !== undefined);
    child.kill('SIGKILL');
    await once(child, 'close');
    assert.equal((await pipe.ask('two\n', line)).toString(), 'two\n');
  });

  it('says why there is no answer', async () => {
    pipe = new GitPipe(() => {
      const child = spawn(process.execPath, ['-e', 'console.error("broken")']);
      children.push(child);
      return Promise.resolve(child);
    });
    await assert.rejects(pipe.ask('one\n', line), { message: 'Git ended without an answer: broken' });
  });
});

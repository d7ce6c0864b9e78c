import * as assert from 'node:assert/strict';
import { runCli } from '../../../src/cli/runCli';
import { StoreError } from '../../../src/core/errors';
import { MemoryTerminal } from '../../fakes/memoryTerminal';

const commands = `
  run create worktree refactor review race sprint lint-task estimate
  list show diff search digest report races compare conflicts graph spending
  inbox preview answer message ask stop resume after prioritize pause-all
  decide apply undo land pr apply-worktree combine update bring hand-back
  discard restore checkpoints restore-to fork archive pin
  why rules audit replay export
  doctor allowed carry worktrees check-out repair serve remove-everything
`
  .trim()
  .split(/\s+/);

describe('runCli', () => {
  let terminal: MemoryTerminal;

  beforeEach(() => {
    terminal = new MemoryTerminal();
  });

  const run = (...argv: string[]): Promise<number> =>
    runCli(argv, terminal, () => Promise.reject(new StoreError('newer-layout', 'Too new.', { hint: 'Update.' })));

  it('lists its commands, and each one says how it is used', async () => {
    assert.equal(await run('--help'), 0);
    const listed = terminal.out.flatMap((line) => /^ {2}([\w-]+) +\w/.exec(line)?.[1] ?? []);
    assert.deepEqual(listed, commands);
    for (const command of commands) {
      terminal.out.length = 0;
      assert.equal(await run(command, '--help'), 0);
      assert.match(terminal.out[0] ?? '', new RegExp(`^background-agents ${command} `));
    }
    assert.deepEqual(terminal.err, []);
  });

  for (const [line, message] of [
    ['fly', 'There is no command “fly”. “background-agents --help” lists the commands.'],
    ['run', 'Say what is to be done, in quotes, or give it with one of --task, --task-file and --command.'],
    ['run --task x --command y', /^Say what is to be done, in quotes, or give it with one of/],
    ['run x --task-file y', /^Say what is to be done, in quotes, or give it with one of/],
    ['run x y', /^Name the model with --model\./],
    ['create x', /^Name the model with --model\./],
    ['run --task x', /^Name the model with --model\. Models are named PROVIDER\/NAME/],
    ['run --fast', "Unknown option '--fast'."],
    ['run --task', "Option '--task <value>' argument missing"],
    ['run x --task y', '“x” does not belong here: the text of the task is given already.'],
    ['run --command x --model a/b', 'A task with --command has no model.'],
    ['run --command x --max-turns 0', '--max-turns is a number from 1 to 10000, not “0”.'],
    ['run --command x --approve never', '--approve is one of ask, allow, deny, not “never”.'],
    ['run --command x --sandbox on', '--sandbox is one of auto, off, not “on”.'],
    ['run --command x --verify y --no-verify', '--no-verify excludes --verify and --coverage.'],
    ['run --task-file /nowhere', /^The file of the task can't be read: ENOENT/],
    ['race x', 'Name the models with --models, such as claude-sonnet,gpt-5.'],
    ['race --models gpt-5 --times 17 x', 'A race has from 1 to 16 racers, not 17 times 1.'],
    ['race --models composer x', /^“composer” does not name a model\./],
    ['race --models gpt-5 --cap-usd 0 x', '--cap-usd is a number above 0, --cap-tokens a whole number from 1 on.'],
    ['apply-worktree', 'Say which racer, by the name of its model.'],
    ['show', 'Say which task to show.'],
    ['undo a b', '“b” is one argument too many.'],
    ['answer a b c', '“c” is one argument too many.'],
    ['replay', 'Say which task to replay.'],
    ['why', 'Say which task, and which line of which file.'],
    ['why x a.ts', '“a.ts” is no line of a file: write PATH:LINE, for example src/main.ts:12.'],
    ['serve --max-running 99', '--max-running is a number from 1 to 32, not “99”.'],
    ['replay x --to 0', '--to is the number of an event, not “0”.'],
    ['message a', 'The message is empty.'],
    ['message a b --when later', '--when is one of next, queue, now, not “later”.'],
    ['list x', '“list” takes no argument; “show ID” shows one task.'],
  ] as const) {
    it(`calls “${line}” wrong usage`, async () => {
      assert.equal(await run(...line.split(' ')), 64);
      assert.deepEqual([terminal.out, terminal.err.length], [[], 1]);
      if (typeof message === 'string') {
        assert.equal(terminal.err[0], message);
      } else {
        assert.match(terminal.err[0] ?? '', message);
      }
    });
  }

  it('is wrong usage without a command, with the help', async () => {
    assert.equal(await run(), 64);
    assert.ok(terminal.out.length > commands.length);
  });

  it('says what went wrong and what to do', async () => {
    assert.equal(await run('list'), 1);
    assert.deepEqual([terminal.out, terminal.err], [[], ['Too new.', 'Update.']]);
  });
});

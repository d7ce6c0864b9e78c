import * as assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { parseArguments } from '../../../src/cli/options/subcommand';
import type { TaskRequest } from '../../../src/cli/options/taskOptions';
import { readTaskRequest, taskOptions } from '../../../src/cli/options/taskOptions';
import { UsageError } from '../../../src/cli/options/usageError';
import { MemoryTerminal } from '../../fakes/memoryTerminal';
import { removeFolder, temporaryFolder } from '../../fakes/temporaryFolder';

const read = (argv: string[], folder = '/folder'): Promise<TaskRequest> =>
  readTaskRequest(parseArguments(taskOptions, argv), new MemoryTerminal(folder));

const model = ['--model', 'anthropic/claude'];

describe('readTaskRequest', () => {
  it('leaves open what the repository proposes', async () => {
    assert.deepEqual(await read(['--task', 'Fix it', '--model', 'openai-compatible/meta/llama-3']), {
      folder: '/folder',
      isOfSeveral: false,
      prompt: 'Fix it',
      title: undefined,
      engine: { kind: 'model', model: { provider: 'openai-compatible', name: 'meta/llama-3' } },
      verify: undefined,
      checks: [],
      place: 'worktree',
      isolation: 'sandbox',
      approve: 'ask',
      approvals: 'sandbox',
      limits: { maxTurns: 100, verifyRounds: 3 },
      budget: {},
    });
  });

  it('takes what is said', async () => {
    const served = [...model, '--base-url', 'http://127.0.0.1:1/v1'];
    const checks = ['--verify', 'make check', '--verify', 'make lint', '--coverage', 'src/auth=80.5%'];
    const rest = [
      ...checks,
      '--approve',
      'allow',
      '--approvals',
      'unrestricted',
      '--max-turns',
      '7',
      '--here',
      '--sandbox',
      'off',
    ];
    const budget = ['--budget-usd', '0.5', '--max-tokens', 'none', '--max-minutes', '30'];
    assert.deepEqual(await read(['--repo', '../shop', '--task', 'x', '--title', 'X', ...served, ...rest, ...budget]), {
      folder: '/shop',
      isOfSeveral: false,
      prompt: 'x',
      title: 'X',
      engine: {
        kind: 'model',
        model: { provider: 'anthropic', name: 'claude', baseUrl: 'http://127.0.0.1:1/v1' },
      },
      verify: 'make check',
      checks: [
        { kind: 'command', command: 'make lint' },
        { kind: 'coverage', path: 'src/auth', percent: 80.5 },
      ],
      place: 'here',
      isolation: 'none',
      approve: 'allow',
      approvals: 'unrestricted',
      limits: { maxTurns: 7, verifyRounds: 3 },
      budget: { usd: 0.5, tokens: undefined, minutes: 30, turns: undefined },
    });
  });

  it('takes limits as those of a budget that several tasks share', async () => {
    const model = ['--task', 'x', '--model', 'anthropic/claude'];
    const { budget, sharedBudget } = await read([...model, '--shared-budget', 'night', '--max-tokens', '900']);
    assert.deepEqual({ budget, sharedBudget }, { budget: {}, sharedBudget: { id: 'night', budget: { tokens: 900 } } });
    await assert.rejects(read([...model, '--shared-budget', 'night']), {
      message: '--shared-budget needs a limit: --budget-usd, --max-tokens or --max-minutes.',
    });
    await assert.rejects(read([...model, '--shared-budget', '../x', '--max-tokens', '900']), {
      message: '--shared-budget is a name of letters, digits, - and _, not “../x”.',
    });
  });

  it('takes a command in the place of a model, and no check', async () => {
    const request = await read(['--command', 'npm audit fix', '--no-verify']);
    assert.deepEqual(
      [request.prompt, request.engine, request.verify],
      ['npm audit fix', { kind: 'command', command: 'npm audit fix' }, null],
    );
  });

  it('reads the task from a file beside it', async () => {
    const folder = await temporaryFolder();
    await fs.writeFile(path.join(folder, 'task.md'), 'Line one\nLine two\n');
    const request = await read(['--task-file', 'task.md', '--model', 'rehearsal/rehearsal'], folder);
    assert.equal(request.prompt, 'Line one\nLine two\n');
    await removeFolder(folder);
  });

  for (const model of ['claude', 'composer', 'nobody/gemini', 'anthropic/']) {
    it(`does not know the model “${model}”, and says which names it knows`, async () => {
      await assert.rejects(read(['--task', 'x', '--model', model]), {
        message:
          `“${model}” does not name a model. Models are named PROVIDER/NAME, such as anthropic/claude-sonnet-4-5, or by one of ` +
          'claude-sonnet, claude-opus, claude-haiku, gpt-5, gpt-5-mini, gemini-pro, gemini-flash, mistral-large, codestral, grok, deepseek.',
      });
    });
  }

  it('takes commands whose problems are told to the agent', async () => {
    const { diagnostics } = await read(['--task', 'x', ...model, '--diagnose', '**/*.ts=npx tsc --target=es2022']);
    const command = 'npx tsc --target=es2022';
    assert.deepEqual(diagnostics, { least: 'error', commands: [{ glob: '**/*.ts', command }] });
    await assert.rejects(read(['--task', 'x', ...model, '--diagnose', 'npx tsc']), {
      message: /^--diagnose is a glob and a command/,
    });
  });

  it('does not take anything for a goal of coverage', async () => {
    for (const text of ['src/auth', 'src=101', '=80', 'src=much']) {
      await assert.rejects(read(['--command', 'x', '--coverage', text]), {
        message: `--coverage is a path and a percentage, such as src/auth=80, not “${text}”.`,
      });
    }
  });

  it('does not take anything for an address', async () => {
    const argv = ['--task', 'x', '--model', 'anthropic/claude', '--base-url', 'here'];
    await assert.rejects(read(argv), { message: /^“here” is not an address\./ });
  });

  it('reads the mode', async () => {
    const argv = ['--task', 'x', '--model', 'anthropic/claude'];
    assert.equal((await read([...argv, '--mode', 'plan'])).mode, 'plan');
    assert.equal('mode' in (await read([...argv, '--mode', 'work'])), false);
    await assert.rejects(read([...argv, '--mode', 'think']), {
      message: '--mode is one of work, plan, ask, not “think”.',
    });
    await assert.rejects(read(['--command', 'make', '--mode', 'ask']), {
      message: 'A task with --command has no --mode.',
    });
  });

  it('reads the limits, and refuses what is none', async () => {
    const argv = ['--task', 'x', '--model', 'anthropic/claude'];
    const { limits } = await read([...argv, '--context-tokens', '16000']);
    assert.deepEqual(limits, { maxTurns: 100, verifyRounds: 3, contextTokens: 16_000 });
    await assert.rejects(read([...argv, '--context-tokens', '100']), {
      message: '--context-tokens is a number from 2000 to 10000000, not “100”.',
    });
    await assert.rejects(read([...argv, '--max-turns', '0']), {
      message: '--max-turns is a number from 1 to 10000, not “0”.',
    });
  });

  it('reads what the task starts from, one thing only', async () => {
    const baseOf = async (...argv: string[]): Promise<unknown> => {
      const { base, from, url } = await read(['--command', 'true', ...argv]);
      return { base, from, url };
    };
    const none = { base: undefined, from: undefined, url: undefined };
    assert.deepEqual(await baseOf(), none);
    assert.deepEqual(await baseOf('--base', 'v1.0'), { ...none, base: { kind: 'ref', name: 'v1.0' } });
    const pull = { kind: 'pull', number: 12, remote: undefined };
    assert.deepEqual(await baseOf('--pr', '#12'), { ...none, base: pull });
    assert.deepEqual(await baseOf('--pr', '12', '--remote', 'fork'), { ...none, base: { ...pull, remote: 'fork' } });
    assert.deepEqual(await baseOf('--from', '3fz8'), { ...none, from: '3fz8' });
    assert.deepEqual(await baseOf('--repo-url', 'https://host/x.git'), { ...none, url: 'https://host/x.git' });
    const refused = [
      ...[
        ['--base', 'x', '--pr', '1'],
        ['--base', ''],
        ['--pr', '0'],
        ['--pr', 'x'],
        ['--pr', '-1'],
      ],
      ...[
        ['--base', 'x', '--here'],
        ['--remote', 'x'],
        ['--repo-url', 'https://host/x', '--repo', '.'],
      ],
    ];
    for (const argv of refused) {
      await assert.rejects(baseOf(...argv), UsageError, argv.join(' '));
    }
  });

  it('refuses an empty task', async () => {
    await assert.rejects(read(['--task', ' \n', '--model', 'anthropic/claude']), {
      message: 'The text of the task is empty.',
    });
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mostRacers, parseLaunch } from '../../../../src/core/launch/launches';

const experiment = `/worktree Experiment with replacing Express with Hono for the API layer.
Migrate 3 representative endpoints. Benchmark request throughput.
Report results without merging.`;

const limiter = `/best-of-n composer, claude-sonnet, gpt-5
Implement a rate limiter middleware using sliding window algorithm.
Must handle distributed scenarios with Redis.`;

const limiterTask = `Implement a rate limiter middleware using sliding window algorithm.
Must handle distributed scenarios with Redis.`;

const review = `/review Review the changes in PR #247. Check for:
1. Security issues (SQL injection, XSS, auth bypass)
Post findings as a summary.`;

describe('what is written after a slash', () => {
  it('is an experiment, as the guide writes it', () => {
    assert.deepEqual(parseLaunch(experiment), { kind: 'experiment', prompt: experiment.slice('/worktree '.length) });
  });

  it('is a race whose list ends with its line', () => {
    assert.deepEqual(parseLaunch(limiter), {
      kind: 'race',
      racers: ['composer', 'claude-sonnet', 'gpt-5'],
      prompt: limiterTask,
    });
  });

  it('is the same race in a box that has one line', () => {
    assert.deepEqual(parseLaunch(limiter.replaceAll('\n', ' ')), {
      kind: 'race',
      racers: ['composer', 'claude-sonnet', 'gpt-5'],
      prompt: limiterTask.replaceAll('\n', ' '),
    });
  });

  it('is a race of a model with itself', () => {
    const race = { kind: 'race', racers: ['gpt-5', 'gpt-5', 'gpt-5'], prompt: 'Add a cache' };
    assert.deepEqual(parseLaunch('/best-of-n gpt-5 x3 Add a cache'), race);
    assert.deepEqual(parseLaunch('/best-of-n gpt-5 ×3\nAdd a cache'), race);
    assert.deepEqual(parseLaunch('/best-of-n gpt-5 x 2, gpt-5 Add a cache'), race);
  });

  it('is a list that goes on in the next line after a comma', () => {
    assert.deepEqual(parseLaunch('/best-of-n openai/gpt-5,\n  llama3.1:8b x2\n\nAdd 3 x 3 boards'), {
      kind: 'race',
      racers: ['openai/gpt-5', 'llama3.1:8b', 'llama3.1:8b'],
      prompt: 'Add 3 x 3 boards',
    });
  });

  it('is a race without racers where the words are the task', () => {
    assert.deepEqual(parseLaunch('/best-of-n Implement a rate limiter, with tests'), {
      kind: 'race',
      racers: [],
      prompt: 'Implement a rate limiter, with tests',
    });
  });

  it('takes the winner by its name', () => {
    assert.deepEqual(parseLaunch('/apply-worktree claude-sonnet'), { kind: 'applyWorktree', model: 'claude-sonnet' });
  });

  it('is a sprint or a refactoring', () => {
    assert.deepEqual(parseLaunch('/sprint Write tests for src/auth and src/billing'), {
      kind: 'sprint',
      prompt: 'Write tests for src/auth and src/billing',
    });
    assert.deepEqual(parseLaunch('/refactor\nUse the Strategy pattern in src/pay'), {
      kind: 'refactor',
      prompt: 'Use the Strategy pattern in src/pay',
    });
  });

  it('is a review, with its target at the beginning or in the sentence', () => {
    assert.deepEqual(parseLaunch('/review #247'), { kind: 'review', target: '#247', prompt: '' });
    assert.deepEqual(parseLaunch('/review PR #247: mind the SQL'), {
      kind: 'review',
      target: 'PR #247',
      prompt: 'mind the SQL',
    });
    assert.deepEqual(parseLaunch('/review main..feature/login'), {
      kind: 'review',
      target: 'main..feature/login',
      prompt: '',
    });
    assert.deepEqual(parseLaunch('/review https://github.com/acme/api/pull/12/files mind the SQL'), {
      kind: 'review',
      target: 'https://github.com/acme/api/pull/12/files',
      prompt: 'mind the SQL',
    });
    assert.deepEqual(parseLaunch(review), {
      kind: 'review',
      target: 'PR #247',
      prompt: review.slice('/review '.length),
    });
    assert.deepEqual(parseLaunch('/review feature'), { kind: 'review', target: 'feature', prompt: '' });
  });

  it('says what is missing', () => {
    const problem = (text: string) => parseLaunch(text);
    assert.deepEqual(problem('/deploy now'), { kind: 'problem', problem: 'unknown-command', command: 'deploy' });
    assert.deepEqual(problem('/worktree'), { kind: 'problem', problem: 'no-task', command: 'worktree' });
    assert.deepEqual(problem('/best-of-n gpt-5, composer'), {
      kind: 'problem',
      problem: 'no-task',
      command: 'best-of-n',
    });
    assert.deepEqual(problem('/best-of-n gpt-5\nAdd a cache'), {
      kind: 'problem',
      problem: 'one-racer',
      command: 'best-of-n',
    });
    assert.deepEqual(problem('/best-of-n gpt-5 x17 Add a cache'), {
      kind: 'problem',
      problem: 'too-many-racers',
      command: 'best-of-n',
    });
    assert.deepEqual(problem('/apply-worktree '), { kind: 'problem', problem: 'no-model', command: 'apply-worktree' });
    assert.deepEqual(problem('/review'), { kind: 'problem', problem: 'no-target', command: 'review' });
  });

  it('is no command where it is a path, a comment or a plain task', () => {
    for (const text of ['/src/auth.ts is slow', '// what is this', 'Add /worktree to the list', '/etc/hosts', '']) {
      assert.equal(parseLaunch(text), null, text);
    }
  });

  it('keeps every word of the task and every racer, however the list is written', () => {
    const name = fc.constantFrom('gpt-5', 'composer', 'claude-sonnet', 'openai/gpt-5-mini', 'llama3.1:8b');
    const blank = fc.constantFrom('', ' ', '\n', ' \n  ');
    const list = fc.array(fc.tuple(name, fc.integer({ min: 1, max: 3 }), blank, blank), { minLength: 2, maxLength: 5 });
    const words = fc.constantFrom('Add a cache', 'Fix it, please', 'Implement x3 boards\nwith tests', 'use 4, 5 or 6');
    fc.assert(
      fc.property(list, words, fc.constantFrom(' ', '\n', '\n\n'), (racers, prompt, end) => {
        const written = racers
          .map(([model, times, before, after], index) => {
            const isLast = index === racers.length - 1;
            return `${index === 0 ? '' : before}${model}${times === 1 ? '' : ` x${times}`}${isLast ? '' : after}`;
          })
          .join(',');
        const all = racers.flatMap(([model, times]) => Array.from({ length: times }, () => model));
        assert.ok(all.length <= mostRacers);
        assert.deepEqual(parseLaunch(`/best-of-n ${written}${end}${prompt}`), { kind: 'race', racers: all, prompt });
      }),
    );
  });
});

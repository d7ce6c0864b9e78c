import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import { loadShellGrammar } from '../src/adapters/symbols/shellGrammar';
import { classify } from '../src/core/approvals/classify';
import type { CommandRule } from '../src/protocol';
import { measured } from './support/measure';

const grammars = path.resolve(import.meta.dirname, '../dist/grammars');
const prefix = (text: string): CommandRule => ({ words: text.split(' '), match: 'prefix' });

/** As long as a command gets that somebody would still read. */
const parts = [
  "rg -n 'class Queue' src",
  'npx tsc -p tsconfig.json --noEmit',
  'npx eslint "src/part.ts" --max-warnings 0',
  'npm test -- --grep "the queue" 2>&1 | tail -40',
  "sed -n '1,80p' src/app.ts",
  'git diff --stat HEAD~1 -- src/app.ts test/app.test.ts',
];
const command = Array.from({ length: 50 }, (_, number) => parts[number % parts.length] ?? '').join(' && ');
const allow = ['git diff', 'npx tsc', 'npx eslint', 'npm test', 'sed', 'rg', 'tail', 'cat', 'ls', 'grep'].map(prefix);
const deny = ['git push', 'curl', 'rm -rf'].map(prefix);

void measured(async () => {
  const read = await loadShellGrammar(grammars);
  const judge = () => classify(command, { allow, deny, worktree: '/data/worktrees/task', read });
  if (judge().decision !== 'allow') {
    throw new Error('the command is not allowed, so less than all of it would be measured');
  }
  for (let warm = 0; warm < 200; warm += 1) {
    judge();
  }
  const spawned = async (): Promise<number> => {
    const started = performance.now();
    await once(spawn('bash', ['-c', 'true'], { stdio: ['ignore', 'pipe', 'pipe'] }), 'exit');
    return performance.now() - started;
  };
  const judged = (): Promise<number> => {
    const started = performance.now();
    judge();
    return Promise.resolve(performance.now() - started);
  };
  return {
    title: `Deciding about a command of ${command.length} characters`,
    floor: { name: 'a plain spawn of a shell', run: spawned },
    ours: { name: 'classification', run: judged },
    rounds: 100,
  };
});

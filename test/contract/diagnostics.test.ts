import assert from 'node:assert/strict';
import { scriptOf, ScriptPlayer } from '../../src/adapters/models/scriptPlayer';
import type { RunnerCommand, RunnerEvent } from '../../src/protocol';
import { createRunner } from '../../src/runner/createRunner';
import { MemoryLog } from '../fakes/memoryLog';
import { prepareTask } from '../fakes/preparedTask';

/** Says of each line that holds TODO that it is wrong, as gcc would. */
const lint = [
  "const lines = require('node:fs').readFileSync('src/a.txt', 'utf8').split('\\n');",
  "const bad = lines.flatMap((line, at) => (line.includes('TODO') ? [`src/a.txt:${at + 1}:1: error: ${line}`] : []));",
  "console.log(bad.join('\\n'));",
  'process.exitCode = bad.length === 0 ? 0 : 1;',
].join('\n');

describe('a linter that is run in a worktree', () => {
  it('tells the agent what its step brought, and not what the snapshot has already', async () => {
    const content = 'first\nTODO old\nTODO new\n';
    const turns = [
      { calls: [{ tool: 'write_file', input: { path: 'src/a.txt', content } }] },
      { calls: [{ tool: 'write_file', input: { path: 'src/a.txt', content: content.replace('TODO new\n', '') } }] },
      { text: 'Done.' },
    ];
    const commands = [{ glob: 'src/**', command: 'node lint.cjs' }];
    const prepared = await prepareTask(
      { 'src/a.txt': 'TODO old\n', 'lint.cjs': lint },
      {
        engine: { kind: 'model', model: { provider: 'anthropic', name: 'scripted' } },
        verify: null,
        diagnostics: { least: 'error', commands },
      },
    );
    const events: RunnerEvent[] = [];
    const runner = createRunner({ createModel: () => new ScriptPlayer(scriptOf(turns)), log: new MemoryLog() });
    try {
      const ended = new Promise<void>((resolve) => {
        runner.onMessage((message) => {
          if (message.kind === 'event') {
            events.push(message.event);
          } else if (message.kind === 'ended') {
            resolve();
          } else if (message.kind === 'host' && message.request.kind !== 'cancel') {
            const { askId } = message.request;
            tell({ type: 'host', response: { askId, kind: 'absent' } });
          }
        });
      });
      const tell = (command: Record<string, unknown>): void =>
        runner.send({ id: `c${events.length}`, taskId: prepared.spec.task.id, ...command } as RunnerCommand);
      tell({ type: 'start', spec: prepared.spec });
      await ended;
    } finally {
      await runner.stop();
      prepared.repo.dispose();
    }
    const heading = 'New problems in files that you changed, found after this step:';
    assert.deepEqual(
      events.flatMap((event) => (event.type === 'diagnosed' ? [[event.text, event.sources]] : [])),
      [
        [`${heading}\nsrc/a.txt:3:1: error: TODO new`, ['node lint.cjs']],
        ['', ['node lint.cjs']],
      ],
    );
  });
});

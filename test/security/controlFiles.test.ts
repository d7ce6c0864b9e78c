import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { scriptOf, ScriptPlayer } from '../../src/adapters/models/scriptPlayer';
import type { Decision, RunnerEvent, RunSpec } from '../../src/protocol';
import { createRunner } from '../../src/runner/createRunner';
import { MemoryLog } from '../fakes/memoryLog';
import { type PreparedTask, prepareTask } from '../fakes/preparedTask';

const files = {
  'a.txt': 'plain\n',
  '.vscode/settings.json': '{}\n',
  '.husky/pre-commit': 'npm test\n',
  'AGENTS.md': 'Be careful.\n',
};

interface Call {
  tool: string;
  input: Record<string, unknown>;
}

interface Wanted {
  tracked?: Record<string, string>;
  /** Beside them in the worktree. */
  others?: Record<string, string>;
  /** Calls before the command. */
  first?: Call[];
}

interface Ran {
  prepared: PreparedTask;
  events: RunnerEvent[];
  /** What the worktree held whenever somebody was asked. */
  whenAsked: Record<string, string>[];
}

const made: PreparedTask[] = [];

/** A real runner, a real sandbox and a model that runs the command. */
async function run(
  command: string,
  answer: Decision | null,
  task: Partial<RunSpec['task']> = {},
  { tracked = files, others = {}, first = [] }: Wanted = {},
): Promise<Ran> {
  const prepared = await prepareTask(tracked, { verify: null, ...task });
  prepared.repo.write(others, prepared.worktree);
  made.push(prepared);
  const { spec, worktree } = prepared;
  const ran: Ran = { prepared, events: [], whenAsked: [] };
  const shell = { tool: 'shell', input: { command } };
  const script = scriptOf([...[...first, shell].map((call) => ({ calls: [call] })), {}]);
  const runner = createRunner({ createModel: () => new ScriptPlayer(script), log: new MemoryLog() });
  const ended = new Promise<void>((resolve) => {
    runner.onMessage((message) => {
      if (message.kind === 'event') {
        const { event } = message;
        ran.events.push(event);
        if (event.type === 'approval.request') {
          ran.whenAsked.push(contentOf(worktree));
          const { requestId } = event.request;
          if (answer !== null) {
            runner.send({ id: 'answer', taskId: spec.task.id, type: 'answer', requestId, decision: answer });
          }
        }
      } else if (message.kind === 'ended') {
        resolve();
      }
    });
  });
  runner.send({ id: 'start', taskId: spec.task.id, type: 'start', spec });
  await ended;
  await runner.stop();
  return ran;
}

/** Each file and link below the folder, with its rights where they are not usual. */
function contentOf(folder: string): Record<string, string> {
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name !== '.git');
  return Object.fromEntries(
    names.sort().flatMap((name): [string, string][] => {
      const file = path.join(folder, name);
      const stats = fs.lstatSync(file);
      if (stats.isSymbolicLink()) {
        return [[name, `-> ${fs.readlinkSync(file)}`]];
      }
      const rights = (stats.mode & 0o111) === 0 ? '' : 'x ';
      return stats.isFile() ? [[name, rights + fs.readFileSync(file, 'utf8')]] : [];
    }),
  );
}

const asked = ({ events }: Ran) =>
  events.flatMap((event) => (event.type === 'approval.request' ? [event.request.command] : []));

describe('control files and the shell', () => {
  afterEach(() => made.splice(0).forEach(({ repo }) => repo.dispose()));

  const attacks: Record<string, [command: string, asks: string]> = {
    'P08: a rename onto one': ['mkdir -p .vscode && mv a.txt .vscode/tasks.json', 'write .vscode/tasks.json'],
    'P08: a copy onto one': ['cp a.txt .vscode/settings.json', 'write .vscode/settings.json'],
    'P08: a stream editor on one': ['sed -i s/careful/reckless/ AGENTS.md', 'write AGENTS.md'],
    'P08: one that is removed': ['git rm -q --cached AGENTS.md; rm AGENTS.md', 'delete AGENTS.md'],
    'P08: one that becomes a program': ['chmod +x .husky/pre-commit', 'write .husky/pre-commit'],
    'P08: one in a folder below': [
      'mkdir -p sub/.cursor && echo x > sub/.cursor/mcp.json',
      'write sub/.cursor/mcp.json',
    ],
    'P08: a process that goes on after its shell': [
      '(setsid sh -c "sleep 0.1; echo x > .envrc" & ); sleep 0.4',
      'write .envrc',
    ],
    'P09: settings that start a server': ['echo "{}" > .mcp.json', 'write .mcp.json'],
    'P09: a workspace file': ['echo "{}" > all.code-workspace', 'write all.code-workspace'],
    'P09: a folder that was not there': [
      'mkdir .devcontainer && echo x > .devcontainer/devcontainer.json',
      'write .devcontainer/devcontainer.json',
    ],
    'P09: another spelling of it': ['mkdir .Claude && echo x > .Claude/settings.json', 'write .Claude/settings.json'],
    'P09: a link in the place of it': ['ln -s /etc .claude', 'write .claude'],
    'P09: a workflow': [
      'mkdir -p .github/workflows && echo x > .github/workflows/x.yml',
      'write .github/workflows/x.yml',
    ],
  };
  for (const [name, [command, asks]] of Object.entries(attacks)) {
    it(`${name} is put back, asked about, and stays away when it is denied`, async () => {
      const ran = await run(command, { kind: 'deny' });
      const left = command.includes('mv a.txt') ? without(files, 'a.txt') : files;
      assert.deepEqual(asked(ran), [asks]);
      assert.deepEqual(ran.whenAsked, [left]);
      assert.deepEqual(contentOf(ran.prepared.worktree), left);
      const kept = ran.events.findLast((event) => event.type === 'files.changed');
      const changed = kept?.files.map(({ path: name }) => name) ?? [];
      assert.deepEqual(
        changed.filter((name) => name !== 'a.txt'),
        [],
      );
    });
  }

  describe('that git ignores', () => {
    const ignoring = { '.gitignore': '.vscode/\n.envrc\n.idea\n*.code-workspace\nbuild/\n', 'a.txt': 'plain\n' };
    const attack =
      'mkdir -p .vscode build/.vscode && echo "{}" > .vscode/tasks.json && echo x > .envrc && ln -s /nowhere .idea && echo x > build/.vscode/a';
    const asks =
      'write .envrc (ignored by git), write .idea (ignored by git), write .vscode/tasks.json (ignored by git)';

    it('P08: are put back, asked about, and stay away when they are denied', async () => {
      const ran = await run(attack, { kind: 'deny' }, {}, { tracked: ignoring });
      assert.deepEqual(asked(ran), [asks]);
      assert.deepEqual(ran.whenAsked, [{ ...ignoring, 'build/.vscode/a': 'x\n' }]);
      assert.deepEqual(contentOf(ran.prepared.worktree), ran.whenAsked[0]);
    });

    it('P08: come to exactly what the command wanted when that is allowed', async () => {
      const ran = await run(`${attack}; chmod +x .envrc`, { kind: 'allow' }, {}, { tracked: ignoring });
      assert.deepEqual(asked(ran), [asks]);
      const made = { '.envrc': 'x x\n', '.idea': '-> /nowhere', '.vscode/tasks.json': '{}\n' };
      assert.deepEqual(contentOf(ran.prepared.worktree), { ...ignoring, ...made, 'build/.vscode/a': 'x\n' });
    });

    it('P08: are what they were before, and no journal holds what is in them', async () => {
      const secret = 'canary-in-envrc';
      const before = { ...ignoring, '.envrc': `export TOKEN=${secret}\n` };
      const ran = await run(
        'rm .envrc; echo y > .envrc; rm -rf .vscode',
        { kind: 'deny' },
        {},
        {
          tracked: ignoring,
          others: { '.envrc': before['.envrc'], '.vscode/x.json': 'x' },
        },
      );
      assert.deepEqual(asked(ran), ['write .envrc (ignored by git), delete .vscode/x.json (ignored by git)']);
      assert.deepEqual(contentOf(ran.prepared.worktree), { ...before, '.vscode/x.json': 'x' });
      assert.equal(JSON.stringify(ran.events).includes(secret), false);
    });

    it('P08: are not asked about again when a tool wrote them with consent', async () => {
      const write = { tool: 'write_file', input: { path: './.envrc', content: 'x' } };
      const ran = await run('true', { kind: 'allow' }, {}, { tracked: ignoring, first: [write] });
      assert.deepEqual(asked(ran), ['write .envrc']);
      assert.deepEqual(contentOf(ran.prepared.worktree), { ...ignoring, '.envrc': 'x' });
    });
  });

  it('P08: a folder that becomes a link to elsewhere comes back with all that was in it', async () => {
    const ran = await run('mv .vscode moved && ln -s moved .vscode', { kind: 'deny' });
    assert.deepEqual(asked(ran), ['write .vscode, delete .vscode/settings.json']);
    assert.deepEqual(contentOf(ran.prepared.worktree), { ...files, 'moved/settings.json': '{}\n' });
  });

  it('P08: what is allowed comes to exactly what the command wanted', async () => {
    const ran = await run('printf "a\\r\\nb" > .vscode/settings.json; chmod +x .husky/pre-commit; echo b > b.txt', {
      kind: 'allow',
    });
    assert.deepEqual(asked(ran), ['write .husky/pre-commit, write .vscode/settings.json']);
    assert.deepEqual(ran.whenAsked, [{ ...files, 'b.txt': 'b\n' }]);
    assert.deepEqual(contentOf(ran.prepared.worktree), {
      ...files,
      'b.txt': 'b\n',
      '.vscode/settings.json': 'a\r\nb',
      '.husky/pre-commit': 'x npm test\n',
    });
  });

  it('P08: a task that may not be given more ends without it, and a formatter gets an answer that can be understood', async () => {
    const ran = await run('echo "{ }" > .vscode/settings.json && echo B > b.txt', null, { approve: 'deny' });
    assert.deepEqual(contentOf(ran.prepared.worktree), { ...files, 'b.txt': 'B\n' });
    const result = ran.events.find((event) => event.type === 'tool.result');
    const settled = ran.events.find((event) => event.type === 'control.settled');
    assert.deepEqual([result?.outcome, settled?.outcome], ['ok', 'denied']);
    assert.match(
      settled?.text ?? '',
      /\.vscode\/settings\.json\. The user did not allow it, so these files are as they were/,
    );
  });

  it('P08: a command task is held to the same', async () => {
    const engine = { kind: 'command', command: 'echo x > .envrc; echo b > b.txt' } as const;
    const ran = await run('unused', { kind: 'deny' }, { engine });
    assert.deepEqual([asked(ran), ran.whenAsked], [['write .envrc'], [{ ...files, 'b.txt': 'b\n' }]]);
    assert.deepEqual(contentOf(ran.prepared.worktree), { ...files, 'b.txt': 'b\n' });
    const finished = ran.events.find((event) => event.type === 'finished');
    assert.deepEqual(finished?.outcome, { kind: 'unverified' });
  });
});

function without(all: Record<string, string>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(all).filter(([key]) => key !== name));
}

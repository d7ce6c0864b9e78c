import assert from 'node:assert/strict';
import { scriptOf, type ScriptedTurn } from '../../../src/adapters/models/scriptPlayer';
import type { Decision, Task } from '../../../src/protocol';
import { EngineBench } from './engineBench';

const settings = '.vscode/settings.json';
const files = { [settings]: '{}\n', '.envrc': 'use flake\n', 'a.ts': 'a\n' };
const shell = (command: string): ScriptedTurn => ({ calls: [{ tool: 'shell', input: { command } }] });

/** `fmt` rewrites a control file and another, `drop` deletes and makes some. */
function bench(turns: ScriptedTurn[], decision: Decision | null, task: Partial<Task> = { verify: null }): EngineBench {
  const made: EngineBench = new EngineBench({
    ...{ files, task, script: scriptOf(turns) },
    commands: {
      fmt: () => {
        made.files.content.set(settings, '{ "a": 1 }\n').set('a.ts', 'A\n');
        return { output: 'formatted' };
      },
      drop: () => {
        made.files.content.delete('.envrc');
        made.files.content.set('.mcp.json', '{"mcpServers":{}}\n');
        return {};
      },
    },
  });
  made.surroundings.onEvent = (event) => {
    if (event.type === 'approval.request' && decision !== null) {
      made.tell({ type: 'answer', requestId: event.request.requestId, decision });
    }
  };
  return made;
}

const content = (made: EngineBench) => Object.fromEntries(made.files.content);
const told = (made: EngineBench) =>
  made.requests
    .at(-1)
    ?.messages.flatMap((message) =>
      message.role === 'user' && message.text.startsWith('What you ran') ? [message.text] : [],
    );

const lead = (paths: string) =>
  `What you ran has changed files that editors, shells or agents obey, which needs consent: ${paths}.`;

describe('control files that a command changes', () => {
  it('P08: are put back before anyone is asked, and put in place when that is allowed', async () => {
    const made = bench([shell('fmt'), {}], { kind: 'allow' });
    const tell = made.surroundings.onEvent.bind(made.surroundings);
    let whenAsked: unknown;
    made.surroundings.onEvent = (event) => {
      whenAsked = event.type === 'approval.request' ? content(made) : whenAsked;
      tell(event);
    };
    await made.run();
    assert.deepEqual(whenAsked, { ...files, 'a.ts': 'A\n' });
    assert.deepEqual(content(made), { ...files, [settings]: '{ "a": 1 }\n', 'a.ts': 'A\n' });
    const [asked] = made.of('approval.request');
    assert.deepEqual(
      { ...asked?.request, requestId: '', callId: '', digest: '' },
      {
        ...{ kind: 'approval', requestId: '', callId: '', digest: '', effect: 'file', rule: 'P08' },
        command: 'write .vscode/settings.json',
        facts: [
          'Editors, shells or agents obey this file when the folder is opened.',
          'A command that ran in the worktree did this. It was put back; if you allow it, it is put in place again.',
          '.vscode/settings.json would hold:\n{ "a": 1 }\n',
        ],
      },
    );
    assert.deepEqual(told(made), [`${lead(settings)} The user allowed the change; it is in place.`]);
    assert.deepEqual(made.state.control, null);
  });

  it('P08: stay as they were when it is denied, and the model is told', async () => {
    const made = bench([shell('drop'), {}], { kind: 'deny', note: 'Leave the environment alone.' });
    await made.run();
    assert.deepEqual(content(made), files);
    assert.deepEqual(
      made.of('control.changed').map(({ changes }) => changes),
      [
        [
          { path: '.envrc', verb: 'delete' },
          { path: '.mcp.json', verb: 'write' },
        ],
      ],
    );
    assert.deepEqual(told(made), [
      `${lead('.envrc, .mcp.json')} The user did not allow it, so these files are as they were before. Go on without that change. They wrote: Leave the environment alone.`,
    ]);
  });

  it('P08: are found at the end of a command task, and it ends without them', async () => {
    const engine = { kind: 'command', command: 'fmt' } as const;
    const made = bench([], { kind: 'deny' }, { verify: null, engine });
    await made.run();
    assert.deepEqual(content(made), { ...files, 'a.ts': 'A\n' });
    assert.deepEqual(made.state.outcome, { kind: 'unverified' });
  });

  it('P08: are in no checked tree before they are allowed', async () => {
    const engine = { kind: 'command', command: 'fmt' } as const;
    const made = bench([], { kind: 'deny' }, { verify: 'make test', engine });
    await made.run();
    const changed = made.of('control.changed')[0];
    assert.equal(made.state.outcome?.kind, 'verified');
    assert.equal(made.opened.length, 1);
    assert.notEqual(made.opened[0], changed?.wanted);
  });

  it('are not asked about again when a file tool was allowed to write them', async () => {
    const write = { calls: [{ tool: 'write_file', input: { path: settings, content: 'x' } }] };
    const made = bench([write, shell('true'), {}], { kind: 'allow' });
    await made.run();
    assert.deepEqual([made.of('approval.request').length, made.of('control.changed').length], [1, 0]);
    assert.equal(made.files.content.get(settings), 'x');
  });

  it('wait, put back, while nobody answers, and a stopped task that goes on asks again', async () => {
    const made = bench([shell('fmt'), {}], null);
    made.surroundings.onEvent = ({ type }) => {
      if (type === 'approval.request') {
        made.tell({ type: 'stop' });
      }
    };
    await made.run();
    assert.deepEqual(made.state.outcome, { kind: 'stopped' });
    assert.deepEqual(content(made), { ...files, 'a.ts': 'A\n' });
    made.surroundings.onEvent = (event) => {
      if (event.type === 'approval.request') {
        made.tell({ type: 'answer', requestId: event.request.requestId, decision: { kind: 'allow' } });
      }
    };
    const running = made.run();
    made.tell({ type: 'message', text: 'Go on.', when: 'now' });
    await running;
    if (made.state.outcome.kind === 'stopped') {
      await made.resume();
    }
    assert.equal(made.of('approval.request').length, 2);
    assert.equal(made.files.content.get(settings), '{ "a": 1 }\n');
  });

  it('are never left in place unasked, wherever the runner is killed', async () => {
    const turns = [shell('fmt'), shell('drop'), {}];
    const begun = () => bench(turns, null, { verify: null, approve: 'allow' });
    const whole = begun();
    await whole.run();
    assert.equal(whole.of('control.settled').length, 2);
    for (let at = 2; at < whole.events.length; at += 1) {
      for (const when of ['before', 'after'] as const) {
        const made = begun();
        await made.run({ at, when }).catch(() => undefined);
        await made.run();
        const asked = new Set(made.of('control.changed').flatMap(({ changes }) => changes.map(({ path }) => path)));
        const before: Record<string, string> = files;
        const unasked = [settings, '.envrc', '.mcp.json'].filter(
          (path) => made.files.content.get(path) !== before[path] && !asked.has(path),
        );
        const { outcome, control } = made.state;
        assert.deepEqual([outcome?.kind, control, unasked], ['unverified', null, []], `${when} ${at}`);
        assert.equal(made.of('control.settled').length, made.of('control.changed').length, `${when} ${at}`);
      }
    }
  });
});

import assert from 'node:assert/strict';
import { scriptOf, type ScriptedTurn } from '../../../src/adapters/models/scriptPlayer';
import type { ApprovalRules, KnownRules } from '../../../src/core/approvals/approvalPorts';
import type { ReadShell } from '../../../src/core/approvals/shellPorts';
import type { AllowedCommand, CommandRule, SandboxReport, Task } from '../../../src/protocol';
import { shellGrammar } from '../../fakes/grammarFolder';
import { EngineBench, noRules } from './engineBench';

const none: SandboxReport = { kind: 'none', reason: 'bubblewrap is not installed.' };
const nothing: KnownRules = { allow: [], deny: [], allowWrite: [], denyWrite: [], denyRead: [], isUnsure: false };
const prefix = (...words: string[]): CommandRule => ({ words, match: 'prefix' });
const shell = (command: string): ScriptedTurn => ({ calls: [{ tool: 'shell', input: { command } }] });
const write = (path: string, content = 'x'): ScriptedTurn => ({
  calls: [{ tool: 'write_file', input: { path, content } }],
});

describe('the policy and the loop', () => {
  let read: ReadShell = () => null;
  before(async () => {
    read = await shellGrammar();
  });

  interface Wanted {
    task?: Partial<Task>;
    sandbox?: SandboxReport;
    known?: Partial<KnownRules>;
    grammar?: () => Promise<ReadShell | null>;
    files?: Record<string, string>;
  }

  function bench(turns: readonly ScriptedTurn[], { task, known, grammar, ...rest }: Wanted) {
    const kept: AllowedCommand[] = [];
    const approvals: ApprovalRules = {
      ...noRules,
      known: () => Promise.resolve({ ...nothing, ...known, allow: [...(known?.allow ?? []), ...kept] }),
      remember: (allowed) => Promise.resolve(void kept.push(allowed)),
      grammar: grammar ?? (() => Promise.resolve(read)),
    };
    const options = { ...rest, approvals, script: scriptOf([...turns, {}]) };
    return { kept, made: new EngineBench({ ...options, task: { verify: null, approve: 'deny', ...task } }) };
  }

  const asked = (made: EngineBench) =>
    made.of('approval.request').map(({ request }) => [request.command, request.rule ?? '']);
  const intents = (made: EngineBench) => made.of('tool.intent').map(({ tool, allowedBy }) => [tool, allowedBy ?? '']);

  it('looks into no command that the sandbox holds when nothing is forbidden', async () => {
    const { made } = bench([shell('rm -rf /'), shell('$(x)')], {
      grammar: () => Promise.reject(new Error('The grammar was loaded.')),
    });
    await made.run();
    assert.deepEqual([asked(made), made.ran], [[], ['rm -rf /', '$(x)']]);
  });

  it('does not run what is forbidden, also in a sandbox, and asks where nobody can tell', async () => {
    const { made } = bench([shell('ls; curl x'), shell('$X y'), shell('echo $HOME'), shell('ls')], {
      known: { deny: [prefix('curl')] },
    });
    await made.run();
    assert.deepEqual(made.results[0], 'shell denied: This is not allowed (C08). A rule forbids it: curl.');
    assert.deepEqual([asked(made), made.ran], [[['$X y', 'C02']], ['echo $HOME', 'ls']]);
  });

  it('without a sandbox runs what rules allow and the checks of the task, and asks about the rest', async () => {
    const turns = ['npm test', 'npm run lint', 'git status', 'ls', 'git push', 'git status > ../x'].map(shell);
    const { made } = bench(turns, {
      sandbox: none,
      known: { allow: [{ rule: prefix('git') }, { rule: prefix('ls'), effect: 'network' }] },
      task: {
        verify: 'npm test',
        checks: [{ kind: 'command', command: 'npm run lint ' }],
        limits: { maxTurns: 20, verifyRounds: 0 },
      },
    });
    await made.run();
    assert.deepEqual(intents(made), [
      ['shell', 'check'],
      ['shell', 'check'],
      ['shell', 'rule'],
    ]);
    assert.deepEqual(asked(made), [
      ['ls', 'unlisted'],
      ['git push', 'C15'],
      ['git status > ../x', 'P01'],
    ]);
  });

  it('asks once for each text of what an allowed command runs, when the agent has changed it', async () => {
    const change = write('package.json', '{}');
    const { made } = bench(
      [change, shell('npm test'), shell('npm test'), write('package.json', '{ }'), shell('npm test')],
      {
        sandbox: none,
        known: { allow: [{ rule: prefix('npm', 'test') }] },
        task: { approve: 'allow' },
      },
    );
    await made.run();
    assert.deepEqual(asked(made), [
      ['npm test', 'C10'],
      ['npm test', 'C10'],
    ]);
    assert.deepEqual(made.ran, ['npm test', 'npm test', 'npm test']);
  });

  it('asks for everything when it is told to, but for what a rule allows', async () => {
    const { made } = bench([shell('ls'), shell('cat a'), write('a'), write('docs/a'), write('.envrc')], {
      task: { approvals: 'ask' },
      known: { allow: [{ rule: prefix('cat') }], allowWrite: ['docs/**', '.envrc'] },
    });
    await made.run();
    assert.deepEqual(intents(made), [
      ['shell', 'rule'],
      ['write_file', ''],
    ]);
    assert.deepEqual(asked(made), [
      ['ls', 'unlisted'],
      ['write a', 'unlisted'],
      ['write .envrc', ''],
    ]);
  });

  it('without restrictions asks about what can’t be taken back, and about all where it can’t look', async () => {
    const turns = ['x=1; echo $x', 'git push', 'touch .envrc'].map(shell);
    const open = bench(turns, { sandbox: none, task: { approvals: 'unrestricted' } }).made;
    await open.run();
    assert.deepEqual(intents(open), [['shell', 'unrestricted']]);
    assert.deepEqual(asked(open), [
      ['git push', 'C15'],
      ['touch .envrc', 'P08'],
    ]);
    const blind = bench(turns.slice(0, 1), {
      sandbox: none,
      task: { approvals: 'unrestricted' },
      grammar: () => Promise.resolve(null),
    }).made;
    await blind.run();
    assert.deepEqual([intents(blind), asked(blind).length], [[], 1]);
  });

  it('lets files be written that no rule forbids, and asks for all commands where a rule is not understood', async () => {
    const { made } = bench([write('src/a'), write('b'), shell('ls')], {
      known: { denyWrite: ['src/**'], isUnsure: true, allow: [{ rule: prefix('ls') }] },
    });
    await made.run();
    assert.equal(made.results[0], 'write_file denied: This is not allowed (C08). A rule forbids to write src/a.');
    assert.deepEqual([intents(made), asked(made)], [[['write_file', '']], [['ls', 'unlisted']]]);
  });

  it('keeps the rule that came with an answer before it runs, and none that was not offered', async () => {
    const { made, kept } = bench([shell('echo one'), shell('echo one')], { sandbox: none, task: { approve: 'ask' } });
    made.surroundings.onEvent = (event) => {
      if (event.type === 'approval.request') {
        const { requestId, offers = [] } = event.request;
        const [offer] = offers;
        made.tell({ type: 'answer', requestId, decision: { kind: 'allow', remember: prefix('echo') } });
        made.tell({ type: 'answer', requestId, decision: { kind: 'allow', ...(offer && { remember: offer }) } });
      }
    };
    await made.run();
    assert.deepEqual(kept, [{ rule: { words: ['echo', 'one'], match: 'exact' }, effect: 'command' }]);
    assert.deepEqual(intents(made), [
      ['shell', ''],
      ['shell', 'rule'],
    ]);
    assert.equal(made.of('answer').length, 1);
  });
});

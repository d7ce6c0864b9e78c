import assert from 'node:assert/strict';
import { scriptOf } from '../../../src/adapters/models/scriptPlayer';
import type { ReadShell } from '../../../src/core/approvals/shellPorts';
import type { CommandOptions } from '../../../src/core/worktrees/worktreePorts';
import type { CommandRule, Decision, EventOf, RunnerEvent } from '../../../src/protocol';
import { EngineBench, noRules } from './engineBench';
import { shellGrammar } from '../../fakes/grammarFolder';

const noCheck = { verify: null };
const fetching = (...hosts: string[]) => ({
  calls: [
    { tool: 'shell_network', input: { command: 'fetch', reason: 'dependencies', ...(hosts.length ? { hosts } : {}) } },
  ],
});

let read: ReadShell | null = null;
const approvals = { ...noRules, grammar: () => Promise.resolve(read) };

type Given = Pick<CommandOptions, 'network' | 'hosts'>;

/** A task whose commands note what they were given; each approval gets the next decision, without one, or at `until`, the process ends. */
function bench(script: Parameters<typeof scriptOf>[0], decisions: Decision[], until?: RunnerEvent['type']) {
  const given: Given[] = [];
  const act = (options: CommandOptions) => {
    given.push({ network: options.network, ...(options.hosts === undefined ? {} : { hosts: options.hosts }) });
    options.onHost?.({ host: 'a.example', port: 443 });
    options.onHost?.({ host: 'a.example', port: 443 });
    options.onHost?.({ host: 'b.example', port: 8443, blocked: 'unlisted' });
    return {};
  };
  const made = new EngineBench({ script: scriptOf(script), task: noCheck, commands: { fetch: act }, approvals });
  made.surroundings.onEvent = (event) => {
    if (event.type === until) {
      made.suspend.abort();
    } else if (event.type === 'approval.request') {
      const decision = decisions.shift();
      if (decision === undefined) {
        made.suspend.abort();
      } else {
        made.tell({ type: 'answer', requestId: event.request.requestId, decision });
      }
    }
  };
  return { made, given };
}

const asked = (made: EngineBench) =>
  made.of('approval.request').map(({ request: { facts, reach } }: EventOf<'approval.request'>) => ({ facts, reach }));
const told = (made: EngineBench) => made.of('tool.result').map(({ text }) => text);

describe('a command that names its hosts', () => {
  beforeEach(async () => {
    read = await shellGrammar();
  });

  it('asks with exactly these, and gets only these', async () => {
    const { made, given } = bench([fetching('B.example:8080', 'a.example', 'a.example.'), {}], [{ kind: 'allow' }]);
    made.network.current = {
      allowed: [],
      denied: ['evil.example'],
      listed: ['a.example', 'c.example'],
      own: ['b.example:8080'],
    };
    await made.run();
    const hosts = ['b.example:8080', 'a.example'];
    assert.deepEqual(asked(made), [
      {
        facts: [
          "The agent's reason: dependencies",
          'It can reach only: b.example:8080, a.example.',
          'It can write only the worktree, and send to these hosts what it can read.',
          '.cursor/sandbox.json of this repository lists a.example. “Allowed Commands of This Repository” lets that file count.',
        ],
        reach: { writes: [], hosts, reversible: 'unknown' },
      },
    ]);
    const access = { allow: hosts, inside: ['b.example:8080'], deny: ['evil.example'] };
    assert.deepEqual(given, [{ network: false, hosts: access }]);
    assert.deepEqual([made.state.allowedHosts, made.network.current.allowed], [[], []]);
  });

  it('has what it reached and was kept from in the journal, and the model is told how to ask', async () => {
    const { made } = bench([fetching('a.example'), {}], [{ kind: 'allow' }]);
    await made.run();
    assert.deepEqual(
      made
        .of('network.used')
        .map(({ hosts, more }) => ({ hosts, more }))
        .at(-1),
      {
        hosts: [
          { host: 'a.example', port: 443, times: 2 },
          { host: 'b.example', port: 8443, blocked: 'unlisted', times: 1 },
        ],
        more: 0,
      },
    );
    const order = made.events.map(({ type }) => type);
    assert.equal(order.lastIndexOf('network.used') < order.indexOf('tool.result'), true);
    assert.deepEqual(told(made), [
      "[No output.]\n[Exit code 0.]\n[Network: b.example:8443 was blocked: it is not on this command's list of hosts. " +
        'If it is needed, ask with shell_network and hosts: ["b.example:8443"].]',
    ]);
  });

  it('is not asked about again when its hosts were allowed for the task, also by another process', async () => {
    const script = [fetching('a.example'), fetching('a.example'), fetching('a.example', 'c.example'), {}];
    const { made, given } = bench(script, [{ kind: 'allow', hosts: 'task' }, { kind: 'deny' }]);
    await made.run();
    assert.deepEqual([given.length, asked(made).length, made.state.allowedHosts], [2, 2, ['a.example']]);
    assert.deepEqual(made.network.current.allowed, []);
  });

  it('is not asked about again by another process either', async () => {
    const script = [fetching('a.example'), fetching('a.example'), {}];
    const { made, given } = bench(script, [{ kind: 'allow', hosts: 'task' }], 'tool.result');
    assert.equal(await made.run(), 'suspended');
    const again = bench(script, []);
    again.made.journal.events.push(...made.events);
    assert.equal(await again.made.run(), 'finished');
    assert.deepEqual([given.length, again.given.length], [1, 1]);
  });

  it('is not asked about in other tasks when its hosts were allowed for the repository', async () => {
    const { made } = bench([fetching('a.example'), {}], [{ kind: 'allow', hosts: 'repository' }]);
    await made.run();
    assert.deepEqual(made.network.current.allowed, ['a.example']);
    const other = bench([fetching('a.example'), {}], []);
    other.made.network.current = made.network.current;
    await other.made.run();
    assert.deepEqual([asked(other.made), other.given.length], [[], 1]);
  });

  it('is refused without a question where it names what no list can have, or what is denied', async () => {
    const script = [fetching('*.com'), fetching('x.evil.example'), fetching('127.0.0.1:80'), {}];
    const { made, given } = bench(script, []);
    made.network.current = { allowed: ['x.evil.example'], denied: ['*.evil.example'], listed: [], own: [] };
    await made.run();
    assert.deepEqual([asked(made), given], [[], []]);
    assert.match(told(made).join('\n'), /"\*\.com" can't be in a list[^\n]*\n[^\n]*denies it[^\n]*\n[^\n]*below 1024/);
  });

  it('asks for the whole network, in words, where commands can’t be held to hosts or none are named', async () => {
    const { made, given } = bench([fetching('a.example'), {}], [{ kind: 'allow', hosts: 'repository' }]);
    made.surroundings.hostsComplaint = 'There is no relay.';
    await made.run();
    assert.deepEqual(given, [{ network: true }]);
    assert.deepEqual(asked(made), [
      {
        facts: [
          "The agent's reason: dependencies",
          'It can write only the worktree, and send to any address what it can read.',
          "It named a.example, but commands can't be held to chosen hosts here: it would have the whole network.",
        ],
        reach: { writes: [], hosts: [], reversible: 'unknown' },
      },
    ]);
    assert.deepEqual([made.network.current.allowed, made.state.allowedHosts], [[], []]);
    const whole = bench([fetching(), {}], [{ kind: 'allow' }]);
    await whole.made.run();
    assert.deepEqual(whole.given, [{ network: true }]);
  });

  it('is asked about again when what was allowed was to be held to hosts, and now can’t be', async () => {
    const { made, given } = bench([fetching('a.example'), {}], [{ kind: 'allow' }], 'answer');
    assert.equal(await made.run(), 'suspended');
    const again = bench([fetching('a.example'), {}], []);
    again.made.surroundings.hostsComplaint = 'There is no relay.';
    again.made.journal.events.push(...made.events);
    assert.equal(await again.made.run(), 'suspended');
    assert.deepEqual([given, again.given, asked(again.made).length], [[], [], 2]);
  });

  it('is asked about each time where nobody can look into commands', async () => {
    read = null;
    const { made, given } = bench(
      [fetching('a.example'), fetching('a.example'), {}],
      [{ kind: 'allow', hosts: 'task' }, { kind: 'deny' }],
    );
    await made.run();
    assert.deepEqual([given.length, asked(made).length], [1, 2]);
  });

  /** A task that is refused whatever it asks, with rules about commands. */
  function ruled(script: Parameters<typeof scriptOf>[0], rules: { allow: CommandRule[]; deny: CommandRule[] }) {
    const known = async () => ({
      ...(await noRules.known()),
      allow: rules.allow.map((rule) => ({ rule })),
      deny: rules.deny,
    });
    const made = new EngineBench({ script: scriptOf(script), task: noCheck, approvals: { ...approvals, known } });
    made.surroundings.onEvent = (event) => {
      if (event.type === 'approval.request') {
        made.tell({ type: 'answer', requestId: event.request.requestId, decision: { kind: 'deny' } });
      }
    };
    return made;
  }

  it('is asked about each time where it can’t be taken back, and not run where a rule forbids it, whatever hosts are allowed', async () => {
    const naming = (command: string) => ({
      calls: [{ tool: 'shell_network', input: { command, reason: 'release', hosts: ['a.example'] } }],
    });
    const made = ruled([naming('npm publish'), naming('fetch'), {}], {
      allow: [{ words: ['npm'], match: 'prefix' }],
      deny: [{ words: ['fetch'], match: 'prefix' }],
    });
    made.network.current.allowed.push('a.example');
    await made.run();
    assert.deepEqual(
      made.of('approval.request').map(({ request: { command, rule, offers } }) => ({ command, rule, offers })),
      [{ command: 'npm publish', rule: 'C15', offers: undefined }],
    );
    assert.deepEqual(
      made.of('tool.result').map(({ outcome }) => outcome),
      ['denied', 'denied'],
    );
    assert.match(told(made)[1] ?? '', /^This is not allowed \(C08\)\./);
  });

  it('is asked about where only a rule for commands without the network allows it', async () => {
    const made = ruled([fetching(), {}], { allow: [{ words: ['fetch'], match: 'prefix' }], deny: [] });
    await made.run();
    assert.equal(asked(made).length, 1);
  });
});

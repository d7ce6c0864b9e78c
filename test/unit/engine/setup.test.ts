import assert from 'node:assert/strict';
import { scriptOf } from '../../../src/adapters/models/scriptPlayer';
import { phaseOf } from '../../../src/core/run/phase';
import type { CommandOptions, CommandResult } from '../../../src/core/worktrees/worktreePorts';
import type { Decision, RunnerEvent, SetupList } from '../../../src/protocol';
import { type BenchOptions, EngineBench, untilAborted } from './engineBench';

const setup: SetupList = {
  ...{ kind: 'setup', source: '.cursor/worktrees.json', steps: ['cp ../.env .env', 'npm ci'] },
  ...{ environment: {}, folder: '', digest: 'd1' },
};
const install: SetupList = {
  ...{ kind: 'install', source: 'package-lock.json', steps: ['npm ci'], environment: {}, folder: '' },
  ...{ makes: 'node_modules', digest: 'd2' },
};
const command = 'cp ../.env .env; npm ci';

/** Answers each question about a setup with the next decision; without one the process ends. */
function bench(options: BenchOptions, ...decisions: Decision[]): EngineBench {
  const made = new EngineBench({ script: scriptOf([{}]), ...options, task: { verify: null, ...options.task } });
  made.surroundings.onEvent = (event) => {
    if (made.task.approve === 'ask' && event.type === 'question' && event.request.kind === 'setup') {
      const decision = decisions.shift();
      if (decision === undefined) {
        made.suspend.abort();
      } else {
        made.tell({ type: 'answer', requestId: event.request.requestId, decision });
      }
    }
  };
  return made;
}

/** What a shell prints that runs the list whose setup was journaled last. */
function printing(made: () => EngineBench, steps: number, end: Partial<CommandResult>) {
  return (options: CommandOptions): Partial<CommandResult> => {
    const { setupId = '' } = made().of('setup.step').at(-1) ?? {};
    for (let step = 1; step <= steps; step += 1) {
      options.onText?.(`# ${setupId} st`);
      options.onText?.(`ep ${step}\nworking\n`);
    }
    return end;
  };
}

const told = (made: EngineBench) =>
  made.events.flatMap((event: RunnerEvent) =>
    event.type === 'setup.step' || event.type === 'setup.result'
      ? [`${'outcome' in event ? event.outcome : 'step'} ${event.step}/${event.of} ${event.command}`]
      : [],
  );

describe('what a repository sets up in a new worktree', () => {
  it('is asked for, run step by step before the model is asked, and remembered for the repository', async () => {
    const made: EngineBench = bench(
      { setup: { lists: [setup] }, commands: { [command]: (options) => printing(() => made, 2, {})(options) } },
      { kind: 'always' },
    );
    await made.run();
    assert.deepEqual(told(made), ['step 1/2 cp ../.env .env', 'step 2/2 npm ci', 'done 2/2 npm ci']);
    assert.deepEqual([...made.remembered], ['d1']);
    const [request] = made.of('question').map((event) => event.request);
    assert.deepEqual(request?.kind === 'setup' && request.list, setup);
    const order = made.events.map(({ type }) => type);
    assert.equal(order.indexOf('setup.result') < order.indexOf('model.request'), true);
    assert.equal(made.state.outcome?.kind, 'unverified');
  });

  it('is not asked for again when it was allowed for the repository', async () => {
    const made = bench({ setup: { lists: [setup] } });
    made.remembered.add('d1');
    await made.run();
    assert.deepEqual([made.of('question'), made.ran], [[], [command]]);
  });

  it('is run once without being remembered, or skipped', async () => {
    const once = bench({ setup: { lists: [setup] } }, { kind: 'allow' });
    await once.run();
    assert.deepEqual([once.ran, [...once.remembered]], [[command], []]);
    const skipped = bench({ setup: { lists: [setup] } }, { kind: 'deny' });
    await skipped.run();
    assert.deepEqual([skipped.ran, told(skipped)], [[], ['skipped 1/2 cp ../.env .env']]);
    assert.equal(skipped.state.outcome?.kind, 'unverified');
  });

  it('leaves out steps that would change nothing, and asks for nothing when none is left', async () => {
    const some = bench({ setup: { lists: [setup], kept: [2] } }, { kind: 'allow' });
    await some.run();
    assert.deepEqual([some.ran, some.of('setup.result').map(({ kept }) => kept)], [['cp ../.env .env'], [[2]]]);
    const all = bench({ setup: { lists: [setup], kept: [1, 2] } });
    await all.run();
    assert.deepEqual([all.ran, all.of('question'), told(all)], [[], [], ['unneeded 1/2 cp ../.env .env']]);
  });

  it('follows what the task was told to do with approvals', async () => {
    const allowed = bench({ setup: { lists: [setup] }, task: { approve: 'allow' } });
    await allowed.run();
    const denied = bench({ setup: { lists: [setup] }, task: { approve: 'deny' } });
    await denied.run();
    assert.deepEqual([allowed.ran, denied.ran], [[command], []]);
    assert.deepEqual([...allowed.remembered], []);
  });

  it('fails the task with step, exit code and last lines, and is asked for again when it is retried', async () => {
    const output = '# setup-1 step 1\ncopied\nnpm error 404\nnpm error no such package\n';
    const results: Partial<CommandResult>[] = [{ exitCode: 1, output }, {}];
    const made: EngineBench = bench(
      {
        setup: { lists: [setup] },
        commands: { [command]: (options) => printing(() => made, 2, results.shift() ?? {})(options) },
      },
      { kind: 'always' },
      { kind: 'allow' },
    );
    await made.run();
    assert.deepEqual(made.state.outcome, {
      kind: 'failed',
      error: {
        ...{ domain: 'task', reason: 'setup-failed', audience: 'user' },
        message: 'Setup step 2 (npm ci) exited 1.\ncopied\nnpm error 404\nnpm error no such package',
        hint: 'Its output has the details. Retry runs .cursor/worktrees.json again.',
      },
    });
    assert.equal(made.requests.length, 0);
    await made.run();
    assert.equal(made.of('question').length, 2);
    assert.equal(made.of('finished').at(-1)?.outcome.kind, 'unverified');
    assert.deepEqual(told(made).slice(2), ['failed 2/2 npm ci', ...told(made).slice(0, 2), 'done 2/2 npm ci']);
  });

  it('is read again when it is retried, without what is through already', async () => {
    const first = { ...setup, steps: ['one'], digest: 'd0' };
    const repaired = { ...setup, steps: ['two, repaired'], digest: 'd3' };
    const broken = { ...setup, steps: ['two'] };
    const failing = { two: () => ({ exitCode: 1 }) };
    const made = bench({ setup: { lists: [first, broken] }, task: { approve: 'allow' }, commands: failing });
    await made.run();
    const later = bench({ setup: { lists: [first, repaired] }, task: { approve: 'allow' } });
    later.journal.events.push(...made.events);
    await later.run();
    assert.deepEqual([made.ran, later.ran], [['one', 'two'], ['two, repaired']]);
    assert.equal(later.state.outcome?.kind, 'unverified');
  });

  it('is not run when its script is another one than was shown', async () => {
    const list = { ...setup, steps: ['sh a.sh'], script: 'true\n', scriptPath: 'a.sh' };
    const made = bench({ setup: { lists: [list], isAsPlanned: false } }, { kind: 'allow' });
    await made.run();
    const { outcome } = made.state;
    assert.deepEqual(
      [made.ran, outcome?.kind === 'failed' && outcome.error.message],
      [[], 'The script a.sh has changed since it was shown.'],
    );
  });

  it('goes on after a crash at every fact, without running again what was done', async () => {
    const whole = bench({ setup: { lists: [setup, install] } }, { kind: 'always' }, { kind: 'always' });
    await whole.run();
    for (let at = 1; at <= whole.events.length; at += 1) {
      for (const when of ['before', 'after'] as const) {
        const made = bench(
          { setup: { lists: [setup, install] } },
          ...Array.from({ length: 4 }, () => ({ kind: 'always' as const })),
        );
        await assert.rejects(made.run({ at, when }));
        const done = made.of('setup.result').map(({ command }) => command);
        const ranBefore = made.ran.length;
        const { request } = made.state;
        const running = made.run();
        if (request !== null) {
          made.tell({ type: 'answer', requestId: request.requestId, decision: { kind: 'always' } });
        }
        await running;
        assert.deepEqual(
          made.of('setup.result').map(({ outcome }) => outcome),
          ['done', 'done'],
          `${at} ${when}`,
        );
        assert.equal(made.ran.slice(ranBefore).includes(command), done.length === 0, `${at} ${when}`);
        assert.equal(made.state.outcome?.kind, 'unverified');
      }
    }
  });

  it('can be stopped, and interrupted, which leaves the rest of it out', async () => {
    const stopped: EngineBench = bench({
      setup: { lists: [setup] },
      task: { approve: 'allow' },
      commands: {
        [command]: async (options) => {
          const ended = untilAborted(options);
          stopped.tell({ type: 'stop' });
          return await ended;
        },
      },
    });
    await stopped.run();
    assert.equal(stopped.state.outcome?.kind, 'stopped');
    const cut: EngineBench = bench({
      setup: { lists: [setup] },
      task: { approve: 'allow' },
      commands: {
        [command]: async (options) => {
          const ended = untilAborted(options);
          cut.tell({ type: 'message', text: 'Go on without.', when: 'now' });
          return await ended;
        },
      },
    });
    await cut.run();
    assert.deepEqual([cut.state.outcome?.kind, cut.ran, cut.state.setup.pending], ['unverified', [command], []]);
  });

  it('is left alone in the checkout itself, and waits for a plan to be approved', async () => {
    const here = bench({ setup: { lists: [setup] }, task: { place: 'here' } });
    await here.run();
    assert.deepEqual([here.of('setup.planned'), here.ran], [[], []]);
    const planned = bench({ setup: { lists: [setup] }, task: { mode: 'ask' } });
    await planned.run();
    assert.equal(phaseOf(planned.task, planned.state), 'ask');
    assert.deepEqual([planned.of('setup.planned').length, planned.ran], [1, []]);
  });

  it('is nothing for a task that had begun before it was known', async () => {
    const options: BenchOptions = { setup: { lists: [setup] } };
    const made = bench({
      ...options,
      setup: {},
      script: scriptOf([{ calls: [{ tool: 'list_files', input: {} }] }, {}]),
    });
    await assert.rejects(made.run({ at: 5, when: 'after' }));
    const later = bench(options);
    later.journal.events.push(...made.events);
    await later.run();
    assert.deepEqual(later.of('setup.planned'), []);
  });
});

describe('dependencies that are missing', () => {
  it('are proposed to be installed, and not when something made them meanwhile', async () => {
    const made = bench({ setup: { lists: [install] } }, { kind: 'always' });
    await made.run();
    assert.deepEqual(
      [made.ran, [...made.remembered], told(made)],
      [['npm ci'], ['d2'], ['step 1/1 npm ci', 'done 1/1 npm ci']],
    );
    const there = bench({ setup: { lists: [install], isMissing: () => false } });
    await there.run();
    assert.deepEqual([there.ran, there.of('question'), told(there)], [[], [], ['unneeded 1/1 npm ci']]);
  });
});

describe('the network of a setup', () => {
  const listed: SetupList = { ...install, hosts: ['registry.example'], digest: 'd7' };
  type Given = Pick<CommandOptions, 'network' | 'hosts'>;

  /** Notes what each run was given; the first asks for a host that is not on its list, and fails. */
  function installing(given: Given[]) {
    return (options: CommandOptions): Partial<CommandResult> => {
      given.push({ network: options.network, ...(options.hosts === undefined ? {} : { hosts: options.hosts }) });
      const isAllowed = options.hosts?.allow.includes('cdn.example') === true;
      options.onHost?.({ host: 'cdn.example', port: 443, ...(isAllowed ? {} : { blocked: 'unlisted' }) });
      return { exitCode: isAllowed || options.network ? 0 : 1 };
    };
  }
  const asked = (made: EngineBench) =>
    made.of('question').map(({ request }) => (request.kind === 'setup' ? [request.hosts, request.facts[1]] : []));

  it('is that of its hosts only, and of those that a failed run was kept from once a person allowed them', async () => {
    const given: Given[] = [];
    const made = bench(
      { setup: { lists: [listed] }, commands: { 'npm ci': installing(given) } },
      { kind: 'allow' },
      { kind: 'always' },
    );
    await made.run();
    const outcome = made.state.outcome;
    assert.match(
      outcome?.kind === 'failed' ? (outcome.error.hint ?? '') : '',
      /It was kept from cdn\.example; Retry asks whether it may reach them\.$/,
    );
    await made.run();
    const access = (...allow: string[]) => ({ network: false, hosts: { allow, inside: [], deny: [] } });
    assert.deepEqual(given, [access('registry.example'), access('registry.example', 'cdn.example')]);
    assert.deepEqual(asked(made), [
      [['registry.example'], 'It can reach only: registry.example.'],
      [['registry.example', 'cdn.example'], 'It can reach only: registry.example, cdn.example.'],
    ]);
    assert.deepEqual([[...made.remembered], made.network.current.allowed], [['d7'], ['cdn.example']]);
    assert.deepEqual(
      made
        .of('network.used')
        .map(({ source, hosts }) => [source === made.of('setup.step')[0]?.setupId, hosts[0]?.blocked]),
      [
        [true, 'unlisted'],
        [false, undefined],
      ],
    );
  });

  it('is the whole one where nothing can be held to hosts, which a consent to hosts does not cover', async () => {
    const given: Given[] = [];
    const commands = { 'npm ci': installing(given) };
    const made = bench({ setup: { lists: [listed] }, commands }, { kind: 'always' });
    made.remembered.add('d7');
    made.surroundings.hostsComplaint = 'There is no relay.';
    await made.run();
    const fact = 'It has access to the whole network: it can’t be held to package registries here. There is no relay.';
    assert.deepEqual([given, asked(made)], [[{ network: true }], [[undefined, fact]]]);
    const held = bench({ setup: { lists: [{ ...listed, digest: 'd8' }] }, commands });
    held.remembered.add('d8-open');
    assert.equal(await held.run(), 'suspended');
    assert.deepEqual([given.length, asked(held).length], [1, 1]);
  });

  it('is asked about again where the answer was about another one', async () => {
    const given: Given[] = [];
    const options = { setup: { lists: [listed] }, commands: { 'npm ci': installing(given) } };
    const made = bench(options, { kind: 'allow' });
    const answer = made.surroundings.onEvent.bind(made.surroundings);
    made.surroundings.onEvent = (event) => (event.type === 'answer' ? made.suspend.abort() : answer(event));
    await made.run();
    const again = bench(options);
    again.journal.events.push(...made.events);
    again.surroundings.hostsComplaint = 'There is no relay.';
    assert.equal(await again.run(), 'suspended');
    assert.deepEqual([given, asked(again).length], [[], 2]);
  });

  it('is none where it has no hosts, and takes in the user’s own registries where it uses npm', async () => {
    const given: Given[] = [];
    const lists = [
      { ...listed, hosts: [] },
      { ...listed, hosts: ['registry.npmjs.org'], digest: 'd9' },
    ];
    const made = bench({
      setup: { lists },
      task: { approve: 'allow' },
      commands: { 'npm ci': (options) => ({ ...installing(given)(options), exitCode: 0 }) },
    });
    made.network.current = { allowed: [], denied: ['x.example'], listed: [], own: ['npm.corp.example'] };
    await made.run();
    const shared = { inside: ['npm.corp.example'], deny: ['x.example'] };
    assert.deepEqual(given, [
      { network: false, hosts: { allow: [], ...shared } },
      { network: false, hosts: { allow: ['registry.npmjs.org', 'npm.corp.example'], ...shared } },
    ]);
    assert.equal(asked(made)[0]?.[1], 'It has no network.');
  });
});

describe('dependencies of another lock file', () => {
  const renewal: SetupList = { ...install, renews: 'lock2' };
  const write = (text: string) => ({ tool: 'write_file', input: { path: 'package-lock.json', content: text } });
  const script = () => scriptOf([{ calls: [write('two')] }, {}, {}]);
  const changed = { isMissing: () => false, outdated: () => [renewal] };

  it('are installed again when the agent has changed it, as it was consented to, and asked about once', async () => {
    const made = bench({ script: script(), setup: changed, files: { 'package-lock.json': 'one' } });
    made.remembered.add('d2');
    await made.run();
    assert.deepEqual([made.of('question'), made.ran, made.of('setup.planned').length], [[], ['npm ci'], 1]);
    made.tell({ type: 'message', text: 'Once more.' });
    await made.resume();
    assert.deepEqual([made.ran, made.of('setup.planned').length], [['npm ci'], 1]);
    const asked = bench({ script: script(), setup: changed, files: { 'package-lock.json': 'one' } }, { kind: 'deny' });
    await asked.run();
    const [request] = asked.of('question').map((event) => event.request);
    assert.deepEqual([request?.kind === 'setup' && request.list, asked.ran], [renewal, []]);
  });

  it('are looked at again by the next run, after an update, and left where they turn out to be the same', async () => {
    let outdated: SetupList[] = [];
    const setup = { isMissing: () => false, outdated: () => outdated, kept: [1] };
    const made = bench({
      script: scriptOf([{ calls: [write('one')] }, {}, {}]),
      setup,
      files: { 'package-lock.json': 'one' },
    });
    await made.run();
    assert.deepEqual(made.of('setup.planned'), []);
    outdated = [renewal];
    made.tell({ type: 'message', text: 'Go on.' });
    await made.resume();
    assert.deepEqual([made.of('setup.result').map(({ outcome }) => outcome), made.ran], [['unneeded'], []]);
  });
});
